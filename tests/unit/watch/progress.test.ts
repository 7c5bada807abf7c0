import type { Log } from "../../../provider/lifecycle";
import { duration, type Progress, progressReporter } from "../../../provider/watch/progress";

const PROGRESS: Progress = { status: "RUNNING", elapsedMs: 65_000, queuedMs: 0, lastLogLine: undefined };

function reported(live: boolean, ...steps: Partial<Progress>[]): string[] {
  const log = jest.fn<ReturnType<Log>, Parameters<Log>>();
  const report = progressReporter(log, live);
  for (const step of steps) report({ ...PROGRESS, ...step });
  expect(log.mock.calls.every(([level, , options]) => level === "info" && options?.ephemeral === true)).toBe(
    true,
  );
  return log.mock.calls.map(([, message]) => message);
}

describe("progressReporter", () => {
  it("lets the clock tick where the row is redrawn", () => {
    expect(reported(true, { elapsedMs: 1_000 }, { elapsedMs: 1_200 }, { elapsedMs: 2_000 })).toEqual([
      "RUNNING 1s",
      "RUNNING 2s",
    ]);
  });

  it("says how long the run was queued", () => {
    expect(reported(true, { queuedMs: 999 }, { queuedMs: 30_000 })).toEqual([
      "RUNNING 1m 5s",
      "RUNNING 1m 5s (queued 30s)",
    ]);
  });

  it("says only what changed where each line stays", () => {
    const steps = [{}, { elapsedMs: 70_000 }, { lastLogLine: "half done" }, { status: "COMPLETED" }];
    expect(reported(false, ...steps)).toEqual(["RUNNING", "RUNNING | half done", "COMPLETED"]);
  });

  it("shows a log line safe and short", () => {
    const [line] = reported(false, { lastLogLine: `\u001b[2J${"x".repeat(1_000)}` });
    expect(line).toBe(`RUNNING | ${"x".repeat(159)}…`);
  });
});

describe("duration", () => {
  it.each([
    [-5, "0s"],
    [0, "0s"],
    [59_400, "59s"],
    [59_600, "1m 0s"],
    [3_599_000, "59m 59s"],
    [3_600_000, "1h 0m"],
    [90_061_000, "25h 1m"],
  ])("says %i ms as %s", (ms, expected) => {
    expect(duration(ms)).toBe(expected);
  });
});
