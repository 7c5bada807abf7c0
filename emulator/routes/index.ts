import { CONFIG_HINT_HANDLERS } from "./config-hint";
import { FILE_HANDLERS } from "./files";
import { JOB_RUN_LOG_HANDLERS } from "./job-run-logs";
import { JOB_RUN_METRIC_HANDLERS } from "./job-run-metrics";
import { JOB_RUN_HANDLERS } from "./job-runs";
import type { OperationHandlers } from "./operation";
import { ORGANIZATION_HANDLERS } from "./organization";
import { STORAGE_HANDLERS } from "./storage";
import { STORAGE_ACCESS_HANDLERS } from "./storage-access";
import { STORAGE_DIRECTORY_HANDLERS } from "./storage-directories";
import { STORAGE_FILE_HANDLERS } from "./storage-files";
import { USAGE_HANDLERS } from "./usage";

/** Every operation that the emulator serves; a test compares the names with the description. */
export const OPERATION_HANDLERS: OperationHandlers = {
  ...JOB_RUN_HANDLERS,
  ...JOB_RUN_LOG_HANDLERS,
  ...JOB_RUN_METRIC_HANDLERS,
  ...ORGANIZATION_HANDLERS,
  ...CONFIG_HINT_HANDLERS,
  ...USAGE_HANDLERS,
  ...STORAGE_HANDLERS,
  ...STORAGE_ACCESS_HANDLERS,
  ...STORAGE_DIRECTORY_HANDLERS,
  ...STORAGE_FILE_HANDLERS,
  ...FILE_HANDLERS,
  healthCheck: () => ({ body: { status: "ok", checks: null } }),
};
