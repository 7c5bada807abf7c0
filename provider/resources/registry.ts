import type { FieldTable } from "../inputs/field-types";
import type { ResourceLifecycle } from "../resource";
import { unlessInterrupted } from "../run/interrupt";
import { completeState, readableState } from "../run/tolerant-state";
import { withEngineCallOrder } from "./engine-calls";
import { JOB_RUN } from "./job-run/fields";
import { jobRunLifecycle } from "./job-run/index";
import { JOB_RUN_BATCH } from "./job-run-batch/fields";
import { jobRunBatchLifecycle } from "./job-run-batch/index";
import { completeBatch, readableBatch } from "./job-run-batch/records";
import { KINDS, type Kind } from "./kinds";
import { RUN_COMPLETION, runCompletionLifecycle } from "./run-completion";
import { STORAGE_INTEGRATION } from "./storage-integration/fields";
import { storageIntegrationLifecycle } from "./storage-integration/index";
import { completeStorage, readableStorage } from "./storage-integration/state";

/** How a state is understood that another version may have written. */
interface StateReader {
  /** As it is, without what this version cannot read. */
  readonly readable: <S extends object>(state: S) => S;
  /** The same with everything that the rules expect of a resource that exists. */
  readonly complete: <S extends object>(id: string, state: S) => S;
}

const OF_ONE_RUN: StateReader = { readable: readableState, complete: completeState };
const OF_MANY_RUNS: StateReader = { readable: readableBatch, complete: completeBatch };
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
  const lifecycle = withEngineCallOrder(RESOURCES[name].lifecycle);
  const { states, kind } = RESOURCES[name];
  const { readable, complete } = states;
  const { afterInterrupt } = kind;
  return {
    check: (olds, news, context) => lifecycle.check(olds, news, context),
    create: (inputs, context) =>
      unlessInterrupted(lifecycle.create(inputs, context), afterInterrupt.create, context),
    diff: (id, state, inputs, context) => lifecycle.diff(id, complete(id, state), inputs, context),
    update: (id, state, inputs, context) =>
      unlessInterrupted(
        lifecycle.update(id, complete(id, state), inputs, context),
        afterInterrupt.update,
        context,
      ),
    // `get` of the sdk comes with an id only, which is no record of a run.
    read: (id, state, context) =>
      unlessInterrupted(lifecycle.read(id, readable(state), context), afterInterrupt.read, context),
    delete: (id, state, context) =>
      unlessInterrupted(lifecycle.delete(id, complete(id, state), context), afterInterrupt.delete, context),
    preview: (inputs, state) => lifecycle.preview(inputs, state && readable(state)),
    import: (id, context) => unlessInterrupted(lifecycle.import(id, context), afterInterrupt.read, context),
    failureReason: (id, state) => lifecycle.failureReason(id, complete(id, state)),
  };
}
