import type { WherobotsClient } from "../api/client";
import { ApiError, AuthenticationError, isExpected, PermissionError, RateLimitError } from "../api/errors";
import type { RunView } from "../api/models";
import { parseRetryAfterMs } from "../api/retry";
import type { Clock, Random } from "../clock";
import type { Log } from "../lifecycle";
import { isActive, statusOf } from "../run-status";
import type { Session } from "../session";
import { failureDelayMs, statusIntervalMs } from "./intervals";
import type { LogTail } from "./log-tail";
import type { Progress } from "./progress";

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

/** One of these many failures in a row, or this much time of them, ends the wait; the run goes on. */
const MAX_FAILURES = 10;
const MAX_FAILING_MS = 5 * 60_000;
/** How often a live row is redrawn. */
const TICK_MS = 1_000;
/** Status and logs that are due at nearly the same time are asked for in one round. */
const MIN_PAUSE_MS = 100;

/** Follows a run to the goal, or to the first limit. Never throws for a fault of network or server. */
export async function waitForRun(first: RunView, goal: WaitGoal, parts: WaitParts): Promise<WaitResult> {
  if (isReached(first, goal)) return { kind: "reached", run: first };
  parts.session.openWaits++;
  try {
    return await new Wait(first, goal, parts).toEnd();
  } finally {
    parts.session.openWaits--;
  }
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
  private nextStatusAtMs: number;
  private nextLogsAtMs: number;
  /** Questions in a row without an answer, refused ones too. */
  private unanswered = 0;
  private failures = 0;
  private failingSinceMs: number | undefined;
  private queuedMs = 0;
  private logsWarned = false;

  constructor(
    private run: RunView,
    private readonly goal: WaitGoal,
    private readonly parts: WaitParts,
  ) {
    const nowMs = parts.clock.now();
    this.beganAtMs = nowMs;
    this.changedAtMs = nowMs;
    this.nextLogsAtMs = nowMs;
    this.nextStatusAtMs = nowMs + this.interval(nowMs);
  }

  async toEnd(): Promise<WaitResult> {
    for (;;) {
      if (this.parts.signal.aborted) return { kind: "stopped", cause: "interrupt", run: this.run };
      const limit = this.passedLimit();
      // The last question comes at the limit, not an interval before it.
      if (limit || this.now >= this.nextStatusAtMs) {
        const stop = await this.askStatus();
        if (isReached(this.run, this.goal)) {
          this.parts.report(this.progress());
          return { kind: "reached", run: this.run };
        }
        if (stop) return stop;
      }
      if (limit) return { kind: "stopped", cause: limit, run: this.run };
      if (this.now >= this.nextLogsAtMs) await this.readLogs();
      this.parts.report(this.progress());
      await this.pause();
    }
  }

  private get now(): number {
    return this.parts.clock.now();
  }

  private interval(nowMs: number): number {
    return statusIntervalMs(this.parts.session.openWaits, nowMs - this.changedAtMs, this.parts.random);
  }

  private passedLimit(): StopCause | undefined {
    const { session } = this.parts;
    const { maxWaitSeconds } = session.config();
    if (maxWaitSeconds !== undefined && this.now >= session.startedAtMs + maxWaitSeconds * 1000)
      return "maxWaitSeconds";
    const { deadlineMs } = this.goal;
    if (deadlineMs !== undefined && this.now >= deadlineMs) return "customTimeout";
    if (this.now >= this.beganAtMs + this.goal.maxSeconds * 1000) return "maxSeconds";
    const { maxQueueSeconds } = this.goal;
    const queued = statusOf(this.run) === "PENDING" ? this.now - this.beganAtMs : 0;
    return maxQueueSeconds !== undefined && queued >= maxQueueSeconds * 1000 ? "maxQueueSeconds" : undefined;
  }

  /** @returns the end of the wait, if the answer means one */
  private async askStatus(): Promise<WaitResult | undefined> {
    const { api, signal } = this.parts;
    try {
      this.saw(await api.getRun(this.run.id, { signal, retry: false }));
      return undefined;
    } catch (error) {
      return this.failed(error);
    }
  }

  private saw(run: RunView): void {
    if (run.status !== this.run.status) this.changedAtMs = this.now;
    if (statusOf(this.run) === "PENDING") this.queuedMs = this.now - this.beganAtMs;
    this.run = run;
    this.unanswered = 0;
    this.failures = 0;
    this.failingSinceMs = undefined;
    this.nextStatusAtMs = this.now + this.interval(this.now);
  }

  private failed(error: unknown): WaitResult | undefined {
    const { signal, clock } = this.parts;
    const { run } = this;
    if (signal.aborted) return { kind: "stopped", cause: "interrupt", run };
    if (!isExpected(error)) throw error;
    if (error instanceof AuthenticationError || error instanceof PermissionError) {
      return { kind: "stopped", cause: "credential", run, error };
    }
    const asked = error instanceof ApiError ? parseRetryAfterMs(error.retryAfter, clock.now()) : undefined;
    this.unanswered++;
    this.nextStatusAtMs = clock.now() + failureDelayMs(this.unanswered, asked);
    // A server that refuses (429) is there: no outage, and who detached would only ask once more. The limits of the
    // wait still hold.
    if (error instanceof RateLimitError) return undefined;
    this.failures++;
    this.failingSinceMs ??= clock.now();
    const isOutage = this.failures >= MAX_FAILURES || clock.now() - this.failingSinceMs >= MAX_FAILING_MS;
    return isOutage ? { kind: "stopped", cause: "outage", run, error } : undefined;
  }

  /** Logs only inform: whatever happens to them, the wait goes on. */
  private async readLogs(): Promise<void> {
    const { logTail, signal, log } = this.parts;
    this.nextLogsAtMs = this.now + this.interval(this.now);
    if (!logTail) return;
    try {
      await logTail.poll(signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!isExpected(error)) throw error;
      // A refusal is only a delay.
      if (error instanceof RateLimitError) return;
      if (!this.logsWarned)
        log("warning", `the run goes on, but its logs cannot be read now: ${error.message}`);
      this.logsWarned = true;
      this.nextLogsAtMs = this.now + failureDelayMs(5, undefined);
    }
  }

  private progress(): Progress {
    const status = statusOf(this.run);
    const elapsedMs = this.now - this.beganAtMs;
    const queuedMs = status === "PENDING" ? elapsedMs : this.queuedMs;
    return { status, elapsedMs, queuedMs, lastLogLine: this.parts.logTail?.lastLine };
  }

  private async pause(): Promise<void> {
    const { clock, signal } = this.parts;
    const dueMs = Math.min(this.nextStatusAtMs, this.nextLogsAtMs) - this.now;
    await clock.sleep(Math.min(TICK_MS, Math.max(MIN_PAUSE_MS, dueMs)), signal).catch((error: unknown) => {
      // The abort is seen at the top of the loop, where the wait is ended in order.
      if (!signal.aborted) throw error;
    });
  }
}
