import type { Log } from "../../../provider/log";
import { type Progress, RunRow } from "../../../provider/watch/progress";
import { FakeClock } from "../../support/time/fake-clock";

const RUNNING: Progress = {
  status: "RUNNING",
  isQueued: false,
  elapsedMs: 65_000,
  queuedMs: 0,
  openRuns: 1,
};
const QUEUED: Progress = { ...RUNNING, status: "PENDING", isQueued: true };

interface Shown {
  row: RunRow;
  clock: FakeClock;
  texts: () => string[];
}

function shownBy(live: boolean): Shown {
  const log = jest.fn<ReturnType<Log>, Parameters<Log>>();
  const clock = new FakeClock({ auto: false });
  const texts = (): string[] => {
    const { calls } = log.mock;
    expect(calls.every(([level, , options]) => level === "info" && options?.ephemeral === true)).toBe(true);
    return calls.map(([, message]) => message);
  };
  return { row: new RunRow({ log, live, clock }), clock, texts };
}

describe("the row of a run on a terminal", () => {
  it("shows the status and the newest line of the log first, and counts no seconds: the engine does", () => {
    const { row, texts } = shownBy(true);
    row.report({ ...RUNNING, elapsedMs: 1_000, queuedMs: 30_000 });
    row.report({ ...RUNNING, elapsedMs: 2_000, queuedMs: 30_000 });
    row.addLog(["a third", "half done"], 3);
    row.report({ ...RUNNING, elapsedMs: 3_000, queuedMs: 30_000 });
    expect(texts()).toEqual(["RUNNING", "RUNNING | half done"]);
  });

  it("shows a line of the log that comes before the first status without a bar in front of it", () => {
    const { row, texts } = shownBy(true);
    row.addLog(["half done"], 0);
    row.report(RUNNING);
    expect(texts()).toEqual(["half done", "RUNNING | half done"]);
  });

  it("shows the time in the queue only while the run is queued, in whole minutes after the first", () => {
    const { row, texts } = shownBy(true);
    for (const seconds of [0, 1, 2, 59, 60, 90, 120, 3_600])
      row.report({ ...QUEUED, queuedMs: seconds * 1000 });
    row.report({ ...RUNNING, queuedMs: 3_600_000 });
    expect(texts()).toEqual([
      "PENDING",
      ...["1s", "2s", "59s", "1m", "2m", "1h 0m"].map((time) => `PENDING ${time}`),
      "RUNNING",
    ]);
  });
});

describe("the row of a run where each line stays", () => {
  it("shows lines that come before the first status without a bar in front of them", () => {
    const { row, texts } = shownBy(false);
    row.addLog(["one"], 2);
    expect(texts()).toEqual(["… 2 lines more", "one"]);
  });

  it("shows each new line once, and how many it left out", () => {
    const { row, texts } = shownBy(false);
    row.report(RUNNING);
    row.addLog(["one", "two"], 0);
    row.addLog(["two"], 1_214);
    row.report({ ...RUNNING, elapsedMs: 70_000 });
    row.report({ ...RUNNING, status: "COMPLETED" });
    expect(texts()).toEqual([
      "RUNNING",
      "RUNNING | one",
      "RUNNING | two",
      "RUNNING | … 1,214 lines more",
      "RUNNING | two",
      "COMPLETED",
    ]);
  });

  // rule: ci-log
  it("says once in a silent minute how long the run has been waited for and was queued", () => {
    const { row, clock, texts } = shownBy(false);
    row.report({ ...QUEUED, elapsedMs: 0 });
    for (let seconds = 1; seconds <= 180; seconds++) {
      clock.advance(1_000);
      const elapsedMs = seconds * 1000;
      const queuedMs = Math.min(elapsedMs, 90_000);
      row.report(seconds < 90 ? { ...QUEUED, elapsedMs, queuedMs } : { ...RUNNING, elapsedMs, queuedMs });
      if (seconds === 130) row.addLog(["news"], 0);
    }
    expect(texts()).toEqual(["PENDING", "PENDING 1m 0s", "RUNNING", "RUNNING | news"]);
    clock.advance(10_000);
    row.report({ ...RUNNING, elapsedMs: 190_000, queuedMs: 90_000 });
    expect(texts().at(-1)).toBe("RUNNING 3m 10s (queued 1m 30s)");
  });

  it("says that less often the more runs there are: a second belongs to one of them", () => {
    const { row, clock, texts } = shownBy(false);
    for (let minute = 0; minute < 60; minute++) {
      row.report({ ...RUNNING, openRuns: 1_000 });
      clock.advance(60_000);
    }
    // Of 1,000 runs one in 1,000 s.
    expect(texts()).toHaveLength(1 + 3);
  });
});
