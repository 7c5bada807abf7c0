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

/** How long a cancelled run may take to end. */
export const CANCEL_TIMEOUT_SECONDS = 300;
const POLL_MS = 1_000;
/** So many answers in a row that there is no such run are believed; a read may lag behind for a moment. */
const MAX_NOT_FOUND = 5;

/**
 * Cancels a run and waits until it has ended.
 *
 * @returns the run as it ended, which may be another end than CANCELLED
 * @throws UserError if it is still active after 300 s; what the client throws
 */
export async function cancelAndWait(runId: string, context: LifecycleContext): Promise<RunView> {
  const { session, signal, clock } = context;
  const deadlineMs = clock.now() + CANCEL_TIMEOUT_SECONDS * 1000;
  let refusal = await requestCancel(runId, context);
  for (let failures = 0; ; ) {
    try {
      const run = await session.api().getRun(runId, { signal, retry: false });
      if (!isActive(statusOf(run))) return run;
      failures = 0;
    } catch (error) {
      failures++;
      if (isFinal(error, failures) || clock.now() >= deadlineMs) throw error;
    }
    if (clock.now() >= deadlineMs) throw stillActive(runId, refusal);
    await clock.sleep(failures > 0 ? failureDelayMs(failures, undefined) : POLL_MS, signal);
    if (refusal) refusal = await requestCancel(runId, context);
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

function stillActive(runId: string, refusal: Error | undefined): UserError {
  if (!refusal)
    return new UserError(
      `run ${runId} was cancelled but is still active after ${CANCEL_TIMEOUT_SECONDS} s; run the same command again to wait on`,
    );
  return new UserError(
    `run ${runId} is not cancelled after ${CANCEL_TIMEOUT_SECONDS} s of asking; run the same command again to go on: ${refusal.message}`,
    { cause: refusal },
  );
}
