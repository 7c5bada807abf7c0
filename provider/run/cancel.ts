import type { CallOptions } from "../api/caller";
import {
  AuthenticationError,
  ConflictError,
  InvalidRequestError,
  isExpected,
  NotFoundError,
  PermissionError,
} from "../api/errors";
import type { RunView } from "../api/models";
import { mayHaveApplied } from "../api/retry";
import { isActive, statusOf } from "../api/run-status";
import type { Priority } from "../api/token-bucket";
import { type LifecycleContext, UserError } from "../resource";
import { failureDelayMs } from "../watch/intervals";
import { callOptions } from "./call-options";
import { isInterrupt } from "./interrupt";

/** How long a cancelled run may take to end, unless a deadline says otherwise. */
const CANCEL_TIMEOUT_MS = 300_000;
const POLL_MS = 1_000;
/** The least time for one request: close to the deadline, a slow server can still answer. */
const MIN_REQUEST_MS = 5_000;
/** After this many 404 answers in a row the run counts as gone. Fewer may come from a read that lags behind. */
const MAX_NOT_FOUND = 5;

/** How far a cancel came before an interrupt. */
type Progress = "not sent" | "not answered" | "accepted";

const RUN_AFTER_INTERRUPT: Readonly<Record<Progress, string>> = {
  "not sent": "goes on: the interrupt left no time to ask for its end",
  "not answered": "may go on: the interrupt left no time to learn whether it is cancelled",
  accepted: "was asked to cancel, but the interrupt came before it ended",
};

/** The run may still be active. The same command cancels it again. */
export class CancelUnfinished extends UserError {
  override name = "CancelUnfinished";

  constructor(
    runId: string,
    /** What is known of the run: the predicate of a sentence about it. */
    readonly left: string,
    /** False if the request certainly did not reach the server. */
    readonly isSent: boolean,
  ) {
    super(`run ${runId} ${left}; run the same command again to go on`);
  }
}

/** True if an interrupt left no time to send the request that cancels the run. */
export function wasCancelNotSent(error: unknown): boolean {
  if (error instanceof CancelUnfinished) return !error.isSent;
  return error instanceof Error && error.cause !== undefined && wasCancelNotSent(error.cause);
}

/** How a run is cancelled. */
export interface CancelOptions {
  /** Milliseconds since the epoch. Default: 300 s from now. */
  deadlineMs?: number | undefined;
  /** `urgent` if the process is about to end. Default: requests wait their turn. */
  priority?: Priority;
}

/**
 * Cancels a run and waits until it has ended.
 *
 * @returns the run as it ended, which may be another end than CANCELLED
 * @throws CancelUnfinished if it is still active at the deadline, or if an interrupt came first; what the client throws
 */
export async function cancelAndWait(
  runId: string,
  context: LifecycleContext,
  options: CancelOptions = {},
): Promise<RunView> {
  const { session, signal, clock } = context;
  const beganAtMs = clock.now();
  const { priority, deadlineMs = beganAtMs + CANCEL_TIMEOUT_MS } = options;
  const requestMs = (): number => Math.max(MIN_REQUEST_MS, deadlineMs - clock.now());
  let progress: Progress = "not sent";
  const mayApply = (may: boolean): void => {
    progress = may ? "not answered" : "not sent";
  };
  let refusal: Error | undefined;
  try {
    for (let failures = 0; ; ) {
      if (progress !== "accepted") {
        const limits = { repeatUntilMs: options.deadlineMs, withinMs: requestMs() };
        const answer = await requestCancel(runId, context, { priority, mayApply, ...limits });
        refusal = "refusal" in answer ? answer.refusal : undefined;
        progress = refusal ? "not answered" : "accepted";
        // The answer may show the end already: there may be no time for another read.
        const isUrgent = priority === "urgent";
        if (isUrgent && "run" in answer && !isActive(statusOf(answer.run))) return answer.run;
      }
      try {
        const run = await session.api().getRun(runId, { signal, retry: false, withinMs: requestMs() });
        if (!isActive(statusOf(run))) return run;
        failures = 0;
      } catch (error) {
        failures++;
        if (isFinal(error, failures) || clock.now() >= deadlineMs) throw error;
      }
      const nowMs = clock.now();
      if (nowMs >= deadlineMs)
        throw new CancelUnfinished(runId, stillActive(nowMs - beganAtMs, refusal), true);
      const pauseMs = failures > 0 ? failureDelayMs(failures, undefined) : POLL_MS;
      await clock.sleep(Math.min(pauseMs, deadlineMs - nowMs), signal);
    }
  } catch (error) {
    if (!isInterrupt(error, context)) throw error;
    throw new CancelUnfinished(runId, RUN_AFTER_INTERRUPT[progress], progress !== "not sent");
  }
}

/** @returns the run, or why the server may not have accepted the request: the next read shows whether the run ends */
async function requestCancel(
  runId: string,
  context: LifecycleContext,
  options: CallOptions,
): Promise<{ run: RunView } | { refusal: Error }> {
  try {
    return { run: await context.session.api().cancelRun(runId, { ...callOptions(context), ...options }) };
  } catch (error) {
    // The API does not document what it answers for a run that has ended.
    if (mayHaveApplied(error) || isRefusal(error)) return { refusal: error };
    throw error;
  }
}

function isRefusal(error: unknown): error is Error {
  return [ConflictError, InvalidRequestError, NotFoundError].some((type) => error instanceof type);
}

function isFinal(error: unknown, failures: number): boolean {
  if (!isExpected(error)) return true;
  if (error instanceof AuthenticationError || error instanceof PermissionError) return true;
  return error instanceof NotFoundError && failures >= MAX_NOT_FOUND;
}

function stillActive(passedMs: number, refusal: Error | undefined): string {
  const seconds = Math.round(passedMs / 1000);
  return refusal
    ? `could not be cancelled within ${seconds} s (${refusal.message})`
    : `was cancelled but is still active after ${seconds} s`;
}
