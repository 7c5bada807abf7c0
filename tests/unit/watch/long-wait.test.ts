import type { LogsPage } from "../../../provider/api/models";
import { Session } from "../../../provider/session";
import { LogTail } from "../../../provider/watch/log-tail";
import { type Progress, progressReporter } from "../../../provider/watch/progress";
import { waitForRun } from "../../../provider/watch/wait";
import { FakeClock } from "../../harness/fake-clock";
import { CONFIG } from "../lifecycle-context";
import { someRun } from "../run-view";
import { jsonAnswer, stubClient } from "../stub-client";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Some 26,000 requests, in 2 s. */
const TIMEOUT_MS = 60_000;

interface Day {
  reached: boolean;
  statusRequests: number;
  shown: string[];
  longestShown: number;
}

/** Waits for a run of 24 hours whose log is what `logAt` gives. */
async function waitADay(logAt: (elapsedMs: number, cursor: string | null) => LogsPage): Promise<Day> {
  const clock = new FakeClock();
  const day: Day = { reached: false, statusRequests: 0, shown: [], longestShown: 0 };
  const api = stubClient(({ url }) => {
    const { pathname, searchParams } = new URL(url);
    if (pathname.endsWith("/logs")) return jsonAnswer(logAt(clock.elapsedMs, searchParams.get("cursor")));
    day.statusRequests++;
    return jsonAnswer(someRun({ status: clock.elapsedMs < DAY_MS ? "RUNNING" : "COMPLETED" }));
  }, clock);
  const report = progressReporter((_level, message) => day.shown.push(message), false);
  const result = await waitForRun(
    someRun({ status: "RUNNING" }),
    { until: "completed", maxSeconds: 2 * 86_400, maxQueueSeconds: undefined, deadlineMs: undefined },
    {
      api,
      clock,
      random: () => 0.5,
      log: () => undefined,
      signal: new AbortController().signal,
      session: new Session({ config: () => CONFIG, connect: () => api, startedAtMs: clock.now() }),
      logTail: new LogTail(api, "run-1", 20, (text) => text),
      report: (progress: Progress) => report(progress),
    },
  );
  expect(clock.elapsedMs).toBeLessThan(DAY_MS + 15_000);
  return {
    ...day,
    reached: result.kind === "reached",
    longestShown: Math.max(...day.shown.map(({ length }) => length)),
  };
}

describe("a wait of 24 hours", () => {
  it(
    "without any log line shows its status only",
    async () => {
      const day = await waitADay(() => ({ items: [], next_page: null }));
      expect(day).toMatchObject({ reached: true, shown: ["RUNNING", "COMPLETED"] });
      // 1,800 in the first half hour, 4,100 while the interval grows to 10 s in 5 hours, 6,800 in the rest.
      expect(day.statusRequests).toBeGreaterThan(12_000);
      expect(day.statusRequests).toBeLessThan(13_500);
    },
    TIMEOUT_MS,
  );

  it(
    "with a line of 100 kB shows its beginning, and goes on to the next line",
    async () => {
      const lines = ["x".repeat(100_000), "after it"];
      const day = await waitADay((elapsedMs, cursor) => {
        const index = Number(cursor ?? 0);
        const isWritten = elapsedMs >= (index + 1) * HOUR_MS;
        const items = isWritten
          ? lines.slice(index, index + 1).map((raw) => ({ timestamp: String(index), raw }))
          : [];
        return { items, next_page: items.length > 0 ? String(index + 1) : null };
      });
      expect(day.reached).toBe(true);
      expect(day.shown.map((shown) => shown.slice(0, 20))).toEqual([
        "RUNNING",
        `RUNNING | ${"x".repeat(10)}`,
        "RUNNING | after it",
        "COMPLETED | after it",
      ]);
      expect(day.longestShown).toBeLessThan(200);
    },
    TIMEOUT_MS,
  );
});
