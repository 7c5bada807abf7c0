import type { FieldPolicy } from "../field-policy";
import type { ResourceLifecycle } from "../lifecycle";
import { JOB_RUN_FIELDS } from "./job-run/field-policy";
import { jobRunLifecycle } from "./job-run/lifecycle";
import { completeState, readableState } from "./run/earlier-state";
import { unlessInterrupted } from "./run/interrupt";
import { RUN_COMPLETION_FIELDS, runCompletionLifecycle } from "./run-completion/lifecycle";

/** Every resource, by the noun that stands in its type token and in the states that refer to it. */
export const RESOURCES = {
  JobRun: { lifecycle: jobRunLifecycle, fields: JOB_RUN_FIELDS },
  RunCompletion: { lifecycle: runCompletionLifecycle, fields: RUN_COMPLETION_FIELDS },
} as const satisfies Record<string, { lifecycle: unknown; fields: readonly FieldPolicy[] }>;

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
  return {
    check: (olds, news, context) => lifecycle.check(olds, news, context),
    create: (inputs, context) => unlessInterrupted(lifecycle.create(inputs, context), LEFT.create, context),
    diff: (id, state, inputs, context) => lifecycle.diff(id, completeState(id, state), inputs, context),
    update: (id, state, inputs, context) =>
      unlessInterrupted(
        lifecycle.update(id, completeState(id, state), inputs, context),
        LEFT.update,
        context,
      ),
    // `get` of the sdk comes with an id only, which is no record of a run.
    read: (id, state, context) =>
      unlessInterrupted(lifecycle.read(id, readableState(state), context), LEFT.read, context),
    delete: (id, state, context) =>
      unlessInterrupted(lifecycle.delete(id, completeState(id, state), context), LEFT.delete, context),
    plan: (inputs, state) => lifecycle.plan(inputs, state && readableState(state)),
    import: (id, context) => unlessInterrupted(lifecycle.import(id, context), LEFT.read, context),
    problem: (id, state) => lifecycle.problem(id, completeState(id, state)),
  };
}
