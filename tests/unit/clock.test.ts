import { systemClock, WOKEN } from "../../provider/clock";

describe("the machine's clock", () => {
  it.each([2 ** 31, 1e15, Number.POSITIVE_INFINITY])(
    "sleeps through what no single timer can hold (%p ms), and still wakes when it is told to",
    async (ms) => {
      const woken = new AbortController();
      const sleeping = systemClock.sleep(ms, woken.signal).then(
        () => "over",
        (reason: unknown) => reason,
      );
      // Node fires a timer that overflows after a millisecond.
      await systemClock.sleep(20);
      woken.abort(WOKEN);
      expect(await sleeping).toBe(WOKEN);
    },
  );
});
