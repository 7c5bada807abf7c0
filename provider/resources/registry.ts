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

/** What a resource stands for, as far as its hosts have to know. */
interface Kind {
  /** Whether its states hold runs. */
  readonly holdsRuns: boolean;
  /** Outputs that stay as they are as long as it is not replaced. */
  readonly stables: readonly string[];
  /** How an interrupt left things, for operations that do not say so themselves. */
  readonly afterInterrupt: Readonly<Record<"create" | "update" | "read" | "delete", string>>;
}

const RUNS: Kind = {
  holdsRuns: true,
  stables: ["runId", "runName", "createTime", "account"],
  afterInterrupt: {
    create: "nothing was started; the next `pulumi up` starts over",
    update: "the run and its record were left as they are, and the next `pulumi up` goes on",
    read: "nothing was changed",
    delete: "the run was not cancelled and stays in state; run the same command again to go on",
  },
};

const STORAGE: Kind = {
  holdsRuns: false,
  stables: ["storageId", "createTime", "account"],
  afterInterrupt: {
    create: "nothing was created; the next `pulumi up` starts over",
    update: "the storage was left as it is, and the next `pulumi up` goes on",
    read: "nothing was changed",
    delete: "whether the storage was deleted is not known, and it stays in state; run the same command again",
  },
};

/** Every resource, by the noun that stands in its type token and in the states that refer to it. */
export const RESOURCES = {
  JobRun: { lifecycle: jobRunLifecycle, table: JOB_RUN, states: OF_ONE_RUN, kind: RUNS },
  JobRunBatch: { lifecycle: jobRunBatchLifecycle, table: JOB_RUN_BATCH, states: OF_MANY_RUNS, kind: RUNS },
  RunCompletion: { lifecycle: runCompletionLifecycle, table: RUN_COMPLETION, states: OF_ONE_RUN, kind: RUNS },
  StorageIntegration: {
    lifecycle: storageIntegrationLifecycle,
    table: STORAGE_INTEGRATION,
    states: OF_A_STORAGE,
    kind: STORAGE,
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
