import { z } from "zod";
import { runIdText } from "../../api/run-id";
import { defaultIn } from "../../field-policy";
import { failsOnFailure, followInputs, internalInputs } from "../run/follow-inputs";
import { JOB_RUN_FIELDS } from "./field-policy";

/*
 * The inputs of a JobRun as the engine hands them over, and what is accepted. Messages say what would be right and
 * never repeat a value: it may be a secret.
 */

const text = z.string().min(1, "must not be empty");
const wholePositive = z.int("must be a whole number").positive("must be above 0");
const positive = z.number().positive("must be above 0");

const RUN_NAME = /^[a-zA-Z0-9_\-.]+$/;
const runName = z
  .string()
  .min(8, "must have at least 8 characters")
  .max(255, "must have at most 255 characters")
  .regex(RUN_NAME, "may hold letters, digits, and _ - . only");

const dependency = z
  .strictObject({
    sourceType: z.enum(["PYPI", "FILE"]),
    libraryName: text,
    libraryVersion: text,
    filePath: text,
  })
  .partial();

/** What check accepts; whether exactly one of runPython and runJar is there is checked beside it. */
export const jobRunInputs = z
  .strictObject({
    name: runName,
    region: text,
    runtime: text,
    version: text,
    runPython: z.strictObject({ uri: text, args: z.array(z.string()).optional() }),
    runJar: z.strictObject({ uri: text, args: z.array(z.string()).optional(), mainClass: text.optional() }),
    timeoutSeconds: wholePositive,
    environment: z
      .strictObject({
        sparkDriverDiskGB: wholePositive,
        sparkExecutorDiskGB: wholePositive,
        sparkConfigs: z.record(
          z.string(),
          z.string('must be a string: Spark takes text only, write "4" and not 4'),
        ),
        dependencies: z.array(dependency),
      })
      .partial(),
    triggers: z.record(z.string(), z.unknown()),
    runOn: z.enum(["change", "triggers"]),
    ...followInputs,
    rerun: z
      .strictObject({ on: z.array(z.enum(["FAILED", "TIMED_OUT", "CANCELLED"])), max: wholePositive })
      .partial(),
    retry: z
      .strictObject({
        // As many as state keeps, and fewer than names of one create can tell apart.
        maxAttempts: wholePositive.max(10, "must be at most 10"),
        on: z.array(z.enum(["NEVER_LAUNCHED", "FAILED", "TIMED_OUT"])),
        backoffSeconds: z.number().min(0, "must not be negative"),
      })
      .partial(),
    adopt: z.enum(["never", "active", "recent"]),
    adoptWithinHours: positive,
    takeOverRunId: runIdText,
    ...internalInputs,
    __recordedRun: z.looseObject({
      runId: z.string(),
      status: z.string(),
      createTime: z.string().optional(),
      takeOverRunId: z.string().optional(),
      timeoutSeconds: z.number().optional(),
    }),
    __name: z.string(),
  })
  .partial();

export type JobRunInputs = z.infer<typeof jobRunInputs>;
export type Dependency = z.infer<typeof dependency>;
export type RerunStatus = "FAILED" | "TIMED_OUT" | "CANCELLED";

/** The statuses after which the next `up` starts a new run. */
export function rerunOn(inputs: JobRunInputs): readonly RerunStatus[] {
  return inputs.rerun?.on ?? (failsOnFailure(inputs) ? ["FAILED"] : []);
}

/** The timeout that counts for the next run. */
export function timeoutSeconds(inputs: { timeoutSeconds?: number | undefined }): number {
  return inputs.timeoutSeconds ?? defaultOf("timeoutSeconds");
}

/** The default of an input, as the table says it. */
export function defaultOf<P extends (typeof JOB_RUN_FIELDS)[number]["path"]>(path: P) {
  return defaultIn(JOB_RUN_FIELDS, path);
}
