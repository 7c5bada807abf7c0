import type * as pulumi from "@pulumi/pulumi";
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
} from "../provider/functions/records";
import type { RunRecord } from "../provider/run/record";
import { ask, askLater } from "./ask";
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
} from "./function-args";
import { runsOf } from "./runs-of";

/*
 * The functions of `pulumi-wherobots/plugin` without the plugin: the program's own process asks the API, with the settings
 * of the stack and the environment, in previews too.
 */

/**
 * Reads a run as it is now, whoever started it. Nothing is started, followed or kept.
 *
 * @param args which run
 * @returns the run, without its log
 * @throws pulumi.RunError if it cannot be read
 */
export function getRun(args: GetRunArgs): Promise<RunRecord> {
  return ask("getRun", args);
}

/**
 * As `getRun`, for arguments that are outputs; asks nothing as long as they are not known.
 *
 * @param args which run
 * @returns the run, without its log
 */
export function getRunOutput(args: GetRunOutputArgs): pulumi.Output<RunRecord> {
  return askLater("getRun", args);
}

/**
 * Lists runs of the account, whoever started them, newest first.
 *
 * @param args which runs; default: the newest that the API lists
 * @returns the runs, and whether these are all
 * @throws pulumi.RunError if it cannot be read
 */
export function listRuns(args: ListRunsArgs = {}): Promise<RunList> {
  return ask("listRuns", args);
}

/**
 * As `listRuns`, for arguments that are outputs; asks nothing as long as they are not known.
 *
 * @param args which runs; default: the newest that the API lists
 * @returns the runs, and whether these are all
 */
export function listRunsOutput(args: ListRunsOutputArgs = {}): pulumi.Output<RunList> {
  return askLater("listRuns", args);
}

/**
 * All runs of the account that match, one after the other, page by page: `for await (const run of eachRun())`. A page is
 * read when the loop comes to it, and none once the loop has ended. Roughly newest first.
 *
 * @param filters which runs; default: all
 * @returns the runs, each once
 * @throws pulumi.RunError if the list cannot be read to its end
 */
export function eachRun(filters: RunFilters = {}): AsyncGenerator<ListedRun, void> {
  return runsOf((page) => listRuns({ ...filters, ...page }));
}

/**
 * Reads the log of a run, or a part of it.
 *
 * @param args which run, and which part
 * @returns the lines, and whether more follow
 * @throws pulumi.RunError if it cannot be read
 */
export function getRunLogs(args: GetRunLogsArgs): Promise<RunLogs> {
  return ask("getRunLogs", args);
}

/**
 * As `getRunLogs`, for arguments that are outputs; asks nothing as long as they are not known.
 *
 * @param args which run, and which part
 * @returns the lines, and whether more follow
 */
export function getRunLogsOutput(args: GetRunLogsOutputArgs): pulumi.Output<RunLogs> {
  return askLater("getRunLogs", args);
}

/**
 * Reads what a run used: processors, memory, cost and whatever else the API measures.
 *
 * @param args which run
 * @returns the metrics by their names at Wherobots
 * @throws pulumi.RunError if it cannot be read
 */
export function getRunMetrics(args: GetRunMetricsArgs): Promise<RunMetricsRecord> {
  return ask("getRunMetrics", args);
}

/**
 * As `getRunMetrics`, for arguments that are outputs; asks nothing as long as they are not known.
 *
 * @param args which run
 * @returns the metrics by their names at Wherobots
 */
export function getRunMetricsOutput(args: GetRunMetricsOutputArgs): pulumi.Output<RunMetricsRecord> {
  return askLater("getRunMetrics", args);
}

/**
 * Reads what runs cost by now, and whether that is final.
 *
 * @param args which runs
 * @returns one entry for each run, in the order of the arguments
 * @throws pulumi.RunError if it cannot be read
 */
export function getRunCosts(args: GetRunCostsArgs): Promise<RunCosts> {
  return ask("getRunCosts", args);
}

/**
 * As `getRunCosts`, for arguments that are outputs; asks nothing as long as they are not known.
 *
 * @param args which runs
 * @returns one entry for each run, in the order of the arguments
 */
export function getRunCostsOutput(args: GetRunCostsOutputArgs): pulumi.Output<RunCosts> {
  return askLater("getRunCosts", args);
}

/**
 * Reads a storage by its id or name, whoever created it.
 *
 * @param args which storage
 * @returns the storage
 * @throws pulumi.RunError if it cannot be read
 */
export function getStorageIntegration(args: GetStorageIntegrationArgs): Promise<StorageRecord> {
  return ask("getStorageIntegration", args);
}

/**
 * As `getStorageIntegration`, for arguments that are outputs; asks nothing as long as they are not known.
 *
 * @param args which storage
 * @returns the storage
 */
export function getStorageIntegrationOutput(
  args: GetStorageIntegrationOutputArgs,
): pulumi.Output<StorageRecord> {
  return askLater("getStorageIntegration", args);
}

/**
 * Reads whom an AWS role has to trust, so that a storage integration can use it.
 *
 * @param args which other accounts are trusted
 * @returns the trust policy
 * @throws pulumi.RunError if it cannot be read
 */
export function getTrustPolicy(args: GetTrustPolicyArgs = {}): Promise<TrustPolicy> {
  return ask("getTrustPolicy", args);
}

/**
 * As `getTrustPolicy`, for arguments that are outputs; asks nothing as long as they are not known.
 *
 * @param args which other accounts are trusted
 * @returns the trust policy
 */
export function getTrustPolicyOutput(args: GetTrustPolicyOutputArgs = {}): pulumi.Output<TrustPolicy> {
  return askLater("getTrustPolicy", args);
}

/**
 * Reads the organisation of the credential, its limits, and who the credential acts as.
 *
 * @returns the organisation
 * @throws pulumi.RunError if it cannot be read
 */
export function getOrganization(): Promise<OrganizationRecord> {
  return ask("getOrganization", {});
}

/**
 * As `getOrganization`, as an output.
 *
 * @returns the organisation
 */
export function getOrganizationOutput(): pulumi.Output<OrganizationRecord> {
  return askLater("getOrganization", {});
}

/**
 * Reads where the files of the organisation are: its managed storage and its storage integrations.
 *
 * @returns all storages
 * @throws pulumi.RunError if it cannot be read
 */
export function getStorages(): Promise<StorageList> {
  return ask("getStorages", {});
}

/**
 * As `getStorages`, as an output.
 *
 * @returns all storages
 */
export function getStoragesOutput(): pulumi.Output<StorageList> {
  return askLater("getStorages", {});
}
