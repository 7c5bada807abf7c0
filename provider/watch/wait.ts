import type { WherobotsClient } from "../api/client";
import { AuthenticationError, isExpected, PermissionError, RateLimitError } from "../api/errors";
import type { RunView } from "../api/models";
import { type Clock, type Random, sleepUntilWoken, WOKEN } from "../clock";
import type { Log } from "../lifecycle";
import { isActive, statusOf } from "../run-status";
import type { Session } from "../session";
import { failureDelayMs, jittered, logPace } from "./intervals";
import type { LogTail } from "./log-tail";
import type { Progress } from "./progress";
import type { RunWatcher } from "./watcher";

/** Why a wait stopped before its goal. */
export type StopCause =
  | "maxSeconds"
  | "maxQueueSeconds"
  | "customTimeout"
  | "maxWaitSeconds"
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
}

/** What a wait works with. */
export interface WaitParts {
  api: WherobotsClient;
  clock: Clock;
  random: Random;
  log: Log;
  signal: AbortSignal;
  session: Session;
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
/** How often a live row is redrawn, and how many rows of one process in a second. */
const TICK_MS = 1_000;
const ROWS_PER_SECOND = 50;

/** Follows a run to the goal, or to the first limit. Never throws for a fault of network or server. */
export async function waitForRun(first: RunView, goal: WaitGoal, parts: WaitParts): Promise<WaitResult> {
  if (isReached(first, goal)) return { kind: "reached", run: first };
  return new Wait(first, goal, parts).toEnd();
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
  }

  async toEnd(): Promise<WaitResult> {
    const { signal } = this.parts;
    const unwatch = this.watcher.watch(this.run, {
      seen: (run) => this.saw(run),
      failed: (error) => this.failed(error),
    });
    const wake = (): void => this.wake.abort(WOKEN);
    signal.addEventListener("abort", wake);
    const logs = new AbortController();
    const reading = this.followLogs(logs.signal);
    try {
      return await this.untilStopped();
    } finally {
      unwatch();
      signal.removeEventListener("abort", wake);
      // Whoever reads on begins where this ended.
      logs.abort(WOKEN);
      await reading;
    }
  }

  private get watcher(): RunWatcher {
    const { session, clock, random } = this.parts;
    return session.watcher(clock, random);
  }

  private async untilStopped(): Promise<WaitResult> {
    for (;;) {
      if (this.fault) throw this.fault.error;
      if (this.parts.signal.aborted) return { kind: "stopped", cause: "interrupt", run: this.run };
      this.parts.report(this.progress());
      if (this.outcome) return this.outcome;
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
    const isQueued = statusOf(this.run) === "PENDING";
    const limits: [StopCause, number | undefined][] = [
      ["maxWaitSeconds", this.parts.session.waitsEndAtMs()],
      ["customTimeout", deadlineMs],
      ["maxSeconds", this.beganAtMs + maxSeconds * 1000],
      [
        "maxQueueSeconds",
        isQueued && maxQueueSeconds !== undefined ? this.beganAtMs + maxQueueSeconds * 1000 : undefined,
      ],
    ];
    return limits.flatMap(([cause, atMs]) => (atMs === undefined ? [] : [[cause, atMs]]));
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
      this.saw(await api.getRun(this.run.id, { signal, retry: false, isAhead: true }));
    } catch (error) {
      this.failed(error);
    }
  }

  private saw(run: RunView): void {
    const isChanged = run.status !== this.run.status;
    if (isChanged) this.changedAtMs = this.now;
    if (statusOf(this.run) === "PENDING") this.queuedMs = this.now - this.beganAtMs;
    this.run = run;
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
    const { logTail, clock, session } = this.parts;
    const { maxRequestsPerSecond } = session.config();
    if (!logTail) return;
    while (!ended.aborted) {
      // A run that is queued has written nothing.
      const pace = logPace(this.watcher.openRuns, this.now - this.changedAtMs, maxRequestsPerSecond);
      const isRead = statusOf(this.run) === "PENDING" || (await this.readLogs(logTail, pace.pages, ended));
      const pauseMs = isRead ? jittered(pace.intervalMs, this.parts.random) : failureDelayMs(5, undefined);
      await clock.sleep(pauseMs, ended).catch(() => undefined);
    }
  }

  /** Logs only inform: whatever happens to them, the wait goes on. @returns false if they cannot be read now */
  private async readLogs(logTail: LogTail, pages: number, ended: AbortSignal): Promise<boolean> {
    const before = logTail.lastLine;
    try {
      await logTail.poll(ended, pages);
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
    if (logTail.lastLine !== before) this.wake.abort(WOKEN);
    return true;
  }

  private progress(): Progress {
    const status = statusOf(this.run);
    const elapsedMs = this.now - this.beganAtMs;
    const queuedMs = status === "PENDING" ? elapsedMs : this.queuedMs;
    return { status, elapsedMs, queuedMs, lastLogLine: this.parts.logTail?.lastLine };
  }

  /** Until there is news, the row is to be redrawn, or a limit is reached. */
  private async pause(): Promise<void> {
    const tickMs = Math.max(TICK_MS, (this.watcher.openRuns / ROWS_PER_SECOND) * 1000);
    const dueMs = Math.min(this.now + tickMs, ...this.limits().map(([, atMs]) => atMs)) - this.now;
    this.wake = new AbortController();
    await sleepUntilWoken(this.parts.clock, Math.max(1, dueMs), this.wake.signal);
  }
}
