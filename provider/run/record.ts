/*
 * Types only: the sdk passes them on to programs, and must load nothing of the provider.
 */

/** What is known of a run, as it stands in outputs and state. Absent fields are not known (yet). */
export interface RunRecord {
  /** The run's id at Wherobots. */
  runId: string;
  /** The run's name at Wherobots. */
  runName: string;
  /** PENDING, RUNNING, COMPLETED, FAILED, CANCELLED, TIMED_OUT, or one that is newer than this version. */
  status: string;
  /** ISO 8601. */
  createTime: string;
  /** ISO 8601; absent until it starts. */
  startTime?: string;
  /** ISO 8601; absent until it ends. */
  completeTime?: string;
  /** The settings that were in force. */
  effective: EffectiveSettings;
  /** Who started it. */
  triggeredBy?: TriggeredBy;
  /** The application that executed it; absent right after the submit. */
  kubeApp?: KubeApp;
  /** How long it took. */
  timing?: RunTiming;
  /** What it cost. */
  cost?: RunCost;
  /** Where a person looks at runs; absent where no console is known, as with the emulator. */
  consoleUrl?: string;
  /** Where it lives. */
  account: RunAccount;
}

/** What a resource records of a run that it follows. */
export interface FollowedRunRecord extends RunRecord {
  /** The last log lines of a run that did not complete, without secrets. */
  logTail?: string[];
  /** Why it did not complete, as far as events, message and the lines of `logTail` tell. */
  failure?: RunFailure;
}

/** Why a run did not complete. */
export interface RunFailure {
  /**
   * NEVER_LAUNCHED, CAPACITY, STORAGE_ACCESS_DENIED, SCRIPT_NOT_FOUND, DEPENDENCY_NOT_INSTALLED, OUT_OF_MEMORY, TIMED_OUT,
   * PROGRAM_ERROR, CANCELLED, UNKNOWN, or one that is newer than this version.
   */
  kind: string;
  /** What to do about it. */
  hint: string;
}

/** What a JobRun records. */
export interface JobRunRecord extends FollowedRunRecord {
  /** Earlier runs of the same work, newest first, at most 10. */
  attempts?: RunAttempt[];
  /** The files of this machine that the run uses, as they were uploaded. */
  uploads?: FileUpload[];
}

/** A file of this machine in storage. */
export interface FileUpload {
  /** Which input it is, for example `runPython.script`. */
  input: string;
  /** Where the run finds it, `s3://…`. */
  uri: string;
  /** SHA-256 of its content, in hexadecimal digits. */
  sha256: string;
  /** How long it is, in bytes. */
  sizeBytes: number;
  /** Id of the storage. */
  storageId: string;
  /** Its path in the storage. */
  path: string;
}

/** The same with what the lifecycle keeps for itself. */
export interface ObservedRun extends FollowedRunRecord {
  /** Only ever true: this provider cancelled the run, so the next `up` starts a new one. */
  cancelledByProvider?: true;
}

/** The settings that were in force for a run, whoever chose them. */
export interface EffectiveSettings {
  /** For example `aws-us-west-2`. */
  region?: string;
  /** For example `tiny`. */
  runtime?: string;
  /** As asked for; what it turned out to be is `kubeApp.appMeta.resolvedVersion`. */
  version?: string;
  /** Seconds; the organisation's limit may be lower than what was asked for. */
  timeoutSeconds?: number;
}

/** Who started a run. */
export interface TriggeredBy {
  /** Id of the user or service principal. */
  id: string;
  /** Their address. */
  email?: string;
  /** Their name. */
  name?: string;
}

/** Something that happened to the run's application. */
export interface KubeAppEvent {
  /** For example `RUN_FAIL_EXEC`. */
  code?: string;
  /** What happened, in words. */
  message?: string;
  /** ISO 8601. */
  createTime?: string;
}

/** Where the run's application shows what it does, and what it runs on. */
export interface KubeAppMeta {
  /** Address of Spark's own pages; absent where there are none. */
  sparkUiUrl?: string;
  /** Address of Spark's event log; absent where there is none. */
  sparkEventlogsUrl?: string;
  /** The WherobotsDB version that was used. */
  resolvedVersion?: string;
}

/** The application that executes a run, as the API describes it (`kubeApp` of GET /runs/{run_id}). */
export interface KubeApp {
  /** Id of the application, not of the run. */
  id: string;
  /** For example `READY` or `DESTROYED`. */
  status?: string;
  /** `RUN`. */
  appType?: string;
  /** Where it computed. */
  regionName?: string;
  /** The latest trace worth reading. */
  message?: string;
  /** Addresses of Spark's pages, and the WherobotsDB version that was used. */
  appMeta?: KubeAppMeta;
  /** The newest events, at most 10; absent once the run is COMPLETED. */
  events?: KubeAppEvent[];
}

/** How long a run took, in seconds. */
export interface RunTiming {
  /** From the submit to the start. */
  queuedSeconds?: number;
  /** From the start to the end. */
  runningSeconds?: number;
  /** From the submit to the end. */
  totalSeconds?: number;
  /** True if a machine had to be made for it first; absent where the API does not say. */
  coldStart?: boolean;
}

/** What a run cost. The bill may change for up to 45 minutes after its end; `pulumi refresh` records it then. */
export interface RunCost {
  /** US dollars. */
  usd?: number;
  /** Spatial units, as Wherobots bills them. */
  spatialUnits?: number;
  /** True once the cost will not change any more. Absent where nobody asked. */
  settled?: boolean;
}

/** Where a run lives. */
export interface RunAccount {
  /** Address of the API. */
  apiUrl: string;
  /** Absent if the credential may not read it. */
  organizationId?: string;
}

/** An earlier run of the same work. */
export interface RunAttempt {
  /** Its id. */
  runId: string;
  /** How it ended. */
  status: string;
  /** What it ran on. */
  runtime?: string;
  /** ISO 8601; absent if it never started. */
  startTime?: string;
  /** ISO 8601. */
  completeTime?: string;
  /** Why it did not complete. */
  reason?: string;
}

/** What a JobRunBatch records. */
export interface JobRunBatchRecord {
  /** The latest run of each key; a key is missing until its run is started. */
  results: Record<string, BatchRunRecord>;
  /** How many there are of each kind, and what they cost. */
  totals: BatchTotals;
  /** Region, runtime and version of the runs, but for those whose own record says otherwise. */
  effective?: EffectiveSettings;
  /** Where the runs live, but for those whose own record says otherwise. */
  account?: RunAccount;
  /** The files of this machine that the runs use, as they were uploaded: one for each content. */
  uploads?: FileUpload[];
}

/** The record of one run of a batch: small, since a state holds thousands and is written at each step of a stack. */
export interface BatchRunRecord {
  /** The run's id at Wherobots. */
  runId: string;
  /** PENDING, RUNNING, COMPLETED, FAILED, CANCELLED, TIMED_OUT, or one that is newer than this version. */
  status: string;
  /** ISO 8601. */
  createTime: string;
  /** ISO 8601; absent until it starts. */
  startTime?: string;
  /** ISO 8601; absent until it ends. */
  completeTime?: string;
  /** US dollars, as known at its end. */
  usd?: number;
  /** Spatial units, as known at its end. */
  spatialUnits?: number;
  /** Why it did not complete, at most 200 characters. */
  reason?: string;
  /** Its name at Wherobots, as long as it is open. */
  runName?: string;
  /** Failures in a row, where there was one before. */
  failures?: number;
  /** Only ever true: this provider cancelled it, so the next `up` starts a new one. */
  cancelledByProvider?: boolean;
  /** Where it differs from that of the batch. */
  effective?: EffectiveSettings;
  /** Where it differs from that of the batch. */
  account?: RunAccount;
}

/** Counts and sums over the runs of a batch. */
export interface BatchTotals {
  /** Keys of the batch. */
  runs: number;
  /** Runs that completed. */
  completed: number;
  /** Runs that failed. */
  failed: number;
  /** Runs that were cancelled. */
  cancelled: number;
  /** Runs that took longer than they may. */
  timedOut: number;
  /** Runs that have not ended, as far as state knows. */
  active: number;
  /** Keys without a run. */
  missing: number;
  /** US dollars, of the runs whose cost is known. */
  usd: number;
  /** Spatial units, of the runs of which they are known. */
  spatialUnits: number;
  /** False: `pulumi refresh` may find other costs. True: all are final. Absent where nobody can tell. */
  settled?: boolean;
}
