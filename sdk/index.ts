/**
 * The same classes and functions for programs in TypeScript alone, without a plugin: Pulumi keeps the provider in the state
 * (a dynamic provider), and the functions ask the API from the program's own process.
 *
 * @module pulumi-wherobots
 */

export type * from "../provider/functions/records";
export type { RunRecord } from "../provider/run/record";
export { Region, RunStatus, Runtime } from "../wire/known-values";
export type * from "./function-args";
export * from "./functions";
export { JobRun } from "./job-run";
export { JobRunBatch } from "./job-run-batch";
export { JobSet } from "./job-set";
export { RunCompletion } from "./run-completion";
export { StorageFile } from "./storage-file";
export { StorageIntegration } from "./storage-integration";
export type * from "./types";
