import * as pulumi from "@pulumi/pulumi";
import type { FollowedRunRecord } from "../provider/resources/run/observed-run";
import { dynamicProperties } from "./engine-properties";
import type { RecordOutputs } from "./record-outputs";
import { RUN_COMPLETION } from "./resource-traits";
import type { LogsArgs, OnInterrupt, WaitArgs } from "./run-policy";
import { dynamicType, movable, pluginType } from "./type-tokens";

/** Arguments of a `RunCompletion`. */
export interface RunCompletionArgs {
  /** Id of the run to wait for. Another id is another completion. */
  runId: pulumi.Input<string>;
  /** How long `up` follows the run. */
  wait?: pulumi.Input<WaitArgs | undefined>;
  /** What is shown of its log. */
  logs?: pulumi.Input<LogsArgs | undefined>;
  /** Whether a run that does not complete fails the `up` or only warns. Default `"fail"`. */
  onFailure?: pulumi.Input<"fail" | "warn" | undefined>;
  /** What an interrupt of `up` does with the run: see `OnInterrupt`. Default: `wherobots:onInterrupt`, then `"detach"`. */
  onInterrupt?: pulumi.Input<OnInterrupt | undefined>;
}

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
      dynamicType(RUN_COMPLETION.noun),
      name,
      dynamicProperties(RUN_COMPLETION, name, args, opts),
      movable(opts, pluginType(RUN_COMPLETION.noun)),
    );
  }
}

/** The outputs. */
export interface RunCompletion extends RecordOutputs<FollowedRunRecord> {}
