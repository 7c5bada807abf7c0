/* The types that both entries export: arguments, and what outputs hold. */

export type {
  BatchRunRecord,
  BatchTotals,
  EffectiveSettings,
  KubeApp,
  KubeAppEvent,
  KubeAppMeta,
  RunAccount,
  RunAttempt,
  RunCost,
  RunTiming,
  TriggeredBy,
} from "../provider/run/record";
export type * from "./args.generated";
