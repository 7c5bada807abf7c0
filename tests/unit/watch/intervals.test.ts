import { failureDelayMs, statusIntervalMs } from "../../../provider/watch/intervals";

const MINUTE_MS = 60_000;
const middle = (): number => 0.5;

describe("statusIntervalMs", () => {
  it("asks for one run about once a second", () => {
    expect(statusIntervalMs(1, 0, middle)).toBe(1_000);
    expect(statusIntervalMs(0, 0, middle)).toBe(1_000);
  });

  it("shares four requests a second among all waits", () => {
    expect(statusIntervalMs(4, 0, middle)).toBe(1_000);
    expect(statusIntervalMs(20, 0, middle)).toBe(5_000);
    expect(statusIntervalMs(100, 0, middle)).toBe(25_000);
  });

  it.each([
    [29, 1_000],
    [30, 1_000],
    [60, 2_000],
    [300, 10_000],
    [6_000, 10_000],
  ])("grows for a run that has not changed for %i minutes: %i ms", (minutes, expected) => {
    expect(statusIntervalMs(1, minutes * MINUTE_MS, middle)).toBe(expected);
  });

  it("strays by a tenth, so that runs submitted together are not asked for together", () => {
    expect(statusIntervalMs(40, 0, () => 0)).toBe(9_000);
    expect(statusIntervalMs(40, 0, () => 0.999_999)).toBe(11_000);
  });
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
