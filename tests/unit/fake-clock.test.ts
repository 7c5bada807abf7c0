import { FakeClock } from "../harness/fake-clock";

function newPromise(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe("the clock that the tests run on", () => {
  it("lets hours pass at once, in the order of the sleepers", async () => {
    const clock = new FakeClock();
    const order: string[] = [];
    await Promise.all([
      clock.sleep(7_200_000).then(() => order.push("late")),
      clock.sleep(1_000).then(() => order.push("early")),
    ]);
    expect(order).toEqual(["early", "late"]);
    expect(clock.elapsedMs).toBe(7_200_000);
    expect(clock.sleeps).toEqual([7_200_000, 1_000]);
  });

  it("tells of each step", async () => {
    const steps: number[] = [];
    const clock = new FakeClock({ onAdvance: (ms) => steps.push(ms) });
    await clock.sleep(250);
    await clock.sleep(0.5);
    expect(steps).toEqual([250, 1]);
  });

  it("stands still while work goes on, however long the others sleep", async () => {
    const clock = new FakeClock();
    const { promise: answer, resolve: arrive } = newPromise();
    const working = clock.during(answer);
    const sleeping = clock.sleep(5_000);
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    expect(clock.elapsedMs).toBe(0);
    arrive();
    await Promise.all([working, sleeping]);
    expect(clock.elapsedMs).toBe(5_000);
  });

  it("rejects a sleeper with the reason of the abort", async () => {
    const clock = new FakeClock({ auto: false });
    const interrupt = new AbortController();
    const sleeping = clock.sleep(1_000, interrupt.signal);
    interrupt.abort(new Error("interrupted"));
    await expect(sleeping).rejects.toThrow("interrupted");
    await expect(clock.sleep(1, interrupt.signal)).rejects.toThrow("interrupted");
  });

  it("moves by hand alone if told so", async () => {
    const clock = new FakeClock({ auto: false, startMs: 0 });
    let isAwake = false;
    const sleeping = clock.sleep(1_000).then(() => {
      isAwake = true;
    });
    await new Promise(setImmediate);
    clock.advance(999);
    await new Promise(setImmediate);
    expect(isAwake).toBe(false);
    clock.advance(1);
    await sleeping;
    expect(clock.now()).toBe(1_000);
  });
});
