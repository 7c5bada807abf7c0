/** What the engine has to be told of a kind of resource. */
export interface ResourceTraits {
  /** The resource's name in its type tokens. */
  readonly noun: string;
  /** Names of the outputs that are not inputs. */
  readonly outputs: readonly string[];
  /** Whether a create may start a run. */
  readonly startsRuns: boolean;
}

const FOLLOWED_RUN = [
  ...["runName", "status", "createTime", "startTime", "completeTime", "effective", "triggeredBy", "kubeApp"],
  ...["timing", "cost", "logTail", "consoleUrl", "account"],
];

/** `runId` is not among them: it is the id. */
export const JOB_RUN: ResourceTraits = {
  noun: "JobRun",
  outputs: [...FOLLOWED_RUN, "attempts"],
  startsRuns: true,
};

/** Its `runId` is an input. */
export const RUN_COMPLETION: ResourceTraits = {
  noun: "RunCompletion",
  outputs: FOLLOWED_RUN,
  startsRuns: false,
};
