export type {
  BatchRunRecord,
  BatchTotals,
  EffectiveSettings,
  KubeApp,
  KubeAppEvent,
  KubeAppMeta,
  RunAccount,
  RunAttempt,
  RunCost,
  RunRecord,
  RunTiming,
  TriggeredBy,
} from "../../provider/resources/run/observed-run";
export type {
  DependencyArgs,
  EnvironmentArgs,
  JobRunArgs,
  RerunArgs,
  RetryArgs,
  RunJarArgs,
  RunPythonArgs,
} from "../job-run";
export type {
  BatchLogsArgs,
  BatchOnFailure,
  BatchRunArgs,
  BatchRunJarArgs,
  BatchRunPythonArgs,
  JobRunBatchArgs,
} from "../job-run-batch";
export { Region, RunStatus, Runtime } from "../known-values";
export type { RunCompletionArgs } from "../run-completion";
export type { LogsArgs, OnInterrupt, WaitArgs } from "../run-policy";
export { type GetRunArgs, type GetRunOutputArgs, getRun, getRunOutput } from "./get-run";
export { JobRun } from "./job-run";
export { JobRunBatch } from "./job-run-batch";
export { Provider, type ProviderArgs } from "./provider";
export { RunCompletion } from "./run-completion";
