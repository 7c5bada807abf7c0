import * as pulumi from "@pulumi/pulumi";
import type {
  ListedRun,
  OrganizationRecord,
  RunCosts,
  RunList,
  RunLogs,
  RunMetricsRecord,
  StorageList,
  StorageRecord,
  TrustPolicy,
} from "../../provider/functions/records";
import type { RunRecord } from "../../provider/run/record";
import { pluginType } from "../../wire/type-tokens";
import { runsOf } from "../runs-of";

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

/**
 * Reads a run as it is now, whoever started it. Nothing is started, followed or kept; in previews too it asks the API.
 *
 * @param args which run
 * @param opts for example the provider whose account it is in
 * @returns the run, without its log
 * @throws if there is no such run in the account, or its record has expired
 */
export function getRun(args: GetRunArgs, opts?: pulumi.InvokeOptions): Promise<RunRecord> {
  return pulumi.runtime.invoke(pluginType("getRun"), { ...args }, opts);
}

/**
 * As `getRun`, for arguments that are outputs; asks nothing as long as they are not known.
 *
 * @param args which run
 * @param opts for example the provider whose account it is in
 * @returns the run, without its log
 */
export function getRunOutput(
  args: GetRunOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<RunRecord> {
  return pulumi.runtime.invokeOutput<RunRecord>(pluginType("getRun"), { ...args }, opts);
}

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

/**
 * Lists runs of the account, whoever started them, newest first. In previews too it asks the API.
 *
 * @param args which runs; default: the newest that the API lists
 * @param opts for example the provider whose account it is
 * @returns the runs, and whether these are all
 */
export function listRuns(args: ListRunsArgs = {}, opts?: pulumi.InvokeOptions): Promise<RunList> {
  return pulumi.runtime.invoke(pluginType("listRuns"), { ...args }, opts);
}

/**
 * As `listRuns`, for arguments that are outputs; asks nothing as long as they are not known.
 *
 * @param args which runs
 * @param opts for example the provider whose account it is
 * @returns the runs, and whether these are all
 */
export function listRunsOutput(
  args: ListRunsOutputArgs = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<RunList> {
  return pulumi.runtime.invokeOutput<RunList>(pluginType("listRuns"), { ...args }, opts);
}

/**
 * All runs of the account that match, one after the other, page by page: `for await (const run of eachRun())`. A page is
 * read when the loop comes to it, and none once the loop has ended. Roughly newest first.
 *
 * @param filters which runs; default: all
 * @param opts for example the provider whose account it is
 * @returns the runs, each once
 * @throws pulumi.RunError if the list cannot be read to its end
 */
export function eachRun(
  filters: RunFilters = {},
  opts?: pulumi.InvokeOptions,
): AsyncGenerator<ListedRun, void> {
  return runsOf((page) => listRuns({ ...filters, ...page }, opts));
}

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

/**
 * Reads the log of a run as it is now, whoever started the run. Secrets that the provider knows are replaced. In
 * previews too it asks the API.
 *
 * @param args which run, and which of its lines
 * @param opts for example the provider whose account it is in
 * @returns the lines, and whether they go to the end of the log
 * @throws if there is no such run in the account, or its record has expired
 */
export function getRunLogs(args: GetRunLogsArgs, opts?: pulumi.InvokeOptions): Promise<RunLogs> {
  return pulumi.runtime.invoke(pluginType("getRunLogs"), { ...args }, opts);
}

/**
 * As `getRunLogs`, for arguments that are outputs; asks nothing as long as they are not known.
 *
 * @param args which run, and which of its lines
 * @param opts for example the provider whose account it is in
 * @returns the lines, and whether they go to the end of the log
 */
export function getRunLogsOutput(
  args: GetRunLogsOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<RunLogs> {
  return pulumi.runtime.invokeOutput<RunLogs>(pluginType("getRunLogs"), { ...args }, opts);
}

/** Arguments of `getRunMetrics`. */
export interface GetRunMetricsArgs {
  /** Id of the run. */
  runId: string;
}

/** `GetRunMetricsArgs` of which each value may be an output. */
export type GetRunMetricsOutputArgs = OutputArgs<GetRunMetricsArgs>;

/**
 * Reads what a run used: processors, memory, cost and whatever else the API measures. In previews too it asks the API.
 *
 * @param args which run
 * @param opts for example the provider whose account it is in
 * @returns the metrics by their names at Wherobots; none before the run starts
 * @throws if there is no such run in the account, or its record has expired
 */
export function getRunMetrics(
  args: GetRunMetricsArgs,
  opts?: pulumi.InvokeOptions,
): Promise<RunMetricsRecord> {
  return pulumi.runtime.invoke(pluginType("getRunMetrics"), { ...args }, opts);
}

/**
 * As `getRunMetrics`, for arguments that are outputs; asks nothing as long as they are not known.
 *
 * @param args which run
 * @param opts for example the provider whose account it is in
 * @returns the metrics by their names at Wherobots; none before the run starts
 */
export function getRunMetricsOutput(
  args: GetRunMetricsOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<RunMetricsRecord> {
  return pulumi.runtime.invokeOutput<RunMetricsRecord>(pluginType("getRunMetrics"), { ...args }, opts);
}

/** Arguments of `getRunCosts`. */
export interface GetRunCostsArgs {
  /** Ids of 1 to 1000 runs. */
  runIds: string[];
}

/** `GetRunCostsArgs` of which each value may be an output. */
export type GetRunCostsOutputArgs = OutputArgs<GetRunCostsArgs>;

/**
 * Reads what runs cost by now, and whether that is final. A run without a cost says why; it is no error. In previews
 * too it asks the API.
 *
 * @param args which runs
 * @param opts for example the provider whose account they are in
 * @returns one entry for each run, in the order of the arguments
 */
export function getRunCosts(args: GetRunCostsArgs, opts?: pulumi.InvokeOptions): Promise<RunCosts> {
  return pulumi.runtime.invoke(pluginType("getRunCosts"), { ...args }, opts);
}

/**
 * As `getRunCosts`, for arguments that are outputs; asks nothing as long as they are not known.
 *
 * @param args which runs
 * @param opts for example the provider whose account they are in
 * @returns one entry for each run, in the order of the arguments
 */
export function getRunCostsOutput(
  args: GetRunCostsOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<RunCosts> {
  return pulumi.runtime.invokeOutput<RunCosts>(pluginType("getRunCosts"), { ...args }, opts);
}

/**
 * Reads the organisation of the credential, its limits, and who the credential acts as. In previews too it asks the API.
 *
 * @param opts for example the provider whose account it is
 * @returns the organisation
 */
export function getOrganization(opts?: pulumi.InvokeOptions): Promise<OrganizationRecord> {
  return pulumi.runtime.invoke(pluginType("getOrganization"), {}, opts);
}

/**
 * As `getOrganization`, as an output, which can wait for resources.
 *
 * @param opts for example `dependsOn`, or the provider whose account it is
 * @returns the organisation
 */
export function getOrganizationOutput(opts?: pulumi.InvokeOutputOptions): pulumi.Output<OrganizationRecord> {
  return pulumi.runtime.invokeOutput<OrganizationRecord>(pluginType("getOrganization"), {}, opts);
}

/**
 * Reads where the files of the organisation are: its managed storage and its storage integrations. In previews too it
 * asks the API.
 *
 * @param opts for example the provider whose account it is
 * @returns all storages
 */
export function getStorages(opts?: pulumi.InvokeOptions): Promise<StorageList> {
  return pulumi.runtime.invoke(pluginType("getStorages"), {}, opts);
}

/**
 * As `getStorages`, as an output, which can wait for resources.
 *
 * @param opts for example `dependsOn`, or the provider whose account it is
 * @returns all storages
 */
export function getStoragesOutput(opts?: pulumi.InvokeOutputOptions): pulumi.Output<StorageList> {
  return pulumi.runtime.invokeOutput<StorageList>(pluginType("getStorages"), {}, opts);
}

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

/**
 * Reads a storage by its id or name, whoever created it. Nothing is changed or kept; in previews too it asks the API.
 *
 * @param args which storage
 * @param opts for example the provider whose account it is in
 * @returns the storage
 * @throws if there is no such storage in the account
 */
export function getStorageIntegration(
  args: GetStorageIntegrationArgs,
  opts?: pulumi.InvokeOptions,
): Promise<StorageRecord> {
  return pulumi.runtime.invoke(pluginType("getStorageIntegration"), { ...args }, opts);
}

/**
 * As `getStorageIntegration`, for arguments that are outputs; asks nothing as long as they are not known.
 *
 * @param args which storage
 * @param opts for example the provider whose account it is in
 * @returns the storage
 */
export function getStorageIntegrationOutput(
  args: GetStorageIntegrationOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<StorageRecord> {
  return pulumi.runtime.invokeOutput<StorageRecord>(pluginType("getStorageIntegration"), { ...args }, opts);
}

/**
 * Reads whom an AWS role has to trust, so that a storage integration can use it. In previews too it asks the API.
 *
 * @param args which other accounts are trusted
 * @param opts for example the provider whose account it is
 * @returns the trust policy
 */
export function getTrustPolicy(
  args: GetTrustPolicyArgs = {},
  opts?: pulumi.InvokeOptions,
): Promise<TrustPolicy> {
  return pulumi.runtime.invoke(pluginType("getTrustPolicy"), { ...args }, opts);
}

/**
 * As `getTrustPolicy`, as an output, which can wait for resources.
 *
 * @param args which other accounts are trusted
 * @param opts for example `dependsOn`, or the provider whose account it is
 * @returns the trust policy
 */
export function getTrustPolicyOutput(
  args: GetTrustPolicyOutputArgs = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<TrustPolicy> {
  return pulumi.runtime.invokeOutput<TrustPolicy>(pluginType("getTrustPolicy"), { ...args }, opts);
}
