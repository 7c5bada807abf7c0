export type * from "../../provider/functions/records";
export type { RunRecord } from "../../provider/run/record";
export { Region, RunStatus, Runtime } from "../../wire/known-values";
export type * from "../types";
export * from "./functions";
export { JobRun } from "./job-run";
export { JobRunBatch } from "./job-run-batch";
export { Provider, type ProviderArgs } from "./provider";
export { RunCompletion } from "./run-completion";
