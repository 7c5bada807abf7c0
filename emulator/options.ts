import type { EmulatorAccount } from "./accounts";
import type { PlanRule, RunPlan } from "./plans";
import type { RecordedRequest } from "./recorder";

/** A moment of an exchange: nothing has taken effect yet, or everything has and no answer was sent. */
export type ExchangeMoment = "before" | "after";

/** How an emulator behaves. Everything is optional. */
export interface EmulatorOptions {
  /** Default 0: any free port. The host is always 127.0.0.1. */
  port?: number;
  /** Default: DEFAULT_ACCOUNT alone. */
  accounts?: EmulatorAccount[];
  /** `manual`: time moves only by `advance`. Default `real`. */
  clock?: "real" | "manual";
  /** Where the manual clock starts, ISO 8601. Default 2026-01-01T00:00:00Z. */
  startTime?: string;
  /** The first that matches wins; later `plan` calls go in front. */
  plans?: PlanRule[];
  /** For runs that no rule matches. */
  defaultPlan?: RunPlan;
  /** The older public form of POST /runs: 422 when region or runtime is missing. Default false. */
  requireRegionAndRuntime?: boolean;
  /** Requests of one credential within a second of emulator time; more get 429. Default: no limit. */
  rateLimitPerSecond?: number;
  /**
   * Recorded requests that are kept, the newest; of a longer past only the numbers in `seq` tell. Default: all, since
   * a test that counts requests must not miss one. Set it where an emulator lives long.
   */
  keptRequests?: number;
  /** What the real API does is not known. Default `conflict` (409). */
  cancelOfFinishedRun?: "ok" | "conflict" | "badRequest";
  /**
   * Log timestamps and cursors as JSON integers, as the older API sent them; each page begins by
   * repeating the last line of the one before. Default false.
   */
  numericLogTimestamps?: boolean;
  /** Log cursors that cannot be read as numbers, unlike the default ones. Default false. */
  opaqueLogCursors?: boolean;
  /** Echo the default runtime in payloads that named none, instead of null. Default false. */
  echoDefaultRuntime?: boolean;
  /**
   * Awaited at both moments of every request that no fault answered instead. An error that it throws is answered with
   * status 500; thrown `before`, it keeps the request from taking effect. Default: nothing is called.
   */
  onExchange?: (request: RecordedRequest, moment: ExchangeMoment) => void | Promise<void>;
}
