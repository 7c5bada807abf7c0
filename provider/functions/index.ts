import { getOrganization, getStorages } from "./account";
import { getRun } from "./get-run";
import { getRunCosts } from "./get-run-costs";
import { getRunLogs } from "./get-run-logs";
import { getRunMetrics } from "./get-run-metrics";
import { getStorageIntegration, getTrustPolicy } from "./get-storage-integration";
import { listRuns } from "./list-runs";
import type { ProviderFunction } from "./provider-function";

/** Every function, by its name in the type token. */
export const FUNCTIONS: Readonly<Record<string, ProviderFunction>> = {
  getRun,
  listRuns,
  getRunLogs,
  getRunMetrics,
  getRunCosts,
  getOrganization,
  getStorages,
  getStorageIntegration,
  getTrustPolicy,
};
