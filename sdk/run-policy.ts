import type * as pulumi from "@pulumi/pulumi";

/** How long `pulumi up` follows a run. Changing it starts nothing. */
export interface WaitArgs {
  /**
   * What the wait is for: the end of the run, its start, or nothing. Default `"completed"`.
   * While it lasts it holds one of the engine's `--parallel` slots, by default 4 for each processor, and further runs are
   * not submitted. With `"submitted"` it holds none: use a `RunCompletion` where the end matters.
   */
  until?: pulumi.Input<"completed" | "running" | "submitted" | undefined>;
  /** Seconds that one `up` waits at most. Default: the run's `timeoutSeconds` + 1800. */
  maxSeconds?: pulumi.Input<number | undefined>;
  /** Seconds that the run may stay PENDING while an `up` waits. Default: no limit of its own. */
  maxQueueSeconds?: pulumi.Input<number | undefined>;
  /**
   * What a passed limit means: `"fail"` fails the `up`, and the next one resumes the wait; `"cancel"` cancels the run
   * and fails; `"continue"` leaves the run alone and succeeds with a warning. Default `"fail"`.
   */
  onTimeout?: pulumi.Input<"fail" | "cancel" | "continue" | undefined>;
}

/** What is shown of the run's log. Changing it starts nothing. */
export interface LogsArgs {
  /** Show the newest line on the resource's row while waiting. Default true. */
  stream?: pulumi.Input<boolean | undefined>;
  /** Lines kept of a run that did not complete, 0 to 1000. Default 20. */
  tailLines?: pulumi.Input<number | undefined>;
}

/**
 * What an interrupt does with a run that is followed: `"detach"` leaves it going, and the next `up` resumes the wait;
 * `"cancel"` cancels it, and the next `up` starts another.
 *
 * @remarks The plugin heeds it. The dynamic host is not told of interrupts, and takes it only so that programs are the
 * same in both.
 */
export type OnInterrupt = "detach" | "cancel";
