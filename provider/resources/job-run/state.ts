import { isUnsuccessful } from "../../api/run-status";
import { recordedInputs } from "../../run/fields";
import { lastCause } from "../../run/outcome";
import type { JobRunRecord, ObservedRun, RunAttempt } from "../../run/record";
import { safeLine } from "../../text/safe-line";
import { defaultOf, type JobRunInputs, rerunOn } from "./inputs";

/** What the engine keeps: the last inputs verbatim, and what was observed of the run. */
export type JobRunState = JobRunInputs & ObservedRun & Kept;

/** What is kept of a run beside its inputs and what is observed of it. */
export type Kept = Pick<JobRunRecord, "attempts" | "uploads">;

/** The state of a run with these inputs. */
export function stateOf(inputs: JobRunInputs, observed: ObservedRun, kept: Kept): JobRunState {
  const { attempts = [], uploads = [] } = kept;
  return {
    ...recordedInputs(inputs),
    ...observed,
    ...(attempts.length > 0 ? { attempts } : {}),
    ...(uploads.length > 0 ? { uploads } : {}),
  };
}

/** Earlier runs kept in state. */
export const MAX_ATTEMPTS_KEPT = 10;
const MAX_REASON_LENGTH = 200;

/** The record of one earlier run. */
export function attemptOf(runId: string, run: ObservedRun): RunAttempt {
  const cause = isUnsuccessful(run.status) ? lastCause(run) : undefined;
  return {
    runId,
    status: run.status,
    ...(run.effective.runtime ? { runtime: run.effective.runtime } : {}),
    ...(run.startTime ? { startTime: run.startTime } : {}),
    ...(run.completeTime ? { completeTime: run.completeTime } : {}),
    ...(cause ? { reason: safeLine(cause, MAX_REASON_LENGTH) } : {}),
  };
}

/** What to do when `rerun.max` is reached. */
export const AFTER_RERUN_MAX =
  "Correct the cause, then change the script's address, its arguments or a trigger; or raise rerun.max to try the same again";

/** Failures in a row after which a person has to decide. */
export function rerunMax(inputs: Pick<JobRunInputs, "rerun">): number {
  return inputs.rerun?.max ?? defaultOf("rerun.max");
}

/** The newest failures without a success between them. A cancelled run is neither. */
export function failuresInARow<R extends { status: string }>(newestFirst: readonly R[]): R[] {
  const success = newestFirst.findIndex(({ status }) => status === "COMPLETED");
  const since = success < 0 ? newestFirst : newestFirst.slice(0, success);
  return since.filter(({ status }) => status === "FAILED" || status === "TIMED_OUT");
}

/** True if state alone shows that a create would refuse another run of the same spec. */
export function isRerunExhausted(state: JobRunState, inputs: JobRunInputs): boolean {
  const tried = [{ status: state.status }, ...(state.attempts ?? [])];
  return failuresInARow(tried).length >= rerunMax(inputs);
}

/** What the user can do about a run that ended without success. */
export function nextStep(state: JobRunState, inputs: JobRunInputs): string {
  const repeats = rerunOn(inputs).some((status) => status === state.status);
  if (!state.cancelledByProvider && isRerunExhausted(state, inputs)) {
    return `rerun.max (${rerunMax(inputs)}) is reached: the next \`pulumi up\` will not retry it. ${AFTER_RERUN_MAX}`;
  }
  if (state.cancelledByProvider || repeats) return "The next `pulumi up` starts a new run";
  const raise = state.status === "TIMED_OUT" ? "raise timeoutSeconds, " : "";
  return `It will not be retried automatically. To run it again, ${raise}change a trigger or run \`pulumi up --replace URN\``;
}
