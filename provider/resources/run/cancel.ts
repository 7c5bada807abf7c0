import {
  AuthenticationError,
  ConflictError,
  InvalidRequestError,
  isExpected,
  NotFoundError,
  PermissionError,
} from "../../api/errors";
import type { RunView } from "../../api/models";
import { mayHaveApplied } from "../../api/retry";
import { type LifecycleContext, UserError } from "../../lifecycle";
import { isActive, statusOf } from "../../run-status";
import { failureDelayMs } from "../../watch/intervals";
import { isInterrupt } from "./interrupt";

/** How long a cancelled run may take to end, unless a deadline says otherwise. */
const CANCEL_TIMEOUT_MS = 300_000;
const POLL_MS = 1_000;
/** So many answers in a row that there is no such run are believed; a read may lag behind for a moment. */
const MAX_NOT_FOUND = 5;

const ACCEPTED = "was asked to end, and the interrupt left no time to see its end";
const UNCONFIRMED = "may go on: the interrupt left no time to learn whether it is cancelled";

/** The run may still be active, and whoever cancels it again goes on. */
export class CancelUnfinished extends UserError {
  override name = "CancelUnfinished";

  constructor(
    runId: string,
    /** What is known of the run, as the rest of a sentence. */
    readonly left: string,
  ) {
    super(`run ${runId} ${left}; run the same command again to go on`);
  }
}

/**
 * Cancels a run and waits until it has ended.
 *
 * @param deadlineMs milliseconds since the epoch; default 300 s from now
 * @returns the run as it ended, which may be another end than CANCELLED
 * @throws CancelUnfinished if it is still active at the deadline, or if an interrupt came first; what the client throws
 */
export async function cancelAndWait(
  runId: string,
  context: LifecycleContext,
  deadlineMs = context.clock.now() + CANCEL_TIMEOUT_MS,
): Promise<RunView> {
  const { session, signal, clock } = context;
  const beganAtMs = clock.now();
  let isAsked = false;
  let refusal: Error | undefined;
  try {
    for (let failures = 0; ; ) {
      if (!isAsked || refusal) refusal = await requestCancel(runId, context);
      isAsked = true;
      try {
        const run = await session.api().getRun(runId, { signal, retry: false });
        if (!isActive(statusOf(run))) return run;
        failures = 0;
      } catch (error) {
        failures++;
        if (isFinal(error, failures) || clock.now() >= deadlineMs) throw error;
      }
      const nowMs = clock.now();
      if (nowMs >= deadlineMs) throw new CancelUnfinished(runId, stillActive(nowMs - beganAtMs, refusal));
      const pauseMs = failures > 0 ? failureDelayMs(failures, undefined) : POLL_MS;
      await clock.sleep(Math.min(pauseMs, deadlineMs - nowMs), signal);
    }
  } catch (error) {
    if (!isInterrupt(error, context)) throw error;
    throw new CancelUnfinished(runId, isAsked && !refusal ? ACCEPTED : UNCONFIRMED);
  }
}

/** @returns why it was not accepted, as far as is known: the next read shows whether the run ends all the same */
async function requestCancel(
  runId: string,
  { session, signal }: LifecycleContext,
): Promise<Error | undefined> {
  try {
    await session.api().cancelRun(runId, { signal });
    return undefined;
  } catch (error) {
    // Which status the API answers for an ended run is not documented.
    if (mayHaveApplied(error) || isRefusal(error)) return error;
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
    ? `is not cancelled after ${seconds} s of asking (${refusal.message})`
    : `was cancelled but is still active after ${seconds} s`;
}
