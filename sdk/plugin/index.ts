/**
 * Classes and functions of the provider plugin, which Pulumi starts as a process of its own: if in doubt, import these.
 *
 * @module pulumi-wherobots/plugin
 */

export type * from "../../provider/functions/records";
export type { RunRecord } from "../../provider/run/record";
export { Region, RunStatus, Runtime } from "../../wire/known-values";
export type * from "../function-args";
export type * from "../types";
export * from "./functions";
export { JobRun } from "./job-run";
export { JobRunBatch } from "./job-run-batch";
export { JobSet } from "./job-set";
export { Provider, type ProviderArgs } from "./provider";
export { RunCompletion } from "./run-completion";
export { StorageFile } from "./storage-file";
export { StorageIntegration } from "./storage-integration";
