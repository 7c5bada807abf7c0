import * as pulumi from "@pulumi/pulumi";
import type { JobRunRecord } from "../provider/resources/run/observed-run";
import { dynamicProperties } from "./engine-properties";
import type { RecordOutputs } from "./record-outputs";
import { JOB_RUN } from "./resource-traits";
import type { LogsArgs, OnInterrupt, WaitArgs } from "./run-policy";
import { dynamicType, movable, pluginType } from "./type-tokens";

/** A Python script to run. */
export interface RunPythonArgs {
  /** Address of the script, `s3://…`, in managed storage or a storage integration. */
  uri: pulumi.Input<string>;
  /** Its arguments. Default none. */
  args?: pulumi.Input<pulumi.Input<string>[] | undefined>;
}

/** A JAR to run. */
export interface RunJarArgs {
  /** Address of the JAR, `s3://…`. */
  uri: pulumi.Input<string>;
  /** Its arguments. Default none. */
  args?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  /** The class whose `main` is called. Default: the manifest's. */
  mainClass?: pulumi.Input<string | undefined>;
}

/** A library of a run: either `libraryName` (PyPI) or `filePath`. */
export interface DependencyArgs {
  /** `"PYPI"` or `"FILE"`; follows from the other fields and may be left out. */
  sourceType?: pulumi.Input<"PYPI" | "FILE" | undefined>;
  /** Name on PyPI. */
  libraryName?: pulumi.Input<string | undefined>;
  /** Version on PyPI, for example `"2.1.0"`. Default: the newest. */
  libraryVersion?: pulumi.Input<string | undefined>;
  /** Address of a `.whl`, `.zip` or `.jar` in storage. */
  filePath?: pulumi.Input<string | undefined>;
}

/** Disk, configuration and libraries of a run. */
export interface EnvironmentArgs {
  /** Disk of the driver in GB. Default: the runtime's. */
  sparkDriverDiskGB?: pulumi.Input<number | undefined>;
  /** Disk of each executor in GB. Default: the runtime's. */
  sparkExecutorDiskGB?: pulumi.Input<number | undefined>;
  /** Spark's configuration: text values only, `"4"` and not `4`. Default none. */
  sparkConfigs?: pulumi.Input<Record<string, pulumi.Input<string>> | undefined>;
  /** Libraries, installed before the run. Default none. */
  dependencies?: pulumi.Input<pulumi.Input<DependencyArgs>[] | undefined>;
}

/** When a run that ended without success is repeated by the next `up`. */
export interface RerunArgs {
  /** Ends that are repeated. Default `["FAILED"]`; with `onFailure: "warn"` none. */
  on?: pulumi.Input<pulumi.Input<"FAILED" | "TIMED_OUT" | "CANCELLED">[] | undefined>;
  /** Failures in a row of the same work after which it is refused. Default 3. */
  max?: pulumi.Input<number | undefined>;
}

/** When a run is repeated at once, inside the same `up`. */
export interface RetryArgs {
  /** Attempts in all, the first included. Default 1: no retry. */
  maxAttempts?: pulumi.Input<number | undefined>;
  /** What is retried. Default `["NEVER_LAUNCHED"]`: a run that failed before it started. */
  on?: pulumi.Input<pulumi.Input<"NEVER_LAUNCHED" | "FAILED" | "TIMED_OUT">[] | undefined>;
  /** Seconds before each further attempt. Default 30. */
  backoffSeconds?: pulumi.Input<number | undefined>;
}

/**
 * Arguments of a `JobRun`. Exactly one of `runPython` and `runJar` is required.
 *
 * Body and bounds: https://docs.wherobots.com/api-reference/runs/create-a-job-run
 */
export interface JobRunArgs {
  /** The script to run. A change starts a new run. */
  runPython?: pulumi.Input<RunPythonArgs | undefined>;
  /** The JAR to run. A change starts a new run. */
  runJar?: pulumi.Input<RunJarArgs | undefined>;
  /** Where to run, for example `Region.AwsUsWest2`. Default: `wherobots:region`, then the organisation's. A change starts a new run. */
  region?: pulumi.Input<string | undefined>;
  /** Size of the cluster, for example `Runtime.Tiny`. Default: `wherobots:runtime`, then the organisation's. A change starts a new run. */
  runtime?: pulumi.Input<string | undefined>;
  /** WherobotsDB version: `"latest"`, `"preview"` or a number. Default: `wherobots:version`, then the API's. A change starts a new run. */
  version?: pulumi.Input<string | undefined>;
  /** Disk, Spark configuration and libraries. A change starts a new run. */
  environment?: pulumi.Input<EnvironmentArgs | undefined>;
  /**
   * Anything whose change shall start a new run: the script's hash, a commit, another run's id. Compared as JSON,
   * key order aside; assets by their content. Default none.
   */
  triggers?: pulumi.Input<Record<string, unknown> | undefined>;
  /** Name of the run, 8 to 255 of `[a-zA-Z0-9_\-\.]`. Default: a unique one. A change counts for the next run. */
  name?: pulumi.Input<string | undefined>;
  /** Seconds after which Wherobots stops the run. Default 3600. A change counts for the next run; raising it revives one that timed out. */
  timeoutSeconds?: pulumi.Input<number | undefined>;
  /** `"change"`: a changed argument starts a new run; `"triggers"`: only changed triggers do. Default `"change"`. */
  runOn?: pulumi.Input<"change" | "triggers" | undefined>;
  /** How long `up` follows the run. */
  wait?: pulumi.Input<WaitArgs | undefined>;
  /** What is shown of its log. */
  logs?: pulumi.Input<LogsArgs | undefined>;
  /** Whether a run that does not complete fails the `up` or only warns. Default `"fail"`. */
  onFailure?: pulumi.Input<"fail" | "warn" | undefined>;
  /** What an interrupt of `up` (Ctrl-C, a cancelled CI job) does with the run: see `OnInterrupt`. Default: `wherobots:onInterrupt`, then `"detach"`. */
  onInterrupt?: pulumi.Input<OnInterrupt | undefined>;
  /** When the next `up` repeats a run that ended without success. */
  rerun?: pulumi.Input<RerunArgs | undefined>;
  /** When the same `up` repeats it. */
  retry?: pulumi.Input<RetryArgs | undefined>;
  /**
   * Which earlier run of the same work, unknown to state, is taken over instead of starting another: an active one
   * (left by a deployment that was killed), also a recently completed one, or none. Default `"active"`.
   */
  adopt?: pulumi.Input<"never" | "active" | "recent" | undefined>;
  /** How old a completed run may be for `adopt: "recent"`, in hours. Default 24. */
  adoptWithinHours?: pulumi.Input<number | undefined>;
  /** Id of an existing run to take over when the resource is created, instead of starting one. */
  takeOverRunId?: pulumi.Input<string | undefined>;
}

/**
 * One run of a Wherobots job: `pulumi up` submits it (POST /runs), follows it, and fails if it fails.
 *
 * It runs again when an argument that defines it or a trigger changes, or when it failed; nothing else starts it.
 * Destroying it cancels an active run and leaves a finished one alone.
 *
 * Needs `wherobots:apiKey` or `WHEROBOTS_API_KEY` where a request is sent; errors of the API carry its request id.
 *
 * ```ts
 * const job = new wherobots.JobRun("tiles", {
 *   runPython: { uri: "s3://bucket/tiles.py", args: ["--zoom", "12"] },
 *   runtime: wherobots.Runtime.Tiny,
 * });
 * export const status = job.status;
 * ```
 */
export class JobRun extends pulumi.CustomResource {
  /** The run's id at Wherobots; the same as `id`. Known in every preview of an existing run. */
  declare readonly runId: pulumi.Output<string>;

  /**
   * Declares a run.
   *
   * @param name name of the resource in this program
   * @param args what to run, and how to follow it
   * @param opts Pulumi's own options; `import` cannot work in this host, `takeOverRunId` does the same
   */
  constructor(name: string, args: JobRunArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      dynamicType(JOB_RUN.noun),
      name,
      dynamicProperties(JOB_RUN, name, args, opts),
      movable(opts, pluginType(JOB_RUN.noun)),
    );
    // Other outputs are unknown in the preview of an update; the id is not, and it is the same.
    this.runId = this.id;
  }

  /**
   * Reads an existing run without owning it: it is neither started, followed nor cancelled.
   *
   * @param name name of the resource in this program
   * @param id the run's id at Wherobots
   * @param opts Pulumi's own options
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): JobRun {
    return new JobRun(name, {}, { ...opts, id });
  }
}

/** The outputs. */
export interface JobRun extends RecordOutputs<JobRunRecord> {}
