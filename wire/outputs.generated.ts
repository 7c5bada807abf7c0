// Written by `npm run generate` from the interfaces of the records (`record.ts`). Edit those.
import type { RecordForm } from "./record-form";

export const EFFECTIVE_SETTINGS = {
  region: { is: "string" },
  runtime: { is: "string" },
  version: { is: "string" },
  timeoutSeconds: { is: "number" },
} as const satisfies RecordForm;

export const TRIGGERED_BY = {
  id: { is: "string", required: true },
  email: { is: "string" },
  name: { is: "string" },
} as const satisfies RecordForm;

export const KUBE_APP_META = {
  sparkUiUrl: { is: "string" },
  sparkEventlogsUrl: { is: "string" },
  resolvedVersion: { is: "string" },
} as const satisfies RecordForm;

export const KUBE_APP_EVENT = {
  code: { is: "string" },
  message: { is: "string" },
  createTime: { is: "string" },
} as const satisfies RecordForm;

export const KUBE_APP = {
  id: { is: "string", required: true },
  status: { is: "string" },
  appType: { is: "string" },
  regionName: { is: "string" },
  message: { is: "string" },
  appMeta: { fields: KUBE_APP_META },
  events: { list: { fields: KUBE_APP_EVENT } },
} as const satisfies RecordForm;

export const RUN_TIMING = {
  queuedSeconds: { is: "number" },
  runningSeconds: { is: "number" },
  totalSeconds: { is: "number" },
  coldStart: { is: "boolean" },
} as const satisfies RecordForm;

export const RUN_COST = {
  usd: { is: "number" },
  spatialUnits: { is: "number" },
  settled: { is: "boolean" },
} as const satisfies RecordForm;

export const RUN_ACCOUNT = {
  apiUrl: { is: "string", required: true },
  organizationId: { is: "string" },
} as const satisfies RecordForm;

export const RUN_RECORD = {
  runId: { is: "string", required: true },
  runName: { is: "string", required: true },
  status: { is: "string", required: true },
  createTime: { is: "string", required: true },
  startTime: { is: "string" },
  completeTime: { is: "string" },
  effective: { fields: EFFECTIVE_SETTINGS, required: true },
  triggeredBy: { fields: TRIGGERED_BY },
  kubeApp: { fields: KUBE_APP },
  timing: { fields: RUN_TIMING },
  cost: { fields: RUN_COST },
  consoleUrl: { is: "string" },
  account: { fields: RUN_ACCOUNT, required: true },
} as const satisfies RecordForm;

export const RUN_FAILURE = {
  kind: { is: "string", required: true },
  hint: { is: "string", required: true },
} as const satisfies RecordForm;

export const FOLLOWED_RUN_RECORD = {
  ...RUN_RECORD,
  logTail: { list: { is: "string" } },
  failure: { fields: RUN_FAILURE },
} as const satisfies RecordForm;

export const RUN_ATTEMPT = {
  runId: { is: "string", required: true },
  status: { is: "string", required: true },
  runtime: { is: "string" },
  startTime: { is: "string" },
  completeTime: { is: "string" },
  reason: { is: "string" },
} as const satisfies RecordForm;

export const FILE_UPLOAD = {
  input: { is: "string", required: true },
  uri: { is: "string", required: true },
  sha256: { is: "string", required: true },
  sizeBytes: { is: "number", required: true },
  storageId: { is: "string", required: true },
  path: { is: "string", required: true },
} as const satisfies RecordForm;

export const JOB_RUN_RECORD = {
  ...FOLLOWED_RUN_RECORD,
  attempts: { list: { fields: RUN_ATTEMPT } },
  uploads: { list: { fields: FILE_UPLOAD } },
} as const satisfies RecordForm;

export const OBSERVED_RUN = {
  ...FOLLOWED_RUN_RECORD,
  cancelledByProvider: { is: "boolean" },
} as const satisfies RecordForm;

export const BATCH_RUN_RECORD = {
  runId: { is: "string", required: true },
  status: { is: "string", required: true },
  createTime: { is: "string", required: true },
  startTime: { is: "string" },
  completeTime: { is: "string" },
  usd: { is: "number" },
  spatialUnits: { is: "number" },
  reason: { is: "string" },
  runName: { is: "string" },
  failures: { is: "number" },
  cancelledByProvider: { is: "boolean" },
  effective: { fields: EFFECTIVE_SETTINGS },
  account: { fields: RUN_ACCOUNT },
} as const satisfies RecordForm;

export const BATCH_TOTALS = {
  runs: { is: "number", required: true },
  completed: { is: "number", required: true },
  failed: { is: "number", required: true },
  cancelled: { is: "number", required: true },
  timedOut: { is: "number", required: true },
  active: { is: "number", required: true },
  missing: { is: "number", required: true },
  usd: { is: "number", required: true },
  spatialUnits: { is: "number", required: true },
  settled: { is: "boolean" },
} as const satisfies RecordForm;

export const JOB_RUN_BATCH_RECORD = {
  results: { map: { fields: BATCH_RUN_RECORD }, required: true },
  totals: { fields: BATCH_TOTALS, required: true },
  effective: { fields: EFFECTIVE_SETTINGS },
  account: { fields: RUN_ACCOUNT },
  uploads: { list: { fields: FILE_UPLOAD } },
} as const satisfies RecordForm;

export const STORAGE_FILE_RECORD = {
  uri: { is: "string", required: true },
  sha256: { is: "string", required: true },
  sizeBytes: { is: "number", required: true },
  storageId: { is: "string", required: true },
  path: { is: "string", required: true },
  account: { fields: RUN_ACCOUNT, required: true },
} as const satisfies RecordForm;

export const STORAGE_ACCESS = {
  list: { is: "boolean", required: true },
  get: { is: "boolean", required: true },
  put: { is: "boolean", required: true },
  delete: { is: "boolean", required: true },
} as const satisfies RecordForm;

export const STORAGE_INTEGRATION_RECORD = {
  storageId: { is: "string", required: true },
  region: { is: "string" },
  readOnly: { is: "boolean" },
  type: { is: "string" },
  access: { fields: STORAGE_ACCESS },
  createTime: { is: "string" },
  account: { fields: RUN_ACCOUNT, required: true },
} as const satisfies RecordForm;
