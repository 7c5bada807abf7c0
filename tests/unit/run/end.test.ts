import { Session } from "../../../provider/account/session";
import type { RunView } from "../../../provider/api/models";
import type { HttpAnswer, HttpRequest } from "../../../provider/api/transport";
import type { LifecycleContext } from "../../../provider/resource";
import { cancelAndWait } from "../../../provider/run/cancel";
import { observeEnd } from "../../../provider/run/end";
import type { ObservedRun } from "../../../provider/run/record";
import { LogTail } from "../../../provider/watch/log-tail";
import { waitForRun } from "../../../provider/watch/wait";
import { CONFIG, offlineContext } from "../../support/context/lifecycle-context";
import { someRun } from "../../support/context/run-view";
import { jsonAnswer, stubClient } from "../../support/context/stub-client";
import { FakeClock } from "../../support/time/fake-clock";

type Answer = (request: HttpRequest, passedMs: number) => HttpAnswer | Promise<HttpAnswer>;

const ORIGIN = {
  account: { apiUrl: "https://api.wherobots.test" },
  sent: {},
  redact: (text: string) => text,
};
const METRICS = {
  instant_metrics: { COST_USD: { metric: { data: { value: 0.12 } } } },
};
const LONG_AGO = "2025-12-31T12:00:00.000Z";

/** A server that answers when the client has left, and not before. */
function hang({ signal }: HttpRequest): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

function contextOf(answer: Answer): LifecycleContext & { clock: FakeClock } {
  const clock = new FakeClock();
  const api = stubClient((request) => answer(request, clock.elapsedMs), clock);
  const session = new Session({ config: () => CONFIG, connect: () => api, startedAtMs: clock.now() });
  return { ...offlineContext(), session, clock };
}

const isLog = ({ url }: HttpRequest): boolean => new URL(url).pathname.endsWith("/logs");
const COMPLETE_TIME = someRun().completeTime ?? "";
const ENDED_MS = Date.parse(COMPLETE_TIME);
/** Lines that were written ten minutes before the end. */
const logOf = (...lines: string[]): HttpAnswer => logWrittenAt(ENDED_MS - 600_000, lines);

function logWrittenAt(atMs: number, lines: readonly string[]): HttpAnswer {
  const items = lines.map((raw, index) => ({ timestamp: `${atMs}00000${index}`, raw }));
  return jsonAnswer({ items, next_page: null });
}

/** The record of a run that is FAILED unless told otherwise, and how long it took to complete. */
async function recorded(
  answer: Answer,
  fields: Partial<RunView> = {},
  sawEnd = true,
): Promise<ObservedRun & { seconds: number }> {
  const context = contextOf((request, passedMs) => {
    if (!isLog(request) && request.url.endsWith("/metrics") && answer !== hang) return jsonAnswer(METRICS);
    return answer(request, passedMs);
  });
  const run = someRun({ status: "FAILED", ...fields });
  const tail = new LogTail(context.session.api(), run.id, 20, ORIGIN.redact);
  const observed = await observeEnd(run, { tail, sawEnd }, ORIGIN, context);
  return { ...observed, seconds: context.clock.elapsedMs / 1000 };
}

/** Waits for runs that were RUNNING when last seen. @returns how each ended, and how long it all took */
async function waited(
  answer: Answer,
  {
    runIds = ["run-1"],
    maxSeconds = 600,
    shown,
  }: { runIds?: string[]; maxSeconds?: number; shown?: string[] } = {},
): Promise<{ ends: Awaited<ReturnType<typeof waitForRun>>[]; seconds: number }> {
  const { session, clock, random, log, signal } = contextOf(answer);
  const api = session.api();
  const goal = { until: "completed", maxSeconds, maxQueueSeconds: undefined, deadlineMs: undefined } as const;
  const ends = await Promise.all(
    runIds.map((id) => {
      const logTail = shown && new LogTail(api, id, 20, ORIGIN.redact);
      logTail?.streamTo((lines) => shown?.push(...lines));
      const parts = { api, clock, random, log, signal, session, logTail, report: () => undefined };
      return waitForRun(someRun({ id, status: "RUNNING" }), goal, parts);
    }),
  );
  return { ends, seconds: clock.elapsedMs / 1000 };
}

describe("the record of a run that has ended", () => {
  const READING = (atMs: number): HttpAnswer => logWrittenAt(atMs, ["reading"]);
  const UNREADABLE = (): HttpAnswer => jsonAnswer({}, 500);

  // rule: late-log
  it.each<[string, lateSeconds: number, early: typeof READING, completeTime?: string, sawEnd?: boolean]>([
    ["lands 10 s after the other lines", 10, READING],
    ["lands 59 s after them", 59, READING],
    ["is of a clock a quarter of an hour behind", 20, READING, "2025-12-31T23:45:00.000Z"],
    ["cannot be read at first, long after the end", 5, UNREADABLE, LONG_AGO, false],
  ])("has the cause that %s", async (_, lateSeconds, early, completeTime = COMPLETE_TIME, sawEnd = true) => {
    const atMs = Date.parse(completeTime) - 300_000;
    const late = logWrittenAt(atMs, ["reading", "KeyError: tile"]);
    const answer: Answer = (_request, passedMs) => (passedMs < lateSeconds * 1000 ? early(atMs) : late);
    expect((await recorded(answer, { completeTime }, sawEnd)).logTail).toEqual(["reading", "KeyError: tile"]);
  });

  it.each([
    ["whose log is at its end", 0, ["KeyError: tile", "Subprocess finished with return code: 1"], {}],
    ["whose lines are all of an earlier time", 60, ["reading tiles"], {}],
    ["that was cancelled", 5, ["reading tiles"], { status: "CANCELLED" }],
    ["that never started", 5, [], { startTime: null }],
  ])("of one %s waits %i s for further lines", async (_, seconds, lines, fields) => {
    expect(await recorded(() => logOf(...lines), fields)).toMatchObject({ seconds });
  });

  it.each([
    ["nanoseconds", (ms: number) => `${ms}000000`],
    ["milliseconds", String],
    ["seconds", (ms: number) => String(Math.round(ms / 1000))],
    ["a date", (ms: number) => new Date(ms).toISOString()],
  ])("waits 5 s after a line of the last seconds, whose time is in %s", async (_, written) => {
    const items = [{ timestamp: written(ENDED_MS - 4_000), raw: "at org.test.Main(Main.java:3)" }];
    expect(await recorded(() => jsonAnswer({ items, next_page: null }))).toMatchObject({ seconds: 5 });
  });

  it("of one that ended long ago waits for nothing, and reads a long log to its end", async () => {
    const answer: Answer = ({ url }) => {
      const page = Number(new URL(url).searchParams.get("cursor") ?? 0);
      const items = [{ timestamp: String(page), raw: `line ${page}` }];
      return jsonAnswer({ items, next_page: page < 200 ? String(page + 1) : null });
    };
    const { logTail, seconds } = await recorded(answer, { completeTime: LONG_AGO }, false);
    expect(logTail?.at(-1)).toBe("line 200");
    expect(seconds).toBeLessThan(5);
  });
});

describe("a request that hangs", () => {
  it("does not move the deadline of a cancel by more than seconds", async () => {
    const context = contextOf(hang);
    const deadlineMs = context.clock.now() + 20_000;
    await expect(cancelAndWait("run-1", context, { deadlineMs })).rejects.toThrow();
    expect(context.clock.elapsedMs).toBeLessThanOrEqual(30_000);
  });

  it("does not move the limit of a wait by more than seconds", async () => {
    const { ends, seconds } = await waited(hang, { maxSeconds: 20 });
    expect(ends).toMatchObject([{ kind: "stopped", cause: "maxSeconds" }]);
    expect(seconds).toBeLessThanOrEqual(30);
  });

  it("of a list of runs does not hide that they ended", async () => {
    const answer: Answer = (request, passedMs) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/runs") return hang(request);
      const id = pathname.split("/").at(-1) ?? "";
      return jsonAnswer(someRun({ id, status: passedMs < 30_000 ? "RUNNING" : "COMPLETED" }));
    };
    const runIds = Array.from({ length: 10 }, (_, index) => `run-${index}`);
    const { ends, seconds } = await waited(answer, { runIds });
    expect(ends.every(({ run }) => run.status === "COMPLETED")).toBe(true);
    expect(seconds).toBeLessThanOrEqual(60);
  });
});
