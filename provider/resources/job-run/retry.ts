import type { ObservedRun } from "../../run/record";
import { defaultOf, type JobRunInputs } from "./inputs";

/** Whether `retry` repeats a run that ended so, the number of attempts aside. */
export function isRetried(inputs: JobRunInputs, run: ObservedRun): boolean {
  const { on = defaultOf("retry.on"), runtimes } = inputs.retry ?? {};
  // A size that did not do for it is not tried again.
  if (runtimes && ranOutOfMemory(run)) return nextRuntime(inputs, run) !== undefined;
  const neverLaunched = run.status === "FAILED" && run.startTime === undefined;
  return on.some((what) =>
    what === "NEVER_LAUNCHED" ? neverLaunched : what === run.status || what === run.failure?.kind,
  );
}

/**
 * The runtime of the attempt after this run: the next of `retry.runtimes` if it ran out of memory, else the one that was
 * reached; undefined for that of the inputs.
 */
export function nextRuntime(
  { retry }: JobRunInputs,
  run: Pick<ObservedRun, "effective" | "failure">,
): string | undefined {
  const sizes = retry?.runtimes ?? [];
  const reached = sizes.lastIndexOf(run.effective.runtime ?? "");
  return sizes[ranOutOfMemory(run) ? reached + 1 : reached];
}

function ranOutOfMemory({ failure }: Pick<ObservedRun, "failure">): boolean {
  return failure?.kind === "OUT_OF_MEMORY";
}
