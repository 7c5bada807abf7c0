import { safeLine } from "../../remote-text";
import { lastCause } from "../run/failure";
import type { ObservedRun, RunAttempt } from "../run/observed-run";
import { isFailure } from "../run/run-end";
import type { JobRunInputs } from "./inputs";

/** What the engine keeps: the last inputs verbatim, and what was observed of the run. */
export type JobRunState = JobRunInputs & ObservedRun & { attempts?: RunAttempt[] };

/** Earlier runs kept in state. */
export const MAX_ATTEMPTS_KEPT = 10;
const MAX_REASON_LENGTH = 200;

/** The record of one earlier run. */
export function attemptOf(runId: string, run: ObservedRun): RunAttempt {
  const cause = isFailure(run.status) ? lastCause(run) : undefined;
  return {
    runId,
    status: run.status,
    ...(run.startTime ? { startTime: run.startTime } : {}),
    ...(run.completeTime ? { completeTime: run.completeTime } : {}),
    ...(cause ? { reason: safeLine(cause, MAX_REASON_LENGTH) } : {}),
  };
}
