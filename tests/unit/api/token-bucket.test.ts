import { type Priority, TokenBucket } from "../../../provider/api/token-bucket";
import { FakeClock } from "../../support/time/fake-clock";

interface World {
  clock: FakeClock;
  bucket: TokenBucket;
  /** Takes so many turns. @returns when each came, in ms from now */
  takeAll: (count: number, priority?: Priority) => Promise<number[]>;
}

function bucketOf(rate: number, { auto = true } = {}): World {
  const clock = new FakeClock({ auto });
  const bucket = new TokenBucket(rate, clock);
  const takeAll: World["takeAll"] = (count, priority) => {
    const sinceMs = clock.elapsedMs;
    const take = () => bucket.take(undefined, priority).then(() => clock.elapsedMs - sinceMs);
    return Promise.all(Array.from({ length: count }, take));
  };
  return { clock, bucket, takeAll };
}

/** A turn that its taker gives up. */
async function givenUp(bucket: TokenBucket, priority?: Priority): Promise<void> {
  const interrupt = new AbortController();
  const taking = bucket.take(interrupt.signal, priority);
  interrupt.abort(new Error("interrupted"));
  await expect(taking).rejects.toThrow("interrupted");
}

describe("the token bucket", () => {
  it.each([
    [4, [0, 0, 0, 0, 250, 500, 750, 1_000, 1_250, 1_500]],
    [0.5, [0, 2_000, 4_000]],
  ])("of %p a second lets one second's requests pass at once, then keeps the rate", async (rate, times) => {
    expect(await bucketOf(rate).takeAll(times.length)).toEqual(times);
  });

  // rule: rate-limit
  it("lets nobody pass during a pause, those included who wait already, and no burst after it", async () => {
    const { clock, bucket, takeAll } = bucketOf(4);
    await takeAll(4);
    const waiting = takeAll(3);
    bucket.pause(2_000);
    bucket.pause(500);
    expect(await waiting).toEqual([2_250, 2_500, 2_750]);
    clock.advance(60_000);
    bucket.pause(1_000);
    expect(await takeAll(3)).toEqual([1_000, 1_250, 1_500]);
  });

  it("ends each wait, whatever part of a millisecond floating point leaves over", async () => {
    const { clock, bucket, takeAll } = bucketOf(40);
    for (let ms = 1; ms < 300; ms++) {
      bucket.pause(ms);
      await takeAll(2);
      clock.advance(ms % 7);
    }
    expect(clock.elapsedMs).toBeGreaterThan(300 * 150);
  });

  it("lets one go ahead of those that wait, and goes on in their order", async () => {
    const { clock, bucket } = bucketOf(1);
    const order: string[] = [];
    const take = (name: string, priority?: "ahead") =>
      bucket.take(undefined, priority).then(() => order.push(`${name} at ${clock.elapsedMs}`));
    await Promise.all([take("a"), take("b"), take("c"), take("status", "ahead")]);
    expect(order).toEqual(["a at 0", "status at 1000", "b at 2000", "c at 3000"]);
  });

  it("loses no turn on those that gave up, before it slept or after", async () => {
    const { clock, bucket } = bucketOf(1, { auto: false });
    await bucket.take();
    await Promise.all(Array.from({ length: 5 }, () => givenUp(bucket)));
    const interrupt = new AbortController();
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

  it("holds no timer of a pause for which nobody waits any more, and serves those who come later", async () => {
    const { clock, bucket } = bucketOf(1, { auto: false });
    bucket.pause(60_000);
    await givenUp(bucket);
    await Promise.resolve();
    expect(clock.isIdle).toBe(true);
    const later = bucket.take();
    clock.advance(60_000);
    await later;
  });

  describe("what is urgent", () => {
    const AT_ONCE = 64;

    it("passes everybody and the rate, as many at once as there are connections", async () => {
      const { clock, bucket } = bucketOf(1);
      await bucket.take();
      const order: string[] = [];
      const take = (name: string, priority?: Priority): Promise<unknown> =>
        bucket.take(undefined, priority).then(() => order.push(`${name} at ${clock.elapsedMs}`));
      const others = [take("read"), take("status", "ahead")];
      await new Promise(setImmediate);
      const urgent = Array.from({ length: AT_ONCE + 1 }, (_, index) => take(`cancel ${index}`, "urgent"));
      await Promise.all(urgent.slice(0, AT_ONCE));
      expect([clock.elapsedMs, order.length]).toEqual([0, AT_ONCE]);
      bucket.answered("urgent");
      await urgent[AT_ONCE];
      expect(order.at(-1)).toBe(`cancel ${AT_ONCE} at 0`);
      await Promise.all(others);
      expect(order.slice(-2)).toEqual(["status at 1000", "read at 2000"]);
    });

    it("keeps the rate once the server has refused one of it", async () => {
      const { bucket, takeAll } = bucketOf(2);
      await takeAll(AT_ONCE, "urgent");
      const times = takeAll(3, "urgent");
      bucket.pause(1_000);
      for (let left = AT_ONCE; left > 0; left--) bucket.answered("urgent");
      expect(await times).toEqual([1_500, 2_000, 2_500]);
    });
  });
});
