import { failureDelayMs, jittered, logPace, patienceMs } from "../../../provider/watch/intervals";

const MINUTE_MS = 60_000;

describe("patienceMs", () => {
  it.each([
    [0, 1_000],
    [29, 1_000],
    [30, 1_000],
    [60, 2_000],
    [300, 10_000],
    [6_000, 10_000],
  ])("of a run that has not changed for %i minutes: %i ms", (minutes, expected) => {
    expect(patienceMs(minutes * MINUTE_MS)).toBe(expected);
  });
});

describe("logPace", () => {
  it("shares two fifths of the requests among all runs, and reads none more often than once a second", () => {
    expect(logPace(1, 0, 10)).toEqual({ intervalMs: 1_000, pages: 4 });
    expect(logPace(4, 0, 10)).toEqual({ intervalMs: 1_000, pages: 1 });
    expect(logPace(100, 0, 10)).toEqual({ intervalMs: 25_000, pages: 1 });
    expect(logPace(100, 0, 20)).toEqual({ intervalMs: 12_500, pages: 1 });
  });

  it("gives a run that is read seldom more pages at once", () => {
    expect(logPace(1, 300 * MINUTE_MS, 10)).toEqual({ intervalMs: 10_000, pages: 40 });
  });

  it("asks for no more than ten pages a second, whatever may be sent", () => {
    expect(logPace(100, 0, 10_000)).toEqual({ intervalMs: 10_000, pages: 1 });
  });

  it("has something to divide by where none is open any more", () => {
    expect(logPace(0, 0, 10)).toEqual({ intervalMs: 1_000, pages: 4 });
  });
});

it("jitter strays by a tenth", () => {
  expect(jittered(10_000, () => 0)).toBe(9_000);
  expect(jittered(10_000, () => 0.999_999)).toBe(11_000);
});

describe("failureDelayMs", () => {
  it("doubles with each failure in a row, up to a minute", () => {
    expect([1, 2, 3, 4, 6, 7, 50].map((failures) => failureDelayMs(failures, undefined))).toEqual([
      1_000, 2_000, 4_000, 8_000, 32_000, 60_000, 60_000,
    ]);
  });

  it("waits longer where the server asks for it, up to a minute", () => {
    expect(failureDelayMs(1, 15_000)).toBe(15_000);
    expect(failureDelayMs(1, 3_600_000)).toBe(60_000);
    expect(failureDelayMs(4, 500)).toBe(8_000);
  });
});
