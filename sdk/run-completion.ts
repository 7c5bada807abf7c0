import * as pulumi from "@pulumi/pulumi";
import type {
  EffectiveSettings,
  KubeApp,
  RunAccount,
  RunCost,
  RunTiming,
  TriggeredBy,
} from "../provider/resources/run/observed-run";
import { engineProperties, typeToken } from "./engine-properties";
import type { LogsArgs, WaitArgs } from "./run-policy";

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
}

const TRAITS = {
  noun: "RunCompletion",
  outputs: [
    ...[
      "runName",
      "status",
      "createTime",
      "startTime",
      "completeTime",
      "effective",
      "triggeredBy",
      "kubeApp",
    ],
    ...["timing", "cost", "logTail", "consoleUrl", "account"],
  ],
  startsRuns: false,
} as const;

/**
 * The end of a run that something else started: waits for it and carries its outputs. With
 * `wait: { until: "submitted" }` on the `JobRun` the run's id is in state before the long wait begins.
 *
 * Starts nothing, and its delete does nothing; several may wait for one run. Only `wait: { onTimeout: "cancel" }`
 * cancels the run.
 */
export class RunCompletion extends pulumi.CustomResource {
  /** The id of the run. */
  declare readonly runId: pulumi.Output<string>;
  /** The run's name at Wherobots. */
  declare readonly runName: pulumi.Output<string>;
  /** How it ended: COMPLETED, FAILED, CANCELLED or TIMED_OUT. */
  declare readonly status: pulumi.Output<string>;
  /** ISO 8601. */
  declare readonly createTime: pulumi.Output<string>;
  /** ISO 8601; absent until it starts. */
  declare readonly startTime: pulumi.Output<string | undefined>;
  /** ISO 8601; absent until it ends. */
  declare readonly completeTime: pulumi.Output<string | undefined>;
  /** The settings that were in force. */
  declare readonly effective: pulumi.Output<EffectiveSettings>;
  /** Who started it. */
  declare readonly triggeredBy: pulumi.Output<TriggeredBy | undefined>;
  /** The application that executed it. */
  declare readonly kubeApp: pulumi.Output<KubeApp | undefined>;
  /** How long it took. */
  declare readonly timing: pulumi.Output<RunTiming | undefined>;
  /** What it cost. */
  declare readonly cost: pulumi.Output<RunCost | undefined>;
  /** The last log lines of a run that did not complete, without secrets. */
  declare readonly logTail: pulumi.Output<string[] | undefined>;
  /** Where a person looks at runs; absent where no console is known, as with the emulator. */
  declare readonly consoleUrl: pulumi.Output<string | undefined>;
  /** Where it lives. */
  declare readonly account: pulumi.Output<RunAccount>;

  /**
   * Declares a wait.
   *
   * @param name name of the resource in this program
   * @param args which run, and how to follow it
   * @param opts Pulumi's own options
   */
  constructor(name: string, args: RunCompletionArgs, opts?: pulumi.CustomResourceOptions) {
    super(typeToken(TRAITS.noun), name, engineProperties(TRAITS, name, args, opts?.parent), opts);
  }
}
