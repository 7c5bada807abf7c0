import type { FieldTable } from "../inputs/field-types";
import type { ResourceLifecycle } from "../resource";
import { completeState, readableState } from "../run/tolerant-state";
import { calledByEngine, type StateReader } from "./engine-calls";
import { JOB_RUN } from "./job-run/fields";
import { jobRunLifecycle } from "./job-run/index";
import { JOB_RUN_BATCH } from "./job-run-batch/fields";
import { jobRunBatchLifecycle } from "./job-run-batch/index";
import { completeBatch, readableBatch } from "./job-run-batch/records";
import { KINDS, type Kind } from "./kinds";
import { RUN_COMPLETION, runCompletionLifecycle } from "./run-completion";
import { STORAGE_FILE } from "./storage-file/fields";
import { completeFile, readableFile, storageFileLifecycle } from "./storage-file/index";
import { STORAGE_INTEGRATION } from "./storage-integration/fields";
import { storageIntegrationLifecycle } from "./storage-integration/index";
import { completeStorage, readableStorage } from "./storage-integration/state";

const OF_ONE_RUN: StateReader = { readable: readableState, complete: completeState };
const OF_MANY_RUNS: StateReader = { readable: readableBatch, complete: completeBatch };
const OF_A_FILE: StateReader = { readable: readableFile, complete: completeFile };
const OF_A_STORAGE: StateReader = { readable: readableStorage, complete: completeStorage };

/** Every resource, by the noun that stands in its type token and in the states that refer to it. */
export const RESOURCES = {
  JobRun: { lifecycle: jobRunLifecycle, table: JOB_RUN, states: OF_ONE_RUN, kind: KINDS.JobRun },
  JobRunBatch: {
    lifecycle: jobRunBatchLifecycle,
    table: JOB_RUN_BATCH,
    states: OF_MANY_RUNS,
    kind: KINDS.JobRunBatch,
  },
  RunCompletion: {
    lifecycle: runCompletionLifecycle,
    table: RUN_COMPLETION,
    states: OF_ONE_RUN,
    kind: KINDS.RunCompletion,
  },
  StorageFile: {
    lifecycle: storageFileLifecycle,
    table: STORAGE_FILE,
    states: OF_A_FILE,
    kind: KINDS.StorageFile,
  },
  StorageIntegration: {
    lifecycle: storageIntegrationLifecycle,
    table: STORAGE_INTEGRATION,
    states: OF_A_STORAGE,
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
