import { delayRuns, polledEach, SPREADS, type Spread } from "../../../bench/performance/delay-cases";

describe("cases of the delay from end to report", () => {
  it.each(Object.keys(SPREADS) as Spread[])("%s: runs start, and end within their time", (spread) => {
    const { fromMs, toMs } = SPREADS[spread];
    const runs = delayRuns(spread, 50, 1);
    expect(runs).toHaveLength(50);
    expect(runs.every(({ pendingMs, endMs }) => pendingMs < endMs && endMs >= fromMs && endMs <= toMs)).toBe(
      true,
    );
    expect(delayRuns(spread, 50, 1)).toEqual(runs);
    expect(delayRuns(spread, 50, 2)).not.toEqual(runs);
  });

  it("a poller sees an end at its next question, the first of which comes within an interval", () => {
    const runs = [
      { pendingMs: 0, endMs: 4_000 },
      { pendingMs: 0, endMs: 10_000 },
      { pendingMs: 0, endMs: 10_001 },
    ];
    expect(polledEach(runs, 5_000, () => 0)).toEqual({
      delaysMs: [1_000, 0, 4_999],
      statusRequests: 2 + 3 + 4,
      elapsedMs: 15_000,
    });
    expect(polledEach(runs, 5_000, () => 0.9)).toEqual({
      delaysMs: [500, 4_500, 4_499],
      statusRequests: 1 + 3 + 3,
      elapsedMs: 14_500,
    });
  });
});
