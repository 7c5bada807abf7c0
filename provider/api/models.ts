import { z } from "zod";
import { runIdText, storageIdText } from "./run-id";

/*
 * Tolerant models of what the API answers: unknown fields pass, unknown values of open enums pass, and a field
 * that only informs may be missing or malformed without failing a wait that costs money. Only what a decision
 * rests on (id, status, name, the time of creation) is required.
 */

const text = z.string().nullish().catch(undefined);

/** A time that names no zone is one of UTC: by itself JavaScript takes it for one of this machine's. */
function withZone(written: string): string {
  return WITHOUT_ZONE.test(written) ? `${written}Z` : written;
}

const WITHOUT_ZONE = /^\d{4}-\d\d-\d\dT[\d:.]+$/;

const time = z.string().transform(withZone).nullish().catch(undefined);

const user = z.looseObject({ id: z.string(), email: text, name: text });

const kubeAppEvent = z.looseObject({
  id: text,
  createTime: time,
  code: text,
  message: text,
  eventMeta: z
    .looseObject({ node_preexisted: z.boolean().nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
});

const kubeApp = z.looseObject({
  id: z.string(),
  status: text,
  appType: text,
  regionName: text,
  message: text,
  appMeta: z
    .looseObject({ spark_ui_url: text, spark_eventlogs_url: text, resolved_version: text })
    .nullish()
    .catch(undefined),
  events: z.array(kubeAppEvent).nullish().catch(undefined),
});

const pythonPayload = z.looseObject({ uri: z.string(), args: z.array(z.string()).nullish() });

/** What was submitted, as the server echoes it (defaults filled in). */
const runPayload = z.looseObject({
  runtime: text,
  version: text,
  timeoutSeconds: z.number().nullish().catch(undefined),
  runPython: pythonPayload.nullish().catch(undefined),
  runJar: pythonPayload.extend({ mainClass: text }).nullish().catch(undefined),
});

/** A job run as GET /runs/{run_id} answers it. */
export const runView = z.looseObject({
  // Later requests are made with it: one that leads elsewhere must not be taken.
  id: runIdText,
  name: z.string(),
  status: z.string().min(1),
  createTime: z.string().transform(withZone),
  startTime: time,
  completeTime: time,
  triggeredBy: user.nullish().catch(undefined),
  payload: runPayload.nullish().catch(undefined),
  kubeApp: kubeApp.nullish().catch(undefined),
});
export type RunView = z.infer<typeof runView>;

/** One page of GET /runs. */
export const runPage = z.looseObject({
  items: z.array(runView),
  total: z.number().nullish().catch(undefined),
  next_page: text,
});
export type RunPage = z.infer<typeof runPage>;

/** The same without the items that cannot be read, for those who do not rest on its being whole. */
export const readableRunPage = runPage.extend({
  items: z.array(z.unknown()).transform((items) =>
    items.flatMap((item) => {
      const parsed = runView.safeParse(item);
      return parsed.success ? [parsed.data] : [];
    }),
  ),
});

// Older servers send integers of nanosecond size; the text of a number is only ever compared and echoed.
const stringOrNumber = z.union([z.string(), z.number()]).transform(String);

/** One page of GET /runs/{run_id}/logs. `next_page` null means: nothing more now. */
export const logsPage = z.looseObject({
  items: z.array(z.looseObject({ timestamp: stringOrNumber.catch(""), raw: z.string() })),
  next_page: stringOrNumber.nullish().catch(undefined),
});
export type LogsPage = z.infer<typeof logsPage>;

const number = z.number().nullish().catch(undefined);

/** A value at a time, which is in seconds since the epoch. */
const dataValue = z.looseObject({ value: z.number().nullish(), timestamp: number });

const instantMetric = z
  .looseObject({ display_name: text, metric: z.looseObject({ data: dataValue, format: text }) })
  .nullish()
  .catch(undefined);

const seriesMetric = z
  .looseObject({ display_name: text, metric: z.looseObject({ data: z.array(dataValue), format: text }) })
  .nullish()
  .catch(undefined);

/** GET /runs/{run_id}/metrics. Which metrics there are is open; the totals are named because a run's record has them. */
export const runMetrics = z.looseObject({
  series_metrics: z.record(z.string(), seriesMetric).nullish().catch(undefined),
  instant_metrics: z
    .object({ COST_USD: instantMetric, CONSUMED_SPATIAL_UNITS: instantMetric })
    .catchall(instantMetric)
    .nullish()
    .catch(undefined),
});
export type RunMetrics = z.infer<typeof runMetrics>;

/** A total of a run so far; undefined if the API does not say it. */
export function totalOf(
  metrics: RunMetrics,
  name: "COST_USD" | "CONSUMED_SPATIAL_UNITS",
): number | undefined {
  return metrics.instant_metrics?.[name]?.metric.data.value ?? undefined;
}

/** What the compute of one run costs. The amounts are decimal texts; `kind` tells the two forms apart. */
const workloadCost = z.looseObject({
  kind: text,
  cost: stringOrNumber.nullish().catch(undefined),
  spatial_units: stringOrNumber.nullish().catch(undefined),
  status: text,
  reason: text,
});

/** POST /usage/costs, by the ids of `kubeApp`. */
export const workloadCosts = z.looseObject({ costs: z.record(z.string(), workloadCost) });
export type WorkloadCosts = z.infer<typeof workloadCosts>;

/** GET /organization: whose account this is, and what a run gets that names no region or runtime. */
export const organization = z.looseObject({
  id: z.string(),
  name: text,
  defaultRegion: text,
  defaultRuntime: text,
  allowedRegions: z.array(z.string()).nullish().catch(undefined),
  fileStore: z.looseObject({ bucketName: text }).nullish().catch(undefined),
});
export type Organization = z.infer<typeof organization>;

/** GET /organization/quota/organization. Which quotas there are is open. */
export const quotas = z.record(z.string(), number);
export type Quotas = z.infer<typeof quotas>;

/** Managed storage or a storage integration, as GET /storage/{integration_id} answers it. */
export const storageSource = z.looseObject({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  type: text,
  region: text,
  readOnly: z.boolean().nullish().catch(undefined),
  roleArn: text,
  stackName: text,
  defaultDirectory: text,
  cloudConnection: z.looseObject({ id: text }).nullish().catch(undefined),
  createTime: time,
  updateTime: time,
});
export type StorageSource = z.infer<typeof storageSource>;

/** POST /storage. Later requests are made with its id: one that leads elsewhere must not be taken. */
export const newStorageSource = storageSource.extend({ id: storageIdText });

/** GET /me/jupyter/lab/config-hint: the choices of the account for its compute. */
export const configHint = z.looseObject({
  runtimes: z
    .looseObject({ hint: z.array(z.looseObject({ id: z.string(), enabled: z.boolean().nullish() })) })
    .nullish()
    .catch(undefined),
});
export type ConfigHint = z.infer<typeof configHint>;

/** GET /storage: where the organisation's files are. */
export const storageSources = z.array(storageSource);
export type StorageSources = z.infer<typeof storageSources>;

const flag = z.boolean().nullish().catch(undefined);

/** POST /storage/{integration_id}/access: what the role of an integration may do. */
export const storageAccess = z.looseObject({
  listAccess: flag,
  getAccess: flag,
  putAccess: flag,
  deleteAccess: flag,
});
export type StorageAccessView = z.infer<typeof storageAccess>;

/** GET /storage/trust-relationship: a trust policy of AWS, whose form is AWS's matter. */
export const trustPolicy = z.record(z.string(), z.unknown());
export type TrustPolicyView = z.infer<typeof trustPolicy>;

/** POST /storage/{storage_id}/file-upload-url/{path}: where the object will be, and the address that takes its bytes. */
export const uploadTarget = z.looseObject({ destination: z.string().min(1), uploadUrl: z.string().min(1) });
export type UploadTarget = z.infer<typeof uploadTarget>;

/** POST /files/upload-url: the address that takes the bytes of an object. */
export const legacyUploadTarget = z.looseObject({ uploadUrl: z.string().min(1) });

const directoryItems = z.array(z.looseObject({ name: z.string(), type: text, size: number }));

/** GET /files/dir: all that is in a folder. */
export const legacyDirectory = z.looseObject({ files: directoryItems });

/** One page of GET /storage/{storage_id}/directories/{path}. */
export const directoryPage = z.looseObject({
  items: directoryItems,
  next_page: stringOrNumber.nullish().catch(undefined),
});
export type DirectoryPage = z.infer<typeof directoryPage>;

/** GET /users/me: who this credential acts as (a person or a service principal). */
export const currentUser = user;
export type CurrentUser = z.infer<typeof currentUser>;

/** The API's error envelope. */
export const errorBody = z.looseObject({
  errors: z.array(z.looseObject({ code: text, message: text, details: text, field: text, suggestion: text })),
  requestId: text,
});

/** Body of POST /runs; `name` is the only field that the API always requires. A resource says what else it sends. */
export interface NewRun {
  readonly name: string;
}

/** Body of POST /storage. */
export interface NewStorage {
  readonly name: string;
  readonly path: string;
  readonly roleArn?: string;
  readonly cloudConnectionId?: string;
  readonly accessType: "READ" | "READ_WRITE";
  readonly trustedAccountIds?: readonly string[];
}
