import * as pulumi from "@pulumi/pulumi";
import type { FollowedRunRecord } from "../../provider/resources/run/observed-run";
import { pluginProperties } from "../engine-properties";
import type { RecordOutputs } from "../record-outputs";
import { RUN_COMPLETION } from "../resource-traits";
import type { RunCompletionArgs } from "../run-completion";
import { dynamicType, movable, pluginType } from "../type-tokens";

/**
 * The end of a run that something else started: waits for it and carries its outputs. With
 * `wait: { until: "submitted" }` on the `JobRun` the run's id is in state before the long wait begins.
 *
 * Starts nothing, and its delete does nothing; several may wait for one run. Only `wait: { onTimeout: "cancel" }`
 * and `onInterrupt: "cancel"` cancel the run.
 */
export class RunCompletion extends pulumi.CustomResource {
  /**
   * Declares a wait.
   *
   * @param name name of the resource in this program
   * @param args which run, and how to follow it
   * @param opts Pulumi's own options
   */
  constructor(name: string, args: RunCompletionArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      pluginType(RUN_COMPLETION.noun),
      name,
      pluginProperties(RUN_COMPLETION, name, args, opts),
      movable(opts, dynamicType(RUN_COMPLETION.noun)),
    );
  }
}

/** The outputs. */
export interface RunCompletion extends RecordOutputs<FollowedRunRecord> {}
