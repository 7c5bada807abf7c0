import { InitFailure, type LifecycleContext } from "../../lifecycle";
import { isActive } from "../../run-status";
import { isGoalReached } from "../../watch/wait";
import { endReason, stopText } from "./failure";
import type { Stopped } from "./follow";
import { type FollowInputs, failsOnFailure, waitUntil } from "./follow-inputs";
import type { ObservedRun } from "./observed-run";
import { isFailure } from "./run-end";

/** True if nothing more is to be learned of the run for these inputs. */
export function isSettled(status: string, inputs: FollowInputs): boolean {
  return !isActive(status) || isGoalReached(status, waitUntil(inputs));
}

/** Why a recorded run needs an update: its wait is to be resumed, or its failure reported again. */
export function pendingReason(runId: string, status: string, inputs: FollowInputs): string | undefined {
  if (!isSettled(status, inputs)) return `run ${runId} was ${status} when last seen; the wait for it goes on`;
  return isFailure(status) && failsOnFailure(inputs) ? `run ${runId} ended as ${status}` : undefined;
}

/**
 * Ends an operation on a run: fails it if the run did not complete, or if the wait for it was stopped.
 *
 * @param nextStep what to do next, in words
 * @throws InitFailure
 */
export function concludeRun(
  runId: string,
  state: FollowInputs & ObservedRun,
  stopped: Stopped | undefined,
  nextStep: string,
  context: LifecycleContext,
): void {
  if (stopped)
    throw new InitFailure(
      runId,
      state,
      [stopText(stopped, runId, state, nextStep)],
      stopped.error ? { cause: stopped.error } : {},
    );
  const problem = problemOf(runId, state, nextStep);
  if (problem) throw new InitFailure(runId, state, problem);
  if (!isFailure(state.status)) return;
  const [outcome, ...below] = endReason(runId, state, nextStep);
  context.log("warning", outcome, { below });
}

/** Why a record of a run is a failure, line by line; undefined if it is none. */
export function problemOf(
  runId: string,
  state: FollowInputs & ObservedRun,
  nextStep: string,
): readonly string[] | undefined {
  return isFailure(state.status) && failsOnFailure(state) ? endReason(runId, state, nextStep) : undefined;
}
