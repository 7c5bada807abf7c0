import type { FieldPolicy } from "../field-policy";
import type { ResourceLifecycle } from "../lifecycle";
import { JOB_RUN_FIELDS } from "./job-run/field-policy";
import { jobRunLifecycle } from "./job-run/lifecycle";
import { RUN_COMPLETION_FIELDS, runCompletionLifecycle } from "./run-completion/lifecycle";

/** Every resource, by the noun that stands in its type token and in the states that refer to it. */
export const RESOURCES = {
  JobRun: { lifecycle: jobRunLifecycle, fields: JOB_RUN_FIELDS },
  RunCompletion: { lifecycle: runCompletionLifecycle, fields: RUN_COMPLETION_FIELDS },
} as const satisfies Record<string, { lifecycle: unknown; fields: readonly FieldPolicy[] }>;

export type ResourceName = keyof typeof RESOURCES;

/**
 * The rules of a resource, for a host that knows values as plain JSON only. Inputs were checked before they
 * reach any other operation, and a state was written by this package, so both are what the lifecycle expects.
 */
export function lifecycleOf(name: ResourceName): ResourceLifecycle<object, object> {
  return RESOURCES[name].lifecycle;
}
