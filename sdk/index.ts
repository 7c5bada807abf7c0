export { Region, RunStatus, Runtime } from "../wire/known-values";
export { JobRun } from "./job-run";
export { JobRunBatch } from "./job-run-batch";
export { RunCompletion } from "./run-completion";
export { StorageIntegration } from "./storage-integration";
export type * from "./types";
