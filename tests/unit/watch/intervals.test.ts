import { failureDelayMs, jittered, logPace, maxStalenessMs } from "../../../provider/watch/intervals";

const MINUTE_MS = 60_000;

it.each([
  [0, 1_000],
  [30, 1_000],
  [60, 2_000],
  [300, 10_000],
  [6_000, 10_000],
])("what is known of a run that has not changed for %i minutes is %i ms old at most", (minutes, expected) => {
  expect(maxStalenessMs(minutes * MINUTE_MS)).toBe(expected);
});

it.each<[string, Parameters<typeof logPace>, intervalMs: number, pages: number]>([
  ["one is read once a second at most", [1, 0, 10], 1_000, 4],
  ["four share two fifths of the requests", [4, 0, 10], 1_000, 1],
  ["a hundred share them", [100, 0, 10], 25_000, 1],
  ["a hundred share the double", [100, 0, 20], 12_500, 1],
  ["one that is read seldom has more pages at once", [1, 300 * MINUTE_MS, 10], 10_000, 40],
  ["all have ten pages a second at most", [100, 0, 10_000], 10_000, 1],
  ["none is open any more", [0, 0, 10], 1_000, 4],
])("the pace of logs: %s", (_, given, intervalMs, pages) => {
  expect(logPace(...given)).toEqual({ intervalMs, pages });
});

it("jitter strays by a tenth", () => {
  expect(jittered(10_000, () => 0)).toBe(9_000);
  expect(jittered(10_000, () => 0.999_999)).toBe(11_000);
});

it("the delay doubles with each failure in a row, or is what the server asks for, up to a minute", () => {
  expect([1, 2, 3, 4, 6, 7, 50].map((failures) => failureDelayMs(failures, undefined))).toEqual([
    1_000, 2_000, 4_000, 8_000, 32_000, 60_000, 60_000,
  ]);
  expect(failureDelayMs(1, 15_000)).toBe(15_000);
  expect(failureDelayMs(1, 3_600_000)).toBe(60_000);
  expect(failureDelayMs(4, 500)).toBe(8_000);
});
