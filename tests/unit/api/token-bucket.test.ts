import { TokenBucket } from "../../../provider/api/token-bucket";
import { FakeClock } from "../../harness/fake-clock";

async function takeAll(bucket: TokenBucket, clock: FakeClock, count: number): Promise<number[]> {
  const takings = Array.from({ length: count }, () => bucket.take().then(() => clock.elapsedMs));
  return Promise.all(takings);
}

describe("the token bucket", () => {
  it("lets a burst of one second's requests pass at once, then keeps the rate", async () => {
    const clock = new FakeClock();
    const times = await takeAll(new TokenBucket(4, clock), clock, 10);
    expect(times).toEqual([0, 0, 0, 0, 250, 500, 750, 1_000, 1_250, 1_500]);
  });

  it("keeps a rate below one a second", async () => {
    const clock = new FakeClock();
    expect(await takeAll(new TokenBucket(0.5, clock), clock, 3)).toEqual([0, 2_000, 4_000]);
  });

  it("serves in the order of arrival", async () => {
    const clock = new FakeClock();
    const bucket = new TokenBucket(1, clock);
    const order: number[] = [];
    await Promise.all([0, 1, 2, 3].map((index) => bucket.take().then(() => order.push(index))));
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it("saves up no more than one burst while nobody asks", async () => {
    const clock = new FakeClock();
    const bucket = new TokenBucket(2, clock);
    await bucket.take();
    clock.advance(3_600_000);
    const sinceMs = clock.elapsedMs;
    expect((await takeAll(bucket, clock, 3)).map((ms) => ms - sinceMs)).toEqual([0, 0, 500]);
  });

  it("lets nobody pass during a pause, those included who wait already, and no burst after it", async () => {
    const clock = new FakeClock();
    const bucket = new TokenBucket(4, clock);
    await takeAll(bucket, clock, 4);
    const waiting = takeAll(bucket, clock, 3);
    bucket.pause(2_000);
    bucket.pause(500);
    expect(await waiting).toEqual([2_250, 2_500, 2_750]);
    clock.advance(60_000);
    bucket.pause(1_000);
    const sinceMs = clock.elapsedMs;
    expect((await takeAll(bucket, clock, 3)).map((ms) => ms - sinceMs)).toEqual([1_000, 1_250, 1_500]);
  });

  it("waited for ever for a part of a millisecond that floating point had left over", async () => {
    const clock = new FakeClock();
    const bucket = new TokenBucket(40, clock);
    for (let ms = 1; ms < 300; ms++) {
      bucket.pause(ms);
      await takeAll(bucket, clock, 2);
      clock.advance(ms % 7);
    }
    expect(clock.elapsedMs).toBeGreaterThan(300 * 150);
  });

  it("lets nobody send who gave up before, even where there is no queue", async () => {
    const bucket = new TokenBucket(10, new FakeClock());
    await expect(bucket.take(AbortSignal.abort(new Error("interrupted")))).rejects.toThrow("interrupted");
    await expect(bucket.take()).resolves.toBeUndefined();
  });

  it("lets nobody wait for one who gave up", async () => {
    const clock = new FakeClock({ auto: false });
    const bucket = new TokenBucket(1, clock);
    const interrupt = new AbortController();
    await bucket.take();
    const given = bucket.take(interrupt.signal);
    const next = bucket.take();
    await new Promise(setImmediate);
    interrupt.abort(new Error("interrupted"));
    await expect(given).rejects.toThrow("interrupted");
    await new Promise(setImmediate);
    clock.advance(1_000);
    await next;
    expect(clock.elapsedMs).toBe(1_000);
  });

  it("lets one go ahead of those that wait, and goes on in their order", async () => {
    const clock = new FakeClock();
    const bucket = new TokenBucket(1, clock);
    const order: string[] = [];
    const take = (name: string, isAhead: boolean) =>
      bucket.take(undefined, isAhead).then(() => order.push(`${name} at ${clock.elapsedMs}`));
    await Promise.all([take("a", false), take("b", false), take("c", false), take("status", true)]);
    expect(order).toEqual(["a at 0", "status at 1000", "b at 2000", "c at 3000"]);
  });

  it("loses no turn on those that gave up while it was asleep", async () => {
    const clock = new FakeClock({ auto: false });
    const bucket = new TokenBucket(1, clock);
    const interrupt = new AbortController();
    await bucket.take();
    const gone = Array.from({ length: 5 }, () => bucket.take(interrupt.signal));
    interrupt.abort(new Error("interrupted"));
    for (const taking of gone) await expect(taking).rejects.toThrow("interrupted");
    const next = bucket.take();
    await new Promise(setImmediate);
    clock.advance(1_000);
    await next;
    expect(clock.elapsedMs).toBe(1_000);
  });

  it("holds no timer of a pause for which nobody waits any more", async () => {
    const clock = new FakeClock({ auto: false });
    const bucket = new TokenBucket(1, clock);
    const ended = new AbortController();
    bucket.pause(60_000);
    const waiting = bucket.take(ended.signal);
    ended.abort(new Error("interrupted"));
    await expect(waiting).rejects.toThrow("interrupted");
    await Promise.resolve();
    expect(clock.isIdle).toBe(true);
    // And serves those who come later.
    const later = bucket.take();
    clock.advance(60_000);
    await later;
  });
});
