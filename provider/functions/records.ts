/*
 * Types only: the sdk passes them on to programs, and must load nothing of the provider.
 */

/** Runs of the account. */
export interface RunList {
  /** The runs that were read, newest first. */
  runs: ListedRun[];
  /** False: the account has more of these runs than were read, not necessarily older ones. */
  complete: boolean;
  /** The `cursor` with which the same call returns the next runs. Absent if `complete`. */
  nextCursor?: string;
}

/** A run as the list of runs has it. Absent fields are not known (yet). */
export interface ListedRun {
  /** The run's id at Wherobots. */
  runId: string;
  /** The run's name at Wherobots. */
  runName: string;
  /** PENDING, RUNNING, COMPLETED, FAILED, CANCELLED, TIMED_OUT, or one that is newer than this version. */
  status: string;
  /** Where it computes; absent right after the submit. */
  region?: string;
  /** Its runtime; absent where the organisation's default was taken and the API does not say which. */
  runtime?: string;
  /** ISO 8601. */
  createTime: string;
  /** ISO 8601; absent until it starts. */
  startTime?: string;
  /** ISO 8601; absent until it ends. */
  completeTime?: string;
}

/** Lines of a run's log. */
export interface RunLogs {
  /** The lines, oldest first. */
  lines: RunLogLine[];
  /** False: more lines follow that were not read. A run that is not over may write more in any case. */
  complete: boolean;
}

/** A line of a log. */
export interface RunLogLine {
  /** As the API gives it, usually nanoseconds since the epoch. It is text, since a number could not hold it exactly. */
  timestamp: string;
  /** The line, without secrets and control characters, at most 2,000 characters. */
  text: string;
}

/** What a run used. */
export interface RunMetricsRecord {
  /** Values over time, by the name of the metric, for example `CPU_UTILIZATION_PERCENT`. */
  series: Record<string, RunMetricSeries>;
  /** The latest values, by the name of the metric, for example `COST_USD` and `CONSUMED_SPATIAL_UNITS`. */
  instant: Record<string, RunMetricValue>;
}

/** A metric over time. */
export interface RunMetricSeries {
  /** Its name for people. */
  displayName?: string;
  /** NUMBER, PERCENTAGE, BYTES, CURRENCY, or one that is newer than this version. */
  format?: string;
  /** Its values, oldest first. */
  data: RunMetricPoint[];
}

/** The value of a metric at a time. */
export interface RunMetricPoint {
  /** Seconds since the epoch. */
  timestamp?: number;
  /** Absent where nothing was measured. */
  value?: number;
}

/** The latest value of a metric. */
export interface RunMetricValue extends RunMetricPoint {
  /** Its name for people. */
  displayName?: string;
  /** NUMBER, PERCENTAGE, BYTES, CURRENCY, or one that is newer than this version. */
  format?: string;
}

/** What runs cost. */
export interface RunCosts {
  /** One entry for each of `runIds`, in their order. */
  costs: RunCostEntry[];
}

/** What a run cost, or why that cannot be said. */
export interface RunCostEntry {
  /** The run's id. */
  runId: string;
  /** US dollars, so far. The API's decimal text as a number, which holds up to 15 digits exactly. */
  usd?: number;
  /** Spatial units, so far; a number in the same way. */
  spatialUnits?: number;
  /** True once the cost is final: up to 45 minutes after the end of the run. */
  settled?: boolean;
  /**
   * Why there is no cost: `no_such_run` in this account, `not_started`, or what the API says: `not_found`,
   * `upstream_error`, `upstream_rate_limit`, or something newer.
   */
  unavailable?: string;
}

/** The organisation of a credential, and whose the credential is. */
export interface OrganizationRecord {
  /** Its id. */
  id: string;
  /** Its name. */
  name?: string;
  /** Where runs compute that name no region. */
  defaultRegion?: string;
  /** The runtime of runs that name none. */
  defaultRuntime?: string;
  /** Where its runs may compute. */
  allowedRegions: string[];
  /** Its limits, for example `WORKLOAD_LIFETIME_HOUR`. Absent if the credential may not read them. */
  quotas?: Record<string, number>;
  /** Who the credential acts as. Absent if the credential may not read it. */
  user?: OrganizationUser;
}

/** A person or a service principal. */
export interface OrganizationUser {
  /** The id. */
  id: string;
  /** The address of a person. */
  email?: string;
  /** The name of a service principal. */
  name?: string;
}

/** Where the organisation's files are. */
export interface StorageList {
  /** All of them, sorted by name. */
  storages: StorageRecord[];
}

/** Managed storage, or a storage integration. */
export interface StorageRecord {
  /** Its id. */
  id: string;
  /** Its name. */
  name: string;
  /** For example `s3://your-bucket`. */
  path: string;
  /** MANAGED, INTEGRATION, or one that is newer than this version. */
  type?: string;
  /** Where it is. */
  region?: string;
  /** True if nothing can be written there. */
  readOnly?: boolean;
  /** The AWS role that gives access to it. */
  roleArn?: string;
  /** The CloudFormation stack that made the role. */
  stackName?: string;
  /** The folder that is shown first. */
  defaultDirectory?: string;
  /** The cloud connection that it belongs to. */
  cloudConnectionId?: string;
  /** ISO 8601. */
  createTime?: string;
  /** ISO 8601. */
  updateTime?: string;
}

/** The trust policy of a role. */
export interface TrustPolicy {
  /** The policy as JSON, as `assumeRolePolicy` of an AWS role takes it. */
  json: string;
}
