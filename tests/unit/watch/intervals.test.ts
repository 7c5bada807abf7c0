import { failureDelayMs, jittered, logIntervalMs, patienceMs } from "../../../provider/watch/intervals";

const MINUTE_MS = 60_000;
const middle = (): number => 0.5;

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

describe("logIntervalMs", () => {
  it("shares two fifths of the requests among all runs, and asks for none more than once a second", () => {
    expect(logIntervalMs(1, 0, 10, middle)).toBe(1_000);
    expect(logIntervalMs(4, 0, 10, middle)).toBe(1_000);
    expect(logIntervalMs(100, 0, 10, middle)).toBe(25_000);
    expect(logIntervalMs(100, 0, 20, middle)).toBe(12_500);
  });

  it("asks for no more than ten logs a second, whatever may be sent", () => {
    expect(logIntervalMs(100, 0, 10_000, middle)).toBe(10_000);
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
