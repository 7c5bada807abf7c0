import type * as pulumi from "@pulumi/pulumi";

/*
 * What the functions of both entries take.
 */

/** Arguments that may be known later only, items of lists too. */
type OutputArgs<A> = {
  [K in keyof A]: pulumi.Input<Items<A[K]> | (object extends Pick<A, K> ? undefined : never)>;
};

type Items<T> = T extends (infer I)[] ? pulumi.Input<I>[] : T;

/** Arguments of `getRun`. */
export interface GetRunArgs {
  /** Id of the run. */
  runId: string;
}

/** `GetRunArgs` of which each value may be an output. */
export type GetRunOutputArgs = OutputArgs<GetRunArgs>;

/** Which runs of the account. */
export interface RunFilters {
  /** Exact name, or with one `*` that stands for anything. Default: runs of any name. */
  name?: string;
  /** Runs in one of these statuses. Default: all. */
  status?: string[];
  /** Runs in this region. Default: all. */
  region?: string;
  /** Runs that were submitted after this time, in ISO 8601. Default: of any age. */
  createdAfter?: string;
}

/** Arguments of `listRuns`. */
export interface ListRunsArgs extends RunFilters {
  /** How many runs to read at most, 1 to 100,000. Default 1000. */
  maxRuns?: number;
  /** Continues an earlier list: its `nextCursor`, with the same filters. Default: from the first run on. */
  cursor?: string;
}

/** `ListRunsArgs` of which each value may be an output. */
export type ListRunsOutputArgs = OutputArgs<ListRunsArgs>;

/** Arguments of `getRunLogs`. */
export interface GetRunLogsArgs {
  /** Id of the run. */
  runId: string;
  /** Only this many of the last lines, 1 to 100,000. Default: the log from its beginning on. */
  tail?: number;
  /** Only the lines from here on: the `timestamp` of a line, or a time in ISO 8601. */
  from?: string;
  /** How many lines to return at most, 1 to 100,000. Default 10,000. */
  maxLines?: number;
}

/** `GetRunLogsArgs` of which each value may be an output. */
export type GetRunLogsOutputArgs = OutputArgs<GetRunLogsArgs>;

/** Arguments of `getRunMetrics`. */
export interface GetRunMetricsArgs {
  /** Id of the run. */
  runId: string;
}

/** `GetRunMetricsArgs` of which each value may be an output. */
export type GetRunMetricsOutputArgs = OutputArgs<GetRunMetricsArgs>;

/** Arguments of `getRunCosts`. */
export interface GetRunCostsArgs {
  /** Ids of 1 to 1000 runs. */
  runIds: string[];
}

/** `GetRunCostsArgs` of which each value may be an output. */
export type GetRunCostsOutputArgs = OutputArgs<GetRunCostsArgs>;

/** Arguments of `getStorageIntegration`: one of them. */
export interface GetStorageIntegrationArgs {
  /** Id of the storage. */
  id?: string;
  /** Name of the storage. */
  name?: string;
}

/** `GetStorageIntegrationArgs` of which each value may be an output. */
export interface GetStorageIntegrationOutputArgs {
  /** Id of the storage. */
  id?: pulumi.Input<string | undefined>;
  /** Name of the storage. */
  name?: pulumi.Input<string | undefined>;
}

/** Arguments of `getTrustPolicy`. */
export interface GetTrustPolicyArgs {
  /** AWS accounts that may use the role, beside that of Wherobots. */
  trustedAccountIds?: string[];
}

/** `GetTrustPolicyArgs` of which each value may be an output. */
export interface GetTrustPolicyOutputArgs {
  /** AWS accounts that may use the role, beside that of Wherobots. */
  trustedAccountIds?: pulumi.Input<pulumi.Input<string>[] | undefined>;
}
