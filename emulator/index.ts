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
} from "./options";
export type { RecordedRequest } from "./recorder";
export type { JobRunPayload } from "./runs/payload";
export type { PlannedEvent, PlannedLine, PlannedLines, PlanRule, RunPlan } from "./runs/plans";
export type { RunRecord } from "./runs/record";
export type { StoredFile } from "./storage/object-store";
export type { StorageAccess } from "./storage/storage-sources";
export type { Pattern } from "./wildcard";
