/** What the engine has to be told of a kind of resource. */
export interface ResourceTraits {
  /** The resource's name in its type tokens. */
  readonly noun: string;
  /** Names of the outputs that are not inputs. */
  readonly outputs: readonly string[];
  /** Whether a create may start runs: none, one, or one for each key. */
  readonly startsRuns: "none" | "one" | "many";
  /** Properties of the state that are not outputs and may repeat inputs, secret ones too. Default none. */
  readonly repeatsInputs?: readonly string[];
}

const FOLLOWED_RUN = [
  ...["runName", "status", "createTime", "startTime", "completeTime", "effective", "triggeredBy", "kubeApp"],
  ...["timing", "cost", "logTail", "consoleUrl", "account"],
];

/** `runId` is not among them: it is the id. */
export const JOB_RUN: ResourceTraits = {
  noun: "JobRun",
  outputs: [...FOLLOWED_RUN, "attempts"],
  startsRuns: "one",
};

/** It has no run of its own. */
export const JOB_RUN_BATCH: ResourceTraits = {
  noun: "JobRunBatch",
  outputs: ["results", "totals", "effective", "account"],
  startsRuns: "many",
  repeatsInputs: ["__superseded"],
};

/** Its `runId` is an input. */
export const RUN_COMPLETION: ResourceTraits = {
  noun: "RunCompletion",
  outputs: FOLLOWED_RUN,
  startsRuns: "none",
};
