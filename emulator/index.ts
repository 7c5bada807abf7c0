/**
 * The Wherobots API on this machine, for tests in TypeScript and JavaScript: runs follow a plan, requests are recorded, and faults
 * happen on demand.
 *
 * @module pulumi-wherobots/emulator
 */

export { DEFAULT_ACCOUNT, type EmulatorAccount } from "./accounts";
export { createEmulator, type Emulator } from "./emulator";
export type { FaultKind, FaultRule } from "./faults/fault-rule";
export type {
  EmulatorOptions,
  EmulatorTls,
  ExchangeMoment,
  InitialContent,
  InitialFile,
  InitialRun,
  InitialStorage,
  QuotaName,
} from "./options";
export type { RecordedRequest } from "./recorder";
export type {
  FileDependency,
  JarProgram,
  JobRunEnvironment,
  JobRunPayload,
  PypiDependency,
  PythonProgram,
  Submitted,
  SubmittedDependency,
  SubmittedPayload,
} from "./runs/payload";
export type { PlannedEvent, PlannedLine, PlannedLines, PlanRule, RunPlan } from "./runs/plans";
export type { RunRecord } from "./runs/record";
export type { StoredFile } from "./storage/object-store";
export type { StorageAccess } from "./storage/storage-sources";
export type { Pattern } from "./wildcard";
