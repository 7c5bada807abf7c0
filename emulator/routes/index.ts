import type { OperationHandlers } from "../operation";
import { CONFIG_HINT_HANDLERS } from "./config-hint";
import { FILE_HANDLERS } from "./files";
import { JOB_RUN_LOG_HANDLERS } from "./job-run-logs";
import { JOB_RUN_METRIC_HANDLERS } from "./job-run-metrics";
import { JOB_RUN_HANDLERS } from "./job-runs";
import { ORGANIZATION_HANDLERS } from "./organization";
import { STORAGE_HANDLERS } from "./storage";
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
  ...FILE_HANDLERS,
  healthCheck: () => ({ body: { status: "ok", checks: null } }),
};
