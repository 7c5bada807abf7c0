import * as pulumi from "@pulumi/pulumi";
import type { FollowedRunRecord } from "../provider/run/record";
import { dynamicType } from "../wire/type-tokens";
import type { RunCompletionArgs } from "./args.generated";
import { dynamicRegistration } from "./registration";
import { isOfType, type RecordOutputs, RUN_COMPLETION } from "./resource-traits";

/**
 * The end of a run that something else started: waits for it and carries its outputs. With
 * `wait: { until: "submitted" }` on the `JobRun` the run's id is in state before the long wait begins.
 *
 * Starts nothing, and its delete does nothing; several may wait for one run. Only `wait: { onTimeout: "cancel" }`
 * and `onInterrupt: "cancel"` cancel the run.
 */
export class RunCompletion extends pulumi.CustomResource {
  /** The type of these resources, by which policies know them. */
  static readonly __pulumiType: string = dynamicType(RUN_COMPLETION.noun);

  /**
   * Whether a value is a resource of this type.
   *
   * @param value anything
   * @returns true for a resource that this class, or a copy of it in another installation, declared
   */
  static override isInstance(value: unknown): value is RunCompletion {
    return isOfType(value, RunCompletion.__pulumiType);
  }

  /**
   * Declares a wait.
   *
   * @param name name of the resource in this program
   * @param args which run, and how to follow it
   * @param opts Pulumi's own options
   */
  constructor(name: string, args: RunCompletionArgs, opts?: pulumi.CustomResourceOptions) {
    super(...dynamicRegistration(RUN_COMPLETION, name, args, opts));
  }
}

/** The outputs. */
export interface RunCompletion extends RecordOutputs<FollowedRunRecord> {}
