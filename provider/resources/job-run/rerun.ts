import { defaultOf, type JobRunInputs } from "./inputs";
import type { JobRunState } from "./state";

/** What to do when `rerun.max` is reached. */
export const AFTER_RERUN_MAX =
  "Correct the cause, then change the script's address, its arguments or a trigger; or raise rerun.max to try the same again";

/** Failures in a row after which a person has to decide. */
export function rerunMax(inputs: JobRunInputs): number {
  return inputs.rerun?.max ?? defaultOf("rerun.max");
}

/** The newest failures without a success between them. A cancelled run is neither. */
export function failuresInARow<R extends { status: string }>(newestFirst: readonly R[]): R[] {
  const success = newestFirst.findIndex(({ status }) => status === "COMPLETED");
  const since = success < 0 ? newestFirst : newestFirst.slice(0, success);
  return since.filter(({ status }) => status === "FAILED" || status === "TIMED_OUT");
}

/** True if state itself tells that another run of the same wish would be refused. */
export function isRerunExhausted(state: JobRunState, inputs: JobRunInputs): boolean {
  const tried = [{ status: state.status }, ...(state.attempts ?? [])];
  return failuresInARow(tried).length >= rerunMax(inputs);
}
