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
import type {
  GetRunArgs,
  GetRunCostsArgs,
  GetRunCostsOutputArgs,
  GetRunLogsArgs,
  GetRunLogsOutputArgs,
  GetRunMetricsArgs,
  GetRunMetricsOutputArgs,
  GetRunOutputArgs,
  GetStorageIntegrationArgs,
  GetStorageIntegrationOutputArgs,
  GetTrustPolicyArgs,
  GetTrustPolicyOutputArgs,
  ListRunsArgs,
  ListRunsOutputArgs,
  RunFilters,
} from "../function-args";
import { runsOf } from "../runs-of";

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
