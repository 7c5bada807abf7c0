/*
 * What hosts have to know of a resource before they load its rules.
 */

/** What a resource stands for. */
export interface Kind {
  /** Whether its states hold runs. */
  readonly holdsRuns: boolean;
  /** Outputs that stay as they are as long as it is not replaced. */
  readonly stables: readonly string[];
  /** How an interrupt left things, for operations that do not say so themselves. */
  readonly afterInterrupt: Readonly<Record<"create" | "update" | "read" | "delete", string>>;
}

const RUNS: Kind = {
  holdsRuns: true,
  stables: ["runId", "runName", "createTime", "account"],
  afterInterrupt: {
    create: "nothing was started; the next `pulumi up` starts over",
    update: "the run and its record were left as they are, and the next `pulumi up` goes on",
    read: "nothing was changed",
    delete: "the run was not cancelled and stays in state; run the same command again to go on",
  },
};

const STORAGE: Kind = {
  holdsRuns: false,
  stables: ["storageId", "createTime", "account"],
  afterInterrupt: {
    create: "nothing was created; the next `pulumi up` starts over",
    update: "the storage was left as it is, and the next `pulumi up` goes on",
    read: "nothing was changed",
    delete: "the storage may have been deleted, and stays in state; run the same command again",
  },
};

const FILE: Kind = {
  holdsRuns: false,
  stables: ["uri", "sha256", "sizeBytes", "storageId", "path", "account"],
  afterInterrupt: {
    create: "the file may be in storage; the next `pulumi up` uses it, or uploads it",
    update: "the file was left as it is",
    read: "nothing was changed",
    delete: "the file may have been deleted, and stays in state; run the same command again",
  },
};

/** The kind of each resource, by its noun. */
export const KINDS = {
  JobRun: RUNS,
  JobRunBatch: RUNS,
  RunCompletion: RUNS,
  StorageFile: FILE,
  StorageIntegration: STORAGE,
} as const satisfies Record<string, Kind>;
