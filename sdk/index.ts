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
  RunTiming,
  TriggeredBy,
} from "../provider/resources/run/observed-run";
export {
  type DependencyArgs,
  type EnvironmentArgs,
  JobRun,
  type JobRunArgs,
  type RerunArgs,
  type RetryArgs,
  type RunJarArgs,
  type RunPythonArgs,
} from "./job-run";
export {
  type BatchLogsArgs,
  type BatchOnFailure,
  type BatchRunArgs,
  type BatchRunJarArgs,
  type BatchRunPythonArgs,
  JobRunBatch,
  type JobRunBatchArgs,
} from "./job-run-batch";
export { Region, RunStatus, Runtime } from "./known-values";
export { RunCompletion, type RunCompletionArgs } from "./run-completion";
export type { LogsArgs, OnInterrupt, WaitArgs } from "./run-policy";
