import { z } from "zod";
import { defaultIn } from "../../field-policy";
import { type JobRunInputs, jobRunInputs } from "../job-run/inputs";
import { followInputs, internalInputs } from "../run/follow-inputs";
import type { JobRunBatchRecord } from "../run/observed-run";
import { JOB_RUN_BATCH_FIELDS } from "./field-policy";

const { region, runtime, version, runPython, runJar, environment, triggers, timeoutSeconds } =
  jobRunInputs.shape;

/** What one run, or all that say nothing of it, may be given. What must be there is checked of both together. */
export const batchRunArgs = z
  .strictObject({
    ...{ region, runtime, version, environment, triggers, timeoutSeconds },
    runPython: runPython.unwrap().partial().optional(),
    runJar: runJar.unwrap().partial().optional(),
  })
  .partial();

export type BatchRunArgs = z.infer<typeof batchRunArgs>;

const { runOn, rerun, retry, adopt, adoptWithinHours } = jobRunInputs.shape;

/** What check accepts of a batch as a whole; each run is checked as a JobRun beside it. */
export const jobRunBatchInputs = z.strictObject({
  runs: z.record(z.string(), batchRunArgs),
  defaults: batchRunArgs.optional(),
  maxConcurrency: z.int("must be a whole number").positive("must be above 0").optional(),
  onFailure: z.enum(["continue", "stop", "warn"]).optional(),
  ...{ runOn, rerun, retry, adopt, adoptWithinHours },
  wait: followInputs.wait,
  logs: z.strictObject({ tailLines: followInputs.logs.unwrap().shape.tailLines }).partial().optional(),
  onInterrupt: followInputs.onInterrupt,
  ...internalInputs,
});

export type JobRunBatchInputs = z.infer<typeof jobRunBatchInputs>;

/** What the engine keeps: the last inputs verbatim, and the record of each run. */
export type JobRunBatchState = JobRunBatchInputs &
  JobRunBatchRecord & {
    /** What the run of a key was started with, where that is no longer what is wished: its new run is still due. */
    __superseded?: Record<string, JobRunInputs>;
  };

/** Whether runs that did not complete leave the deployment a success. */
export function onlyWarns({ onFailure }: Pick<JobRunBatchInputs, "onFailure">): boolean {
  return onFailure === "warn";
}

/** Runs that are active at once, at most. */
export function maxConcurrency(inputs: JobRunBatchInputs): number {
  return inputs.maxConcurrency ?? (defaultIn(JOB_RUN_BATCH_FIELDS, "maxConcurrency") as number);
}
