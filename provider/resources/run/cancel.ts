import { ConflictError, InvalidRequestError, isExpected } from "../../api/errors";
import type { RunView } from "../../api/models";
import { type LifecycleContext, UserError } from "../../lifecycle";
import { isActive, statusOf } from "../../run-status";
import { failureDelayMs } from "../../watch/intervals";

/** How long a cancelled run may take to end. */
export const CANCEL_TIMEOUT_SECONDS = 300;
const POLL_MS = 1_000;

/**
 * Cancels a run and waits until it has ended.
 *
 * @returns the run as it ended, which may be another end than CANCELLED
 * @throws UserError if it is still active after 300 s; what the client throws
 */
export async function cancelAndWait(runId: string, context: LifecycleContext): Promise<RunView> {
  const { session, signal, clock } = context;
  const api = session.api();
  await requestCancel(runId, context);
  const deadlineMs = clock.now() + CANCEL_TIMEOUT_SECONDS * 1000;
  for (let failures = 0; ; ) {
    try {
      const run = await api.getRun(runId, { signal, retry: false });
      if (!isActive(statusOf(run))) return run;
      failures = 0;
    } catch (error) {
      failures++;
      if (!isExpected(error) || clock.now() >= deadlineMs) throw error;
    }
    if (clock.now() >= deadlineMs) {
      throw new UserError(
        `run ${runId} was cancelled but is still active after ${CANCEL_TIMEOUT_SECONDS} s; run the same command again to wait on`,
      );
    }
    await clock.sleep(failures > 0 ? failureDelayMs(failures, undefined) : POLL_MS, signal);
  }
}

async function requestCancel(runId: string, { session, signal }: LifecycleContext): Promise<void> {
  try {
    await session.api().cancelRun(runId, { signal });
  } catch (error) {
    // It ended between our question and the cancel; the API may say so with either status. The poll sees it.
    if (!(error instanceof ConflictError || error instanceof InvalidRequestError)) throw error;
  }
}
