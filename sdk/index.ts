export type * from "../provider/functions/records";
export type { RunRecord } from "../provider/run/record";
export { Region, RunStatus, Runtime } from "../wire/known-values";
export * from "./functions";
export { JobRun } from "./job-run";
export { JobRunBatch } from "./job-run-batch";
export { RunCompletion } from "./run-completion";
export { StorageIntegration } from "./storage-integration";
export type * from "./types";
