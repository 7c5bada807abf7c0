import type { ValuesOf } from "../../inputs/field-types";
import { failsOnFailure } from "../../run/fields";
import { JOB_RUN } from "./fields";

/** The inputs of a JobRun as the engine hands them over. */
export type JobRunInputs = ValuesOf<typeof JOB_RUN.fields>;
export type Dependency = NonNullable<NonNullable<JobRunInputs["environment"]>["dependencies"]>[number];
export type RerunStatus = NonNullable<NonNullable<JobRunInputs["rerun"]>["on"]>[number];

/** The default of an input, as the table says it. */
export const defaultOf: typeof JOB_RUN.defaultOf = JOB_RUN.defaultOf;

/** The statuses after which the next `up` starts a new run. */
export function rerunOn(inputs: JobRunInputs): readonly RerunStatus[] {
  return inputs.rerun?.on ?? (failsOnFailure(inputs) ? ["FAILED"] : []);
}

/** The timeout that counts for the next run. */
export function timeoutSeconds(inputs: { timeoutSeconds?: number | undefined }): number {
  return inputs.timeoutSeconds ?? defaultOf("timeoutSeconds");
}
