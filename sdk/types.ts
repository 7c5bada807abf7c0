/* The types that both entries export: arguments, and what outputs hold. */

export type { JobSetRun } from "../provider/job-files/set-record";
export type { StorageAccess } from "../provider/resources/storage-integration/record";
export type {
  BatchRunRecord,
  BatchTotals,
  EffectiveSettings,
  FileUpload,
  KubeApp,
  KubeAppEvent,
  KubeAppMeta,
  RunAccount,
  RunAttempt,
  RunCost,
  RunFailure,
  RunTiming,
  TriggeredBy,
} from "../provider/run/record";
export type * from "./args.generated";
export type { LocalFile, LocalFiles } from "./local-file";
