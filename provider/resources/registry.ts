import type { FieldTable } from "../inputs/field-types";
import type { ResourceLifecycle } from "../resource";
import { RUN_STATE, type StateReader } from "../run/tolerant-state";
import { calledByEngine } from "./engine-calls";
import { JOB_RUN } from "./job-run/fields";
import { jobRunLifecycle } from "./job-run/index";
import { JOB_RUN_BATCH } from "./job-run-batch/fields";
import { jobRunBatchLifecycle } from "./job-run-batch/index";
import { completeBatch, readableBatch } from "./job-run-batch/records";
import { KINDS, type Kind } from "./kinds";
import { RUN_COMPLETION, runCompletionLifecycle } from "./run-completion";
import { STORAGE_FILE } from "./storage-file/fields";
import { STORAGE_FILE_STATE, storageFileLifecycle } from "./storage-file/index";
import { STORAGE_INTEGRATION } from "./storage-integration/fields";
import { storageIntegrationLifecycle } from "./storage-integration/index";
import { STORAGE_INTEGRATION_STATE } from "./storage-integration/state";

const BATCH_STATE: StateReader = { readable: readableBatch, complete: completeBatch };

/** Every resource, by the noun that stands in its type token and in the states that refer to it. */
export const RESOURCES = {
  JobRun: { lifecycle: jobRunLifecycle, table: JOB_RUN, states: RUN_STATE, kind: KINDS.JobRun },
  JobRunBatch: {
    lifecycle: jobRunBatchLifecycle,
    table: JOB_RUN_BATCH,
    states: BATCH_STATE,
    kind: KINDS.JobRunBatch,
  },
  RunCompletion: {
    lifecycle: runCompletionLifecycle,
    table: RUN_COMPLETION,
    states: RUN_STATE,
    kind: KINDS.RunCompletion,
  },
  StorageFile: {
    lifecycle: storageFileLifecycle,
    table: STORAGE_FILE,
    states: STORAGE_FILE_STATE,
    kind: KINDS.StorageFile,
  },
  StorageIntegration: {
    lifecycle: storageIntegrationLifecycle,
    table: STORAGE_INTEGRATION,
    states: STORAGE_INTEGRATION_STATE,
    kind: KINDS.StorageIntegration,
  },
} as const satisfies Record<
  string,
  { lifecycle: unknown; table: FieldTable; states: StateReader; kind: Kind }
>;

export type ResourceName = keyof typeof RESOURCES;

/**
 * The rules of a resource, for a host that knows values as plain JSON only. Inputs were checked before they reach any
 * other operation; a state was written by this package, but maybe by another version of it.
 */
export function lifecycleOf(name: ResourceName): ResourceLifecycle<object, object> {
  const { lifecycle, states, kind } = RESOURCES[name];
  return calledByEngine(lifecycle, states, kind);
}
