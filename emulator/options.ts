import type { EmulatorAccount } from "./accounts";
import type { FaultRule } from "./faults/fault-rule";
import type { RecordedRequest } from "./recorder";
import type { SubmittedPayload } from "./runs/payload";
import type { PlanRule, RunPlan } from "./runs/plans";

/** A moment of an exchange: nothing has taken effect yet, or everything has and no answer was sent. */
export type ExchangeMoment = "before" | "after";

/** A certificate with its chain, and its private key, both as PEM. */
export interface EmulatorTls {
  /** The certificate, then those that signed it. */
  cert: string;
  /** The private key, without a password. */
  key: string;
}

/** Limits of an organisation, as the API names them. */
export type QuotaName =
  | "CPU"
  | "HUMAN_USER_COUNT"
  | "WORKLOAD_LIFETIME_HOUR"
  | "DISK_PER_NODE_GB"
  | "FOREIGN_CATALOG_COUNT";

/** A run that was submitted before anybody looked. */
export interface InitialRun {
  /** As `POST /runs` takes it. */
  payload: SubmittedPayload;
  /** Default: the account's. */
  region?: string;
  /** On top of the plan that the rules give it. */
  plan?: RunPlan;
  /** ISO 8601. Default: the start of the emulator. */
  createTime?: string;
  /** Whose it is. Default: the first account's. */
  apiKey?: string;
}

/** A file in a storage. */
export interface InitialFile {
  /** `s3://<bucket>/<key>`. */
  uri: string;
  /** Default: it is empty. */
  text?: string;
}

/** A storage integration. */
export interface InitialStorage {
  /** Its name, which no other storage of the organisation has. */
  name: string;
  /** The bucket, or a part of it: `s3://bucket/prefix`. */
  path: string;
  /** Where the bucket is. Default: the account's region. */
  region?: string;
  /** Nothing can be written there. Default false. */
  readOnly?: boolean;
  /** The AWS role that gives access. Default: none. */
  roleArn?: string | null;
  /** The cloud connection that it belongs to. Default: none. */
  cloudConnectionId?: string | null;
  /** Whose it is. Default: the first account's. */
  apiKey?: string;
}

/** What is there before the first request. */
export interface InitialContent {
  /** Runs, in the order in which they were submitted. */
  runs?: InitialRun[];
  /** Files in these or the usual storages. */
  files?: InitialFile[];
  /** Storage integrations beside the usual storages. */
  storages?: InitialStorage[];
}

/** How an emulator behaves. Everything is optional. */
export interface EmulatorOptions {
  /** Default 0: any free port. */
  port?: number;
  /**
   * Where it listens, for example `0.0.0.0` in a container. Default 127.0.0.1: nobody else reaches it. Pages and controls, which
   * need no key, answer under a loopback name and that of `publicUrl` alone.
   */
  host?: string;
  /**
   * Where clients reach it, for the links in its answers: the address of a proxy in front, or the name in its
   * certificate. Default: `url` of the emulator.
   */
  publicUrl?: string;
  /** Serve https with this certificate. Default: http. */
  tls?: EmulatorTls;
  /** Default: DEFAULT_ACCOUNT alone. */
  accounts?: EmulatorAccount[];
  /** `manual`: time moves only by `advance`. Default `real`. */
  clock?: "real" | "manual";
  /** Where the manual clock starts, ISO 8601. Default 2026-01-01T00:00:00Z. */
  startTime?: string;
  /** The first that matches wins; later `plan` calls go in front. */
  plans?: PlanRule[];
  /** What is there at the start, and again after a reset. Default: nothing. */
  initial?: InitialContent;
  /** For runs that no rule matches, and what the rules leave out. */
  defaultPlan?: RunPlan;
  /** Faults in force from the start, and again after a reset; later `fault` calls go behind. */
  faults?: FaultRule[];
  /** The same seed gives the same ids of runs, and hits the same requests by chance. Default: ids differ at each start. */
  seed?: number;
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
  /**
   * Limits of every organisation, by the API's names, for example `{ CPU: 64 }`. A run's `timeoutSeconds` is cut at
   * `WORKLOAD_LIFETIME_HOUR`. Default 24 hours, and whatever the others are.
   */
  quotas?: Partial<Record<QuotaName, number>>;
  /** Echo the default runtime in payloads that named none, instead of null. Default false. */
  echoDefaultRuntime?: boolean;
  /** Patterns for paths that GET /users/me/path-access answers with 403. Default: none. */
  forbiddenPaths?: string[];
  /** Bytes of an organization's managed storage; once it holds them, no link to upload is given. Default: no limit. */
  storageQuotaBytes?: number;
  /** How often a check of a new integration's access finds none, as long as its role spreads. Default 0. */
  accessAfterChecks?: number;
  /** How long a check of a new integration's access finds none, in milliseconds since its creation. Default 0. */
  accessAfterMs?: number;
  /** The answer to a storage integration with the name or path of another. Default `conflict` (409). */
  duplicateStorages?: "ok" | "conflict";
  /** Buckets that anybody may read, by name. Default: all are private. */
  publicBuckets?: Record<string, "free" | "requester_pays">;
  /** Ids of cloud connections that an integration may name; any other gets 404. Default: none. */
  cloudConnections?: string[];
  /**
   * Awaited at both moments of every request that no fault answered instead. An error that it throws is answered with
   * status 500; thrown `before`, it keeps the request from taking effect. Default: nothing is called.
   */
  onExchange?: (request: RecordedRequest, moment: ExchangeMoment) => void | Promise<void>;
}
