import * as pulumi from "@pulumi/pulumi";
import type { JobRunBatchRecord } from "../provider/resources/run/observed-run";
import { dynamicProperties } from "./engine-properties";
import type { EnvironmentArgs, RerunArgs, RetryArgs } from "./job-run";
import type { RecordOutputs } from "./record-outputs";
import { JOB_RUN_BATCH } from "./resource-traits";
import type { OnInterrupt, WaitArgs } from "./run-policy";
import { dynamicType, movable, pluginType } from "./type-tokens";

/** A Python script to run; what is absent is taken from the defaults of the batch. */
export interface BatchRunPythonArgs {
  /** Address of the script, `s3://…`, in managed storage or a storage integration. Required here or in the defaults. */
  uri?: pulumi.Input<string | undefined>;
  /** Its arguments; a list replaces that of the defaults. Default none. */
  args?: pulumi.Input<pulumi.Input<string>[] | undefined>;
}

/** A JAR to run; what is absent is taken from the defaults of the batch. */
export interface BatchRunJarArgs {
  /** Address of the JAR, `s3://…`. Required here or in the defaults. */
  uri?: pulumi.Input<string | undefined>;
  /** Its arguments; a list replaces that of the defaults. Default none. */
  args?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  /** The class whose `main` is called. Default: the manifest's. */
  mainClass?: pulumi.Input<string | undefined>;
}

/**
 * Arguments of one run of a batch, or of all that say nothing else. Both together must have exactly one of `runPython`
 * and `runJar`. Maps are merged, lists and other values replaced.
 */
export interface BatchRunArgs {
  /** The script to run. A run that has `runJar` of its own does not take it from the defaults. */
  runPython?: pulumi.Input<BatchRunPythonArgs | undefined>;
  /** The JAR to run. A run that has `runPython` of its own does not take it from the defaults. */
  runJar?: pulumi.Input<BatchRunJarArgs | undefined>;
  /** Where to run, for example `Region.AwsUsWest2`. Default: `wherobots:region`, then the organisation's. */
  region?: pulumi.Input<string | undefined>;
  /** Size of the cluster, for example `Runtime.Tiny`. Default: `wherobots:runtime`, then the organisation's. */
  runtime?: pulumi.Input<string | undefined>;
  /** WherobotsDB version: `"latest"`, `"preview"` or a number. Default: `wherobots:version`, then the API's. */
  version?: pulumi.Input<string | undefined>;
  /** Disk, Spark configuration and libraries. */
  environment?: pulumi.Input<EnvironmentArgs | undefined>;
  /** Anything whose change shall start a new run. Compared as JSON, key order aside; assets by their content. Default none. */
  triggers?: pulumi.Input<Record<string, unknown> | undefined>;
  /** Seconds after which Wherobots stops the run. Default 3600. A change counts for the next run; raising it revives one that timed out. */
  timeoutSeconds?: pulumi.Input<number | undefined>;
}

/** What is kept of the logs of a batch. They are not shown while the runs go on. */
export interface BatchLogsArgs {
  /** Lines told of a run that did not complete, 0 to 1000, for the first three of an `up`. Default 20. */
  tailLines?: pulumi.Input<number | undefined>;
}

/**
 * What a run that does not complete means for the others: `"continue"` runs them, and the `up` fails at the end;
 * `"stop"` starts no further run, follows those that are active to their end, and the `up` fails; `"warn"` runs them, and
 * the `up` succeeds with a warning.
 */
export type BatchOnFailure = "continue" | "stop" | "warn";

/** Arguments of a `JobRunBatch`. What is not of one run holds for each of them, with the meaning that it has for a `JobRun`. */
export interface JobRunBatchArgs {
  /**
   * The runs, by a key of up to 100 characters; at most 10,000. A new or changed key runs, a key that is gone is
   * cancelled if it is active, the others stay as they are.
   */
  runs: pulumi.Input<Record<string, pulumi.Input<BatchRunArgs>>>;
  /** Arguments of each run that says nothing else. A change is one of each run that it concerns. */
  defaults?: pulumi.Input<BatchRunArgs | undefined>;
  /** Runs that are active at once, at most. Default 20. */
  maxConcurrency?: pulumi.Input<number | undefined>;
  /** What a run that does not complete means. Default `"continue"`. */
  onFailure?: pulumi.Input<BatchOnFailure | undefined>;
  /** `"change"`: changed arguments start a new run; `"triggers"`: only changed triggers do. Default `"change"`. */
  runOn?: pulumi.Input<"change" | "triggers" | undefined>;
  /** How long `up` follows each run. A run that is followed no more leaves its place to the next. */
  wait?: pulumi.Input<WaitArgs | undefined>;
  /** What is kept of their logs. */
  logs?: pulumi.Input<BatchLogsArgs | undefined>;
  /** What an interrupt of `up` (Ctrl-C, a cancelled CI job) does with runs that are followed: see `OnInterrupt`. Default: `wherobots:onInterrupt`, then `"detach"`. */
  onInterrupt?: pulumi.Input<OnInterrupt | undefined>;
  /** When the next `up` repeats a run that ended without success. */
  rerun?: pulumi.Input<RerunArgs | undefined>;
  /** When the same `up` repeats it. */
  retry?: pulumi.Input<RetryArgs | undefined>;
  /** Which earlier run of the same key and arguments, unknown to state, is taken over instead of starting another. Default `"active"`. */
  adopt?: pulumi.Input<"never" | "active" | "recent" | undefined>;
  /** How old a completed run may be for `adopt: "recent"`, in hours. Default 24. */
  adoptWithinHours?: pulumi.Input<number | undefined>;
}

/**
 * Many runs as one resource: one for each region, tile or day. `pulumi up` runs what is new, changed or failed, a
 * bounded number at once, and records of each run its id, status, times and cost.
 *
 * A batch that was left half done goes on with what is missing. Destroying it cancels the active runs and leaves
 * finished ones alone.
 *
 * ```ts
 * const tiles = new wherobots.JobRunBatch("tiles", {
 *   defaults: { runPython: { uri: "s3://bucket/tile.py" }, runtime: wherobots.Runtime.Tiny },
 *   runs: { north: { runPython: { args: ["north"] } }, south: { runPython: { args: ["south"] } } },
 * });
 * export const totals = tiles.totals;
 * ```
 */
export class JobRunBatch extends pulumi.CustomResource {
  /**
   * Declares a batch.
   *
   * @param name name of the resource in this program
   * @param args what to run, and how to follow it
   * @param opts Pulumi's own options; `import` cannot work, since a batch has no run of its own
   */
  constructor(name: string, args: JobRunBatchArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      dynamicType(JOB_RUN_BATCH.noun),
      name,
      dynamicProperties(JOB_RUN_BATCH, name, args, opts),
      pulumi.mergeOptions(movable(opts, pluginType(JOB_RUN_BATCH.noun)), {
        additionalSecretOutputs: [...(JOB_RUN_BATCH.repeatsInputs ?? [])],
      }),
    );
  }
}

/** The outputs. */
export interface JobRunBatch extends RecordOutputs<JobRunBatchRecord> {}
