import type { WherobotsClient } from "../api/client";
import { AuthenticationError, isExpected, PermissionError, RateLimitError } from "../api/errors";
import { type RunView, totalOf } from "../api/models";
import { hasStarted, isActive, statusOf } from "../api/run-status";
import { type Clock, type Random, sleepUntilWoken, TimeLimit, WOKEN } from "../clock";
import type { Log } from "../log";
import { failureDelayMs, jittered, type LogPace, logPace } from "./intervals";
import type { LogTail } from "./log-tail";
import type { Progress } from "./progress";
import type { RunWatcher } from "./watcher";

/** Why a wait stopped before its goal. */
export type StopCause =
  | "maxSeconds"
  | "maxQueueSeconds"
  | "customTimeout"
  | "maxWaitSeconds"
  | "budget"
  | "outage"
  | "credential"
  | "interrupt";

/** How a wait ended. `run` is the last that was seen. */
export type WaitResult =
  | { kind: "reached"; run: RunView }
  | { kind: "stopped"; cause: StopCause; run: RunView; error?: Error };

/** The goal of a wait and its limits. */
export interface WaitGoal {
  until: "completed" | "running" | "submitted";
  maxSeconds: number;
  maxQueueSeconds: number | undefined;
  /** `customTimeouts` of the resource, in milliseconds since the epoch; undefined: none. */
  deadlineMs: number | undefined;
  /** What the run may cost, in US dollars; undefined: no limit. */
  maxUsd?: number | undefined;
}

/** What all waits of a process share. */
export interface WaitSession {
  watcher(clock: Clock, random: Random): RunWatcher;
  /** In milliseconds since the epoch; infinite without a limit. */
  waitsEndAtMs(): number;
  config(): { maxRequestsPerSecond: number };
}

/** What a wait works with. */
export interface WaitParts {
  api: WherobotsClient;
  clock: Clock;
  random: Random;
  log: Log;
  signal: AbortSignal;
  session: WaitSession;
  /** Undefined: logs are not read. */
  logTail: LogTail | undefined;
  report: (progress: Progress) => void;
}

/** So many failures in a row, or this much time of them, end the wait; the run goes on. */
const MAX_FAILURES = 10;
const MAX_FAILING_MS = 5 * 60_000;
/** Two may lie far apart: the machine slept between them, or a thousand runs are asked for one by one. */
const MAX_BETWEEN_FAILURES_MS = 60_000;
/** With more open runs the last question of each could come minutes after the limit. */
const MAX_ASKED_AT_LIMIT = 20;
/** How long the answer to that question is awaited. */
const LAST_QUESTION_MS = 10_000;
/** How often a live row is redrawn, and how many rows of one process in a second. */
const TICK_MS = 1_000;
const ROWS_PER_SECOND = 50;
/** The last lines of a run that completed only inform, so they are awaited for seconds: until so long none came, and in all. */
const QUIET_LOG_MS = 2_000;
const LAST_LINES_MS = 5_000;
/** How often a run with a budget is asked what it cost so far; a cluster costs cents in that time. */
const COST_EVERY_MS = 30_000;
const LOG_GOES_ON = `(log truncated: it could not be read to its end within ${LAST_LINES_MS / 1000} s after the end of the run)`;

/** Follows a run to the goal, or to the first limit. Never throws for a fault of network or server. */
export async function waitForRun(first: RunView, goal: WaitGoal, parts: WaitParts): Promise<WaitResult> {
  const wait = new Wait(first, goal, parts);
  const result: WaitResult = isReached(first, goal)
    ? { kind: "reached", run: first }
    : await wait.untilStopped();
  await wait.conclude(result);
  return result;
}

/** True if a run in this status needs no more waiting. */
export function isGoalReached(status: string, until: WaitGoal["until"]): boolean {
  return until === "submitted" || !isActive(status) || (until === "running" && status === "RUNNING");
}

function isReached(run: RunView, goal: WaitGoal): boolean {
  return isGoalReached(statusOf(run), goal.until);
}

class Wait {
  private readonly beganAtMs: number;
  private changedAtMs: number;
  private failures = 0;
  private failingMs = 0;
  private failedAtMs = 0;
  private queuedMs = 0;
  private hasStarted: boolean;
  private readonly wasActive: boolean;
  private logsWarned = false;
  private outcome: WaitResult | undefined;
  private fault: { error: unknown } | undefined;
  /** Ends the present pause. */
  private wake = new AbortController();

  constructor(
    private run: RunView,
    private readonly goal: WaitGoal,
    private readonly parts: WaitParts,
  ) {
    const nowMs = parts.clock.now();
    this.beganAtMs = nowMs;
    this.changedAtMs = nowMs;
    this.hasStarted = hasStarted(run);
    this.wasActive = isActive(statusOf(run));
  }

  async untilStopped(): Promise<WaitResult> {
    const { signal } = this.parts;
    const unwatch = this.watcher.watch(this.run, {
      seen: (run) => this.saw(run),
      failed: (error) => this.failed(error),
    });
    const wake = (): void => this.wake.abort(WOKEN);
    signal.addEventListener("abort", wake);
    const beside = new AbortController();
    const besides = [this.followLogs(beside.signal), this.followCost(beside.signal)];
    try {
      return await this.untilOutcome();
    } finally {
      unwatch();
      signal.removeEventListener("abort", wake);
      // Whoever reads on begins where this ended.
      beside.abort(WOKEN);
      await Promise.all(besides);
    }
  }

  /** Shows how it ended, and before that the rest of the log of a run that completed. */
  async conclude({ kind, run }: WaitResult): Promise<void> {
    this.run = run;
    if (kind === "reached" && statusOf(run) === "COMPLETED") await this.readLastLines();
    this.parts.report(this.progress());
  }

  private get watcher(): RunWatcher {
    const { session, clock, random } = this.parts;
    return session.watcher(clock, random);
  }

  private async untilOutcome(): Promise<WaitResult> {
    for (;;) {
      if (this.fault) throw this.fault.error;
      if (this.parts.signal.aborted) return { kind: "stopped", cause: "interrupt", run: this.run };
      if (this.outcome) return this.outcome;
      this.parts.report(this.progress());
      const passed = this.passedLimit();
      if (passed === undefined) {
        await this.pause();
        continue;
      }
      const stopped = await this.atLimit(passed);
      if (stopped) return stopped;
    }
  }

  private get now(): number {
    return this.parts.clock.now();
  }

  /** The limits that count now, and when each is reached. */
  private limits(): [StopCause, number][] {
    const { deadlineMs, maxSeconds, maxQueueSeconds } = this.goal;
    const limits: [StopCause, number | undefined][] = [
      ["maxWaitSeconds", this.parts.session.waitsEndAtMs()],
      ["customTimeout", deadlineMs],
      ["maxSeconds", this.beganAtMs + maxSeconds * 1000],
      [
        "maxQueueSeconds",
        this.isQueued && maxQueueSeconds !== undefined ? this.beganAtMs + maxQueueSeconds * 1000 : undefined,
      ],
    ];
    return limits.flatMap(([cause, atMs]) => (atMs === undefined ? [] : [[cause, atMs]]));
  }

  private get isQueued(): boolean {
    return !this.hasStarted && statusOf(this.run) === "PENDING";
  }

  private passedLimit(): StopCause | undefined {
    return this.limits().find(([, atMs]) => this.now >= atMs)?.[0];
  }

  /** @returns undefined if the last question told something that comes first */
  private async atLimit(passed: StopCause): Promise<WaitResult | undefined> {
    await this.askOnceMore(passed);
    const cause = this.passedLimit();
    if (this.fault || this.outcome || !cause) return undefined;
    return { kind: "stopped", cause, run: this.run };
  }

  /** The last question comes at the limit, not an interval before it. */
  private async askOnceMore(limit: StopCause): Promise<void> {
    const { api, signal } = this.parts;
    // A queued run may have started since it was seen, and must not be cancelled then. Else what was seen is seconds old.
    if (limit !== "maxQueueSeconds" && this.watcher.openRuns > MAX_ASKED_AT_LIMIT) return;
    try {
      const call = { signal, retry: false, priority: "ahead", withinMs: LAST_QUESTION_MS } as const;
      this.saw(await api.getRun(this.run.id, call));
    } catch (error) {
      this.failed(error);
    }
  }

  private saw(run: RunView): void {
    const isChanged = run.status !== this.run.status;
    if (isChanged) this.changedAtMs = this.now;
    if (this.isQueued) this.queuedMs = this.now - this.beganAtMs;
    // A start that was seen is recorded, also where the wait stops at a moment in which the server forgot it.
    this.run = { ...run, startTime: run.startTime ?? this.run.startTime };
    this.hasStarted ||= hasStarted(run);
    this.failures = 0;
    this.failingMs = 0;
    if (isReached(run, this.goal)) this.outcome = { kind: "reached", run };
    if (isChanged) this.wake.abort(WOKEN);
  }

  private failed(error: unknown): void {
    const { signal } = this.parts;
    const { run } = this;
    this.wake.abort(WOKEN);
    if (signal.aborted) this.outcome ??= { kind: "stopped", cause: "interrupt", run };
    else if (!isExpected(error)) this.fault = { error };
    else if (error instanceof AuthenticationError || error instanceof PermissionError) {
      this.outcome ??= { kind: "stopped", cause: "credential", run, error };
      // A server that refuses (429) is there: no outage, and who detached would only ask once more. The limits of the
      // wait still hold.
    } else if (!(error instanceof RateLimitError)) {
      if (this.failures > 0) this.failingMs += Math.min(MAX_BETWEEN_FAILURES_MS, this.now - this.failedAtMs);
      this.failures++;
      this.failedAtMs = this.now;
      const isOutage = this.failures >= MAX_FAILURES || this.failingMs >= MAX_FAILING_MS;
      if (isOutage) this.outcome ??= { kind: "stopped", cause: "outage", run, error };
    }
  }

  /** Beside the wait: however slowly they come, they must not hide the run's end. */
  private async followLogs(ended: AbortSignal): Promise<void> {
    const { logTail, clock } = this.parts;
    if (!logTail) return;
    while (!ended.aborted) {
      const pace = this.logPace();
      // A run that is queued has written nothing.
      const isRead = this.isQueued || (await this.readLogs(logTail, pace.pages, ended));
      const pauseMs = isRead ? jittered(pace.intervalMs, this.parts.random) : failureDelayMs(5, undefined);
      await clock.sleep(pauseMs, ended).catch(() => undefined);
    }
  }

  /** Beside the wait too. What cannot be read now is asked for again. */
  private async followCost(ended: AbortSignal): Promise<void> {
    const { api, clock } = this.parts;
    const { maxUsd } = this.goal;
    if (maxUsd === undefined) return;
    while (await sleepUntilWoken(clock, COST_EVERY_MS, ended)) {
      if (this.isQueued) continue;
      const usd = await costSoFar(this.run.id, api, ended).catch((error: unknown) => {
        if (!isExpected(error) && !ended.aborted) this.fault = { error };
      });
      if (usd === undefined || usd <= maxUsd) continue;
      this.outcome ??= { kind: "stopped", cause: "budget", run: this.run };
      this.wake.abort(WOKEN);
      return;
    }
  }

  private logPace(): LogPace {
    const { maxRequestsPerSecond } = this.parts.session.config();
    return logPace(this.watcher.openRuns, this.now - this.changedAtMs, maxRequestsPerSecond);
  }

  /** Logs only inform: whatever happens to them, the wait goes on. @returns false if they cannot be read now */
  private async readLogs(logTail: LogTail, maxPages: number, ended: AbortSignal): Promise<boolean> {
    try {
      await logTail.poll(ended, maxPages);
      return true;
    } catch (error) {
      if (ended.aborted) return true;
      if (!isExpected(error)) {
        this.fault = { error };
        this.wake.abort(WOKEN);
        return false;
      }
      // A refusal is only a delay.
      if (error instanceof RateLimitError) return true;
      if (!this.logsWarned)
        this.parts.log("warning", `the run goes on, but its logs cannot be read now: ${error.message}`);
      this.logsWarned = true;
      return false;
    }
  }

  private async readLastLines(): Promise<void> {
    const { logTail, clock, signal } = this.parts;
    if (!logTail || logTail.ended) return;
    const limit = new TimeLimit(LAST_LINES_MS, clock, signal);
    limit.begin();
    try {
      await this.readUntilQuiet(logTail, limit.signal);
    } finally {
      limit.end();
    }
    if (logTail.isBehind) this.parts.log("info", LOG_GOES_ON, { ephemeral: true });
  }

  /** Of a run that had ended before nothing comes late. */
  private async readUntilQuiet(logTail: LogTail, signal: AbortSignal): Promise<void> {
    const quietMs = this.wasActive ? QUIET_LOG_MS : 0;
    let quietAtMs = this.now + quietMs;
    while (!logTail.ended && !signal.aborted) {
      const count = await logTail.poll(signal).catch((error: unknown) => {
        if (!isExpected(error) && !signal.aborted) throw error;
      });
      if (count) quietAtMs = this.now + quietMs;
      const pauseMs = count && logTail.isBehind ? 0 : this.logPace().intervalMs;
      if (pauseMs > 0 && this.now + pauseMs > quietAtMs) return;
      await sleepUntilWoken(this.parts.clock, pauseMs, signal);
    }
  }

  private progress(): Progress {
    const elapsedMs = this.now - this.beganAtMs;
    return {
      status: statusOf(this.run),
      isQueued: this.isQueued,
      elapsedMs,
      queuedMs: this.isQueued ? elapsedMs : this.queuedMs,
      openRuns: this.watcher.openRuns,
    };
  }

  /** Until there is news, the row is to be redrawn, or a limit is reached. */
  private async pause(): Promise<void> {
    const tickMs = Math.max(TICK_MS, (this.watcher.openRuns / ROWS_PER_SECOND) * 1000);
    const dueMs = Math.min(this.now + tickMs, ...this.limits().map(([, atMs]) => atMs)) - this.now;
    this.wake = new AbortController();
    await sleepUntilWoken(this.parts.clock, Math.max(1, dueMs), this.wake.signal);
  }
}

async function costSoFar(
  runId: string,
  api: WherobotsClient,
  signal: AbortSignal,
): Promise<number | undefined> {
  return totalOf(await api.getRunMetrics(runId, { signal, withinMs: LAST_QUESTION_MS }), "COST_USD");
}
