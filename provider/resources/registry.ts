import type { FieldPolicy } from "../field-policy";
import type { ResourceLifecycle } from "../lifecycle";
import { JOB_RUN_FIELDS } from "./job-run/field-policy";
import { jobRunLifecycle } from "./job-run/lifecycle";
import { completeBatch, readableBatch } from "./job-run-batch/earlier-state";
import { JOB_RUN_BATCH_FIELDS } from "./job-run-batch/field-policy";
import { jobRunBatchLifecycle } from "./job-run-batch/lifecycle";
import { completeState, readableState } from "./run/earlier-state";
import { unlessInterrupted } from "./run/interrupt";
import { RUN_COMPLETION_FIELDS, runCompletionLifecycle } from "./run-completion/lifecycle";

/** How a state is understood that another version may have written. */
interface StateReader {
  /** As it is, without what this version cannot read. */
  readable<S extends object>(state: S): S;
  /** The same with everything that the rules expect of a resource that exists. */
  complete<S extends object>(id: string, state: S): S;
}

const OF_ONE_RUN: StateReader = { readable: readableState, complete: completeState };
const OF_MANY_RUNS: StateReader = { readable: readableBatch, complete: completeBatch };

/** Every resource, by the noun that stands in its type token and in the states that refer to it. */
export const RESOURCES = {
  JobRun: { lifecycle: jobRunLifecycle, fields: JOB_RUN_FIELDS, states: OF_ONE_RUN },
  JobRunBatch: { lifecycle: jobRunBatchLifecycle, fields: JOB_RUN_BATCH_FIELDS, states: OF_MANY_RUNS },
  RunCompletion: { lifecycle: runCompletionLifecycle, fields: RUN_COMPLETION_FIELDS, states: OF_ONE_RUN },
} as const satisfies Record<
  string,
  { lifecycle: unknown; fields: readonly FieldPolicy[]; states: StateReader }
>;

export type ResourceName = keyof typeof RESOURCES;

/** How an interrupt leaves things where an operation did not say more itself. */
const LEFT = {
  create: "nothing was started, and the next `pulumi up` begins anew",
  update: "the run and its record were left as they are, and the next `pulumi up` goes on",
  read: "nothing was changed",
  delete: "the run was not cancelled and stays in state; run the same command again to go on",
} as const;

/**
 * The rules of a resource, for a host that knows values as plain JSON only. Inputs were checked before they reach any
 * other operation; a state was written by this package, but maybe by another version of it.
 */
export function lifecycleOf(name: ResourceName): ResourceLifecycle<object, object> {
  const lifecycle: ResourceLifecycle<object, object> = RESOURCES[name].lifecycle;
  const { readable, complete } = RESOURCES[name].states;
  return {
    check: (olds, news, context) => lifecycle.check(olds, news, context),
    create: (inputs, context) => unlessInterrupted(lifecycle.create(inputs, context), LEFT.create, context),
    diff: (id, state, inputs, context) => lifecycle.diff(id, complete(id, state), inputs, context),
    update: (id, state, inputs, context) =>
      unlessInterrupted(lifecycle.update(id, complete(id, state), inputs, context), LEFT.update, context),
    // `get` of the sdk comes with an id only, which is no record of a run.
    read: (id, state, context) =>
      unlessInterrupted(lifecycle.read(id, readable(state), context), LEFT.read, context),
    delete: (id, state, context) =>
      unlessInterrupted(lifecycle.delete(id, complete(id, state), context), LEFT.delete, context),
    plan: (inputs, state) => lifecycle.plan(inputs, state && readable(state)),
    import: (id, context) => unlessInterrupted(lifecycle.import(id, context), LEFT.read, context),
    problem: (id, state) => lifecycle.problem(id, complete(id, state)),
  };
}
