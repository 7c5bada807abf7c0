export { DEFAULT_ACCOUNT, type EmulatorAccount } from "./accounts";
export { createEmulator, type Emulator } from "./emulator";
export type { FaultKind, FaultRule } from "./faults";
export type { JobRunPayload } from "./job-run-payload";
export type { EmulatorOptions, ExchangeMoment } from "./options";
export type { PlannedEvent, PlannedLine, PlannedLines, PlanRule, RunPlan } from "./plans";
export type { RecordedRequest } from "./recorder";
export type { RunRecord } from "./run-record";
export type { Pattern } from "./wildcard";
