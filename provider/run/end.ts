import { isExpected } from "../api/errors";
import type { RunView } from "../api/models";
import { hasStarted, isActive, statusOf } from "../api/run-status";
import { sleepUntilWoken, TimeLimit } from "../clock";
import type { LifecycleContext } from "../resource";
import { given } from "../values";
import { failureDelayMs } from "../watch/intervals";
import type { LogTail } from "../watch/log-tail";
import { firstCost } from "./cost";
import { failureOf } from "./failure";
import { observe, type RunOrigin } from "./observe";
import type { ObservedRun } from "./record";

/** Lines of a failed run may land up to a minute after its end, and the cause is among the last. */
const LATE_LOGS_MS = 60_000;
/**
 * The log is over after this long without a new line, if no cause is expected in it or if a line of the run's last seconds
 * has landed. Lines that were written later than that one land later by the same time.
 */
const QUIET_MS = 5_000;
/** How long a log is tried again that cannot be read. A run that has ended is never read again, so this is the only chance. */
const UNREADABLE_MS = 10_000;
const LOG_POLL_MS = 1_000;
/** The pause between two reads while the server has more lines. */
const CATCH_UP_MS = 100;
/** Added to a tail that stops in the middle of the log, whose lines are not the cause of the failure. */
const TRUNCATED = "(log truncated: it could not be read to its end within a minute)";

/** The log of a run that has ended. */
export interface EndedLog {
  tail: LogTail;
  /** This process saw the run end: now, whatever the server's clock says. False: it may have ended long ago. */
  sawEnd: boolean;
}

/**
 * The record of a run with what is only known at its end: the cost, and the last log lines of a run that did not complete
 * and why it did not. They only inform, so an error here changes nothing.
 */
export async function observeEnd(
  run: RunView,
  log: EndedLog | undefined,
  origin: RunOrigin,
  context: LifecycleContext,
): Promise<ObservedRun> {
  const observed = observe(run, origin);
  if (isActive(observed.status)) return observed;
  const cost = await firstCost(run.id, context);
  const ended = { ...observed, ...(cost ? { cost } : {}) };
  if (!log) return ended;
  const whole = await withLog(ended, run, log, context);
  return { ...whole, ...given({ failure: failureOf(whole) }) };
}

async function withLog(
  ended: ObservedRun,
  run: RunView,
  log: EndedLog,
  context: LifecycleContext,
): Promise<ObservedRun> {
  const isCompleted = ended.status === "COMPLETED";
  if (!log.tail.isWritten && (isCompleted || !log.tail.keepsLines)) return ended;
  await readToEnd(log, run, context);
  const { tail, isBehind, isWritten } = log.tail;
  if (isWritten && isBehind)
    context.log(
      "warning",
      "the file of its log is not whole: it could not be read to its end within a minute",
    );
  if (isCompleted) return ended;
  return tail.length === 0 ? ended : { ...ended, logTail: [...tail, ...(isBehind ? [TRUNCATED] : [])] };
}

/** Reads on in the log of a run that has ended, until nothing more is to be awaited or a minute has passed. */
export function readToEnd(log: EndedLog, run: RunView, context: LifecycleContext): Promise<void> {
  return new LateLines(log, run, context).read();
}

/** Reads the log of a run that did not complete, to its end or until the time for that is over. */
class LateLines {
  private readonly tail: LogTail;
  private readonly beganMs: number;
  /** Lines may land until then. */
  private readonly landedMs: number;
  private readonly expectsCause: boolean;
  /** By the server's clock, as the times in the log are. */
  private readonly endedMs: number;
  private lastLineMs: number;
  private failures = 0;

  constructor(
    { tail, sawEnd }: EndedLog,
    run: RunView,
    private readonly context: LifecycleContext,
  ) {
    const nowMs = context.clock.now();
    this.endedMs = Date.parse(run.completeTime ?? "");
    const endedMs = sawEnd ? nowMs : this.endedMs;
    this.tail = tail;
    this.beganMs = nowMs;
    this.lastLineMs = nowMs;
    this.landedMs = (Number.isNaN(endedMs) ? nowMs : Math.min(endedMs, nowMs)) + LATE_LOGS_MS;
    // The other statuses name the cause themselves, and a run that never started has written nothing. A run that ended at
    // an unknown time may have ended long ago.
    const isAwaited = statusOf(run) === "FAILED" || tail.isWritten;
    this.expectsCause = isAwaited && hasStarted(run) && !Number.isNaN(endedMs);
  }

  async read(): Promise<void> {
    const { clock, signal, log } = this.context;
    const limit = new TimeLimit(LATE_LOGS_MS, clock, signal);
    try {
      for (let isReported = false; ; ) {
        await this.poll(limit.signal);
        // Only now: the first request may have waited for the rate limit of this process.
        limit.begin();
        if (this.isOver || limit.signal.aborted) return;
        if (!isReported && this.passedMs >= QUIET_MS)
          log("info", "waiting up to a minute for the last lines of its log", { ephemeral: true });
        isReported ||= this.passedMs >= QUIET_MS;
        await sleepUntilWoken(clock, this.pauseMs, limit.signal);
      }
    } finally {
      limit.end();
    }
  }

  private async poll(signal: AbortSignal): Promise<void> {
    try {
      const count = await this.tail.poll(signal);
      if (count > 0) this.lastLineMs = this.context.clock.now();
      this.failures = 0;
    } catch (error) {
      if (!isExpected(error) && !signal.aborted) throw error;
      this.failures++;
    }
  }

  private get passedMs(): number {
    return this.context.clock.now() - this.beganMs;
  }

  private get isOver(): boolean {
    const { clock, session, deadlineMs = Number.POSITIVE_INFINITY } = this.context;
    const nowMs = clock.now();
    if (nowMs >= Math.min(deadlineMs, session.waitsEndAtMs())) return true;
    if (this.failures > 0) return nowMs >= this.landedMs && this.passedMs >= UNREADABLE_MS;
    if (this.tail.isBehind) return false;
    const isLate = this.expectsCause && !(this.tail.lastLineMs >= this.endedMs - QUIET_MS);
    return this.tail.ended || nowMs >= this.landedMs || (!isLate && nowMs - this.lastLineMs >= QUIET_MS);
  }

  private get pauseMs(): number {
    if (this.failures > 0) return failureDelayMs(this.failures, undefined);
    return this.tail.isBehind ? CATCH_UP_MS : LOG_POLL_MS;
  }
}
