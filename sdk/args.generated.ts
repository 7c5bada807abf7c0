// Written by `npm run generate` from the field tables of the provider. Edit those.
import type * as pulumi from "@pulumi/pulumi";
import type { LocalFile, LocalFiles } from "./local-file";

/** A Python script to run. */
export interface RunPythonArgs {
  /** Address of the script, `s3://…`, in managed storage or a storage integration. */
  uri?: pulumi.Input<string | undefined>;
  /** Its arguments. Default none. */
  args?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  /**
   * The script itself, in place of `uri`: a path, a file or text. It is uploaded to managed storage under its content
   * hash before the run, so a run keeps the script that it was submitted with.
   */
  script?: pulumi.Input<LocalFile | undefined>;
}

/** A JAR to run. */
export interface RunJarArgs {
  /** Address of the JAR, `s3://…`. */
  uri?: pulumi.Input<string | undefined>;
  /** Its arguments. Default none. */
  args?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  /** The class whose `main` is called. Default: the manifest's. */
  mainClass?: pulumi.Input<string | undefined>;
  /** The JAR itself, in place of `uri`: a path or a file, uploaded as a script is. */
  jar?: pulumi.Input<LocalFile | undefined>;
}

/** A library of a run: one of `libraryName` (PyPI), `filePath` and `file`. */
export interface DependencyArgs {
  /** `"PYPI"` or `"FILE"`; follows from the other fields and may be left out. */
  sourceType?: pulumi.Input<"PYPI" | "FILE" | undefined>;
  /** Name on PyPI. */
  libraryName?: pulumi.Input<string | undefined>;
  /** Version on PyPI, for example `"2.1.0"`. Default: the newest. */
  libraryVersion?: pulumi.Input<string | undefined>;
  /** Address of a `.whl`, `.zip` or `.jar` in storage. */
  filePath?: pulumi.Input<string | undefined>;
  /** A `.whl`, `.zip` or `.jar` of this machine, which is uploaded before the run. */
  file?: pulumi.Input<LocalFile | undefined>;
}

/** Disk, configuration and libraries of a run. */
export interface EnvironmentArgs {
  /** Disk of the driver in GB. Default: the runtime's. */
  sparkDriverDiskGB?: pulumi.Input<number | undefined>;
  /** Disk of each executor in GB. Default: the runtime's. */
  sparkExecutorDiskGB?: pulumi.Input<number | undefined>;
  /** Spark's configuration. Its values are text. Default none. */
  sparkConfigs?: pulumi.Input<Record<string, pulumi.Input<string>> | undefined>;
  /** Libraries, installed before the run. Default none. */
  dependencies?: pulumi.Input<pulumi.Input<DependencyArgs>[] | undefined>;
}

/** How long `pulumi up` follows a run. Changing it starts nothing. */
export interface WaitArgs {
  /**
   * What the wait is for: the end of the run, its start, or nothing. While it lasts it holds one of the engine's
   * `--parallel` slots, by default 4 for each processor, and further runs are not submitted. With `"submitted"` it
   * holds none: use a `RunCompletion` where the end matters. Default `"completed"`.
   */
  until?: pulumi.Input<"completed" | "running" | "submitted" | undefined>;
  /** Seconds that one `up` waits at most. Default: the run's `timeoutSeconds` + 1800, for queue and start. */
  maxSeconds?: pulumi.Input<number | undefined>;
  /** Seconds that the run may stay PENDING while an `up` waits. Default: no limit of its own. */
  maxQueueSeconds?: pulumi.Input<number | undefined>;
  /**
   * What a passed limit means: `"fail"` fails the `up`, and the next one resumes the wait; `"cancel"` cancels the run
   * and fails; `"continue"` leaves the run alone and succeeds with a warning. Default `"fail"`.
   */
  onTimeout?: pulumi.Input<"fail" | "cancel" | "continue" | undefined>;
}

/** What is shown of the run's log. Changing it starts nothing. */
export interface LogsArgs {
  /** Show the newest line on the resource's row while waiting. Default true. */
  stream?: pulumi.Input<boolean | undefined>;
  /** Lines kept of a run that did not complete, 0 to 1000. Default 20. */
  tailLines?: pulumi.Input<number | undefined>;
  /**
   * A file of this machine that takes every line of the log while the run is followed, without secrets: for an
   * artefact of CI. A relative path starts at the folder of the program. Default: none.
   */
  file?: pulumi.Input<string | undefined>;
}

/** What a run may cost. Changing it starts nothing. */
export interface BudgetArgs {
  /**
   * US dollars. A run that has cost more is cancelled while an `up` follows it, and the next `up` does not start it
   * again. It is asked every 30 seconds, so the run ends a little above. Default: no limit.
   */
  maxUsd?: pulumi.Input<number | undefined>;
}

/**
 * What an interrupt does with a run that is followed: `"detach"` leaves it going, and the next `up` resumes the wait;
 * `"cancel"` cancels it, and the next `up` starts another.
 *
 * @remarks The plugin heeds it. The dynamic provider does not receive interrupts, and takes it only so that programs
 * are the same in both.
 */
export type OnInterrupt = "detach" | "cancel";

/** When a run that ended without success is repeated by the next `up`. */
export interface RerunArgs {
  /** Ends that are repeated. Default: `["FAILED"]`; none with `onFailure: "warn"`. */
  on?: pulumi.Input<pulumi.Input<"FAILED" | "TIMED_OUT" | "CANCELLED">[] | undefined>;
  /** Failures in a row of the same work after which it is refused. Default 3. */
  max?: pulumi.Input<number | undefined>;
}

/** When a run is repeated at once, inside the same `up`. */
export interface RetryArgs {
  /** Attempts in all, the first included: 1 means no retry. Default 1. */
  maxAttempts?: pulumi.Input<number | undefined>;
  /**
   * What is retried: a status, or a kind of `failure`. `NEVER_LAUNCHED` is any run that failed before it started,
   * whatever the kind. Default `["NEVER_LAUNCHED"]`.
   */
  on?: pulumi.Input<pulumi.Input<"NEVER_LAUNCHED" | "FAILED" | "TIMED_OUT" | "CANCELLED" | "CAPACITY" | "OUT_OF_MEMORY" | "STORAGE_ACCESS_DENIED" | "SCRIPT_NOT_FOUND" | "DEPENDENCY_NOT_INSTALLED" | "PROGRAM_ERROR" | "UNKNOWN">[] | undefined>;
  /** Seconds before each further attempt. Default 30. */
  backoffSeconds?: pulumi.Input<number | undefined>;
  /**
   * Sizes above `runtime`, the smallest first. A run that ran out of memory (`failure.kind`) is retried in the next
   * one, whatever `on` says, and in no other; `maxAttempts` still limits the attempts. Default: the same runtime.
   */
  runtimes?: pulumi.Input<pulumi.Input<string>[] | undefined>;
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
  /**
   * Where to run, for example `Region.AwsUsWest2`. Default: `wherobots:region`, then the organisation's. A change
   * starts a new run.
   */
  region?: pulumi.Input<string | undefined>;
  /**
   * Size of the cluster, for example `Runtime.Tiny`. Default: `wherobots:runtime`, then the organisation's. A change
   * starts a new run.
   */
  runtime?: pulumi.Input<string | undefined>;
  /**
   * WherobotsDB version: `"latest"`, `"preview"` or a number. Default: `wherobots:version`, then the API's. A change
   * starts a new run.
   */
  version?: pulumi.Input<string | undefined>;
  /** Disk, Spark configuration and libraries. A change starts a new run. */
  environment?: pulumi.Input<EnvironmentArgs | undefined>;
  /**
   * Anything that should start a new run when it changes: the script's hash, a commit, another run's id. Compared as
   * JSON, key order aside; assets by their content. Default none.
   */
  triggers?: pulumi.Input<Record<string, unknown> | undefined>;
  /** Name of the run, 8 to 255 of `[a-zA-Z0-9_\-\.]`. Default: a unique one. A change counts for the next run. */
  name?: pulumi.Input<string | undefined>;
  /**
   * Seconds after which Wherobots stops the run; raising it revives a run that timed out. Default 3600. A change
   * counts for the next run.
   */
  timeoutSeconds?: pulumi.Input<number | undefined>;
  /** `"change"`: a changed argument starts a new run; `"triggers"`: only changed triggers do. Default `"change"`. */
  runOn?: pulumi.Input<"change" | "triggers" | undefined>;
  /** How long `up` follows the run. */
  wait?: pulumi.Input<WaitArgs | undefined>;
  /** What is shown of its log. */
  logs?: pulumi.Input<LogsArgs | undefined>;
  /** What the run may cost. */
  budget?: pulumi.Input<BudgetArgs | undefined>;
  /** Whether a run that does not complete fails the `up` or only warns. Default `"fail"`. */
  onFailure?: pulumi.Input<"fail" | "warn" | undefined>;
  /**
   * What an interrupt of `up` (Ctrl-C, a cancelled CI job) does with the run: see `OnInterrupt`. Default:
   * `wherobots:onInterrupt`, then `"detach"`.
   */
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
  /**
   * What a replacement does with a run that is still active: `"cancel"` ends it before the next one starts; `"leave"`
   * lets both go on, and nothing follows the old one. With the option `retainOnDelete: true` the classes of this
   * package send `"leave"`. Default `"cancel"`.
   */
  onReplace?: pulumi.Input<"cancel" | "leave" | undefined>;
  /**
   * What is compared before the submit: `"account"` compares region, runtime, disks and `timeoutSeconds` with what
   * the organisation allows, and refuses at once what would fail or be cut after minutes of cluster. Default
   * `"none"`.
   */
  validate?: pulumi.Input<"none" | "account" | undefined>;
  /** Id of an existing run to take over when the resource is created, instead of starting one. */
  takeOverRunId?: pulumi.Input<string | undefined>;
}

/**
 * Arguments of one run of a batch, or of all that say nothing else. Both together must have exactly one of
 * `runPython` and `runJar`. Maps are merged, lists and other values replaced; a run with a `runJar` of its own does
 * not take `runPython` from the defaults, nor the other way round.
 */
export interface BatchRunArgs {
  /** The script to run. */
  runPython?: pulumi.Input<RunPythonArgs | undefined>;
  /** The JAR to run. */
  runJar?: pulumi.Input<RunJarArgs | undefined>;
  /** Where to run, for example `Region.AwsUsWest2`. Default: `wherobots:region`, then the organisation's. */
  region?: pulumi.Input<string | undefined>;
  /** Size of the cluster, for example `Runtime.Tiny`. Default: `wherobots:runtime`, then the organisation's. */
  runtime?: pulumi.Input<string | undefined>;
  /** WherobotsDB version: `"latest"`, `"preview"` or a number. Default: `wherobots:version`, then the API's. */
  version?: pulumi.Input<string | undefined>;
  /** Disk, Spark configuration and libraries. */
  environment?: pulumi.Input<EnvironmentArgs | undefined>;
  /**
   * Anything that should start a new run when it changes: the script's hash, a commit, another run's id. Compared as
   * JSON, key order aside; assets by their content. Default none.
   */
  triggers?: pulumi.Input<Record<string, unknown> | undefined>;
  /**
   * Seconds after which Wherobots stops the run; raising it revives a run that timed out. Default 3600. A change
   * counts for the next run.
   */
  timeoutSeconds?: pulumi.Input<number | undefined>;
}

/**
 * What a run that does not complete means for the others: `"continue"` runs them, and the `up` fails at the end;
 * `"stop"` starts no further run, follows those that are active to their end, and the `up` fails; `"warn"` runs them,
 * and the `up` succeeds with a warning.
 */
export type BatchOnFailure = "continue" | "stop" | "warn";

/** What is kept of the logs of a batch. They are not shown while the runs go on. */
export interface BatchLogsArgs {
  /** Lines shown of a run that did not complete, 0 to 1000, for the first three of an `up`. Default 20. */
  tailLines?: pulumi.Input<number | undefined>;
  /**
   * A folder of this machine that takes the whole log of each run, `<key>.log`, while the runs are followed. Default:
   * none.
   */
  folder?: pulumi.Input<string | undefined>;
}

/**
 * Arguments of a `JobRunBatch`. What is not of one run holds for each of them, with the meaning that it has for a
 * `JobRun`.
 */
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
  /** `"change"`: a changed argument starts a new run; `"triggers"`: only changed triggers do. Default `"change"`. */
  runOn?: pulumi.Input<"change" | "triggers" | undefined>;
  /** How long `up` follows each run. A run that is followed no more leaves its place to the next. */
  wait?: pulumi.Input<WaitArgs | undefined>;
  /** What is kept of their logs. */
  logs?: pulumi.Input<BatchLogsArgs | undefined>;
  /** What each run may cost. */
  budget?: pulumi.Input<BudgetArgs | undefined>;
  /**
   * What an interrupt of `up` (Ctrl-C, a cancelled CI job) does with the run: see `OnInterrupt`. Default:
   * `wherobots:onInterrupt`, then `"detach"`.
   */
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
  /**
   * What a replacement does with a run that is still active: `"cancel"` ends it before the next one starts; `"leave"`
   * lets both go on, and nothing follows the old one. With the option `retainOnDelete: true` the classes of this
   * package send `"leave"`. Default `"cancel"`.
   */
  onReplace?: pulumi.Input<"cancel" | "leave" | undefined>;
  /**
   * What is compared before the submit: `"account"` compares region, runtime, disks and `timeoutSeconds` with what
   * the organisation allows, and refuses at once what would fail or be cut after minutes of cluster. Default
   * `"none"`.
   */
  validate?: pulumi.Input<"none" | "account" | undefined>;
}

/** Arguments of a `RunCompletion`. */
export interface RunCompletionArgs {
  /** Id of the run to wait for. Another id is another completion. */
  runId: pulumi.Input<string>;
  /** How long `up` follows the run. */
  wait?: pulumi.Input<WaitArgs | undefined>;
  /** What is shown of its log. */
  logs?: pulumi.Input<LogsArgs | undefined>;
  /** What the run may cost. */
  budget?: pulumi.Input<BudgetArgs | undefined>;
  /** Whether a run that does not complete fails the `up` or only warns. Default `"fail"`. */
  onFailure?: pulumi.Input<"fail" | "warn" | undefined>;
  /**
   * What an interrupt of `up` (Ctrl-C, a cancelled CI job) does with the run: see `OnInterrupt`. Default:
   * `wherobots:onInterrupt`, then `"detach"`.
   */
  onInterrupt?: pulumi.Input<OnInterrupt | undefined>;
}

/** Arguments of a `StorageFile`: `source` or `content` says what it holds. */
export interface StorageFileArgs {
  /**
   * A file, folder or archive of the machine that runs the program: its path (a relative one starts at the folder of
   * the program), or an asset or archive of Pulumi. A folder becomes one zip file, of which each byte follows from
   * the names and contents of its files. A change uploads a new file; the old one goes once what used it has moved.
   */
  source?: pulumi.Input<LocalFiles | undefined>;
  /**
   * Text that is to be the file, in place of `source`. It needs a `name`. A change uploads a new file; the old one
   * goes once what used it has moved.
   */
  content?: pulumi.Input<string | undefined>;
  /**
   * The last part of its path, for example `tiles.py`. Default: that of the file on disk; of a folder with `.zip`. A
   * change uploads a new file; the old one goes once what used it has moved.
   */
  name?: pulumi.Input<string | undefined>;
  /**
   * Where it goes: the id or the name of a storage integration or of another storage of the organisation, or
   * `my-files`, those of the person or service principal that the key belongs to. Default: the managed storage of the
   * organisation. A change uploads a new file; the old one goes once what used it has moved.
   */
  storage?: pulumi.Input<string | undefined>;
  /**
   * Folder of the storage in which its path starts. Default: `pulumi/<project>/<stack>/files`. A change uploads a new
   * file; the old one goes once what used it has moved.
   */
  folder?: pulumi.Input<string | undefined>;
  /**
   * Region of the managed storage, or of `my-files`. Default: the first managed storage; for personal files the
   * region of the configuration or the organisation. A change uploads a new file; the old one goes once what used it
   * has moved.
   */
  region?: pulumi.Input<string | undefined>;
}

/** Arguments of a `StorageIntegration`. */
export interface StorageIntegrationArgs {
  /**
   * Its name in the organisation: unique, at most 50 characters, one of them a letter. A change replaces the storage
   * integration.
   */
  name: pulumi.Input<string>;
  /**
   * The bucket, or a folder in it, for example `s3://your-bucket/tiles`; unique in the organisation. A change
   * replaces the storage integration.
   */
  path: pulumi.Input<string>;
  /**
   * The AWS role that gives access to the bucket. Its trust policy comes from `getTrustPolicy`. Default: no role: a
   * public bucket, or `cloudConnectionId`. A change replaces the storage integration.
   */
  roleArn?: pulumi.Input<string | undefined>;
  /**
   * The cloud connection that gives access to the bucket, in place of `roleArn`. A change replaces the storage
   * integration.
   */
  cloudConnectionId?: pulumi.Input<string | undefined>;
  /** What jobs may do there. Default `"READ_WRITE"`. A change replaces the storage integration. */
  accessType?: pulumi.Input<"READ" | "READ_WRITE" | undefined>;
  /**
   * AWS accounts that may use the storage, beside that of Wherobots. Default none. A change replaces the storage
   * integration.
   */
  trustedAccountIds?: pulumi.Input<pulumi.Input<string>[] | undefined>;
}

/** Arguments of a `JobSet`. */
export interface JobSetArgs {
  /**
   * The folder with the job files (`*.yaml`, `*.yml`, `*.json`), or one job file. A relative path starts at the
   * folder of the program.
   */
  path: string;
}
