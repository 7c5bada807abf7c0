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

/** How a state is understood that another version may have written. */
interface StateReader {
  /** As it is, without what this version cannot read. */
  readonly readable: <S extends object>(state: S) => S;
  /** The same with everything that the rules expect of a resource that exists. */
  readonly complete: <S extends object>(id: string, state: S) => S;
}

const OF_ONE_RUN: StateReader = { readable: readableState, complete: completeState };
const OF_MANY_RUNS: StateReader = { readable: readableBatch, complete: completeBatch };

/** Every resource, by the noun that stands in its type token and in the states that refer to it. */
export const RESOURCES = {
  JobRun: { lifecycle: jobRunLifecycle, table: JOB_RUN, states: OF_ONE_RUN },
  JobRunBatch: { lifecycle: jobRunBatchLifecycle, table: JOB_RUN_BATCH, states: OF_MANY_RUNS },
  RunCompletion: { lifecycle: runCompletionLifecycle, table: RUN_COMPLETION, states: OF_ONE_RUN },
} as const satisfies Record<string, { lifecycle: unknown; table: FieldTable; states: StateReader }>;

export type ResourceName = keyof typeof RESOURCES;

/** How an interrupt left things, for operations that do not say so themselves. */
const STATE_AFTER_INTERRUPT = {
  create: "nothing was started; the next `pulumi up` starts over",
  update: "the run and its record were left as they are, and the next `pulumi up` goes on",
  read: "nothing was changed",
  delete: "the run was not cancelled and stays in state; run the same command again to go on",
} as const;

/**
 * The rules of a resource, for a host that knows values as plain JSON only. Inputs were checked before they reach any
 * other operation; a state was written by this package, but maybe by another version of it.
 */
export function lifecycleOf(name: ResourceName): ResourceLifecycle<object, object> {
  const lifecycle = withEngineCallOrder(RESOURCES[name].lifecycle);
  const { readable, complete } = RESOURCES[name].states;
  return {
    check: (olds, news, context) => lifecycle.check(olds, news, context),
    create: (inputs, context) =>
      unlessInterrupted(lifecycle.create(inputs, context), STATE_AFTER_INTERRUPT.create, context),
    diff: (id, state, inputs, context) => lifecycle.diff(id, complete(id, state), inputs, context),
    update: (id, state, inputs, context) =>
      unlessInterrupted(
        lifecycle.update(id, complete(id, state), inputs, context),
        STATE_AFTER_INTERRUPT.update,
        context,
      ),
    // `get` of the sdk comes with an id only, which is no record of a run.
    read: (id, state, context) =>
      unlessInterrupted(lifecycle.read(id, readable(state), context), STATE_AFTER_INTERRUPT.read, context),
    delete: (id, state, context) =>
      unlessInterrupted(
        lifecycle.delete(id, complete(id, state), context),
        STATE_AFTER_INTERRUPT.delete,
        context,
      ),
    preview: (inputs, state) => lifecycle.preview(inputs, state && readable(state)),
    import: (id, context) =>
      unlessInterrupted(lifecycle.import(id, context), STATE_AFTER_INTERRUPT.read, context),
    failureReason: (id, state) => lifecycle.failureReason(id, complete(id, state)),
  };
}
