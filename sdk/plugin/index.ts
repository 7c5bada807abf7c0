export type * from "../../provider/functions/records";
export type { RunRecord } from "../../provider/run/record";
export { Region, RunStatus, Runtime } from "../../wire/known-values";
export type * from "../types";
export {
  getOrganization,
  getOrganizationOutput,
  getStorages,
  getStoragesOutput,
} from "./account-functions";
export { type GetRunArgs, type GetRunOutputArgs, getRun, getRunOutput } from "./get-run";
export { JobRun } from "./job-run";
export { JobRunBatch } from "./job-run-batch";
export { Provider, type ProviderArgs } from "./provider";
export { RunCompletion } from "./run-completion";
export {
  type GetRunCostsArgs,
  type GetRunCostsOutputArgs,
  type GetRunLogsArgs,
  type GetRunLogsOutputArgs,
  type GetRunMetricsArgs,
  type GetRunMetricsOutputArgs,
  getRunCosts,
  getRunCostsOutput,
  getRunLogs,
  getRunLogsOutput,
  getRunMetrics,
  getRunMetricsOutput,
  type ListRunsArgs,
  type ListRunsOutputArgs,
  listRuns,
  listRunsOutput,
} from "./run-functions";
export {
  type GetStorageIntegrationArgs,
  type GetStorageIntegrationOutputArgs,
  type GetTrustPolicyArgs,
  type GetTrustPolicyOutputArgs,
  getStorageIntegration,
  getStorageIntegrationOutput,
  getTrustPolicy,
  getTrustPolicyOutput,
} from "./storage-functions";
export { StorageIntegration } from "./storage-integration";
