import { isActive, isUnsuccessful } from "../api/run-status";
import { InitFailure, type LifecycleContext } from "../resource";
import { isGoalReached, type StopCause, type WaitGoal, type WaitResult } from "../watch/wait";
import { type FollowInputs, failsOnFailure, waitUntil } from "./fields";
import { runAddress } from "./observe";
import type { ObservedRun, RunFailure } from "./record";
import type { Stopped } from "./stop";

/** True if these inputs ask for nothing more of the run: it has ended, or the goal of the wait is reached. */
export function isDone(status: string, inputs: FollowInputs): boolean {
  return !isActive(status) || isGoalReached(status, waitUntil(inputs));
}

/** Why a recorded run needs an update: its wait is to be resumed, or its failure reported again. */
export function resumeReason(runId: string, status: string, inputs: FollowInputs): string | undefined {
  if (!isDone(status, inputs)) return `run ${runId} was ${status} when last seen; the wait for it goes on`;
  return isUnsuccessful(status) && failsOnFailure(inputs) ? `run ${runId} ended as ${status}` : undefined;
}

/** How an operation on a run ended. */
export interface Outcome {
  state: FollowInputs & ObservedRun;
  /** Why the wait stopped before its goal; undefined if it did not. */
  stopped: Stopped | undefined;
  /** What the user can do next. */
  nextStep: string;
}

/**
 * Ends an operation on a run: fails it if the run did not complete, or if the wait for it was stopped.
 *
 * @throws InitFailure
 */
export function finishOperation(
  runId: string,
  { state, stopped, nextStep }: Outcome,
  context: LifecycleContext,
): void {
  if (stopped)
    throw new InitFailure(
      runId,
      state,
      [stopText(stopped, runId, state, nextStep)],
      stopped.error ? { cause: stopped.error } : {},
    );
  const failure = failureReason(runId, state, nextStep);
  if (failure) throw new InitFailure(runId, state, failure);
  if (!isUnsuccessful(state.status)) return;
  const [outcome, ...below] = endReason(runId, state, nextStep);
  context.log("warning", outcome, { below });
}

/** Why a recorded run counts as a failure, line by line; undefined if it does not. */
export function failureReason(
  runId: string,
  state: FollowInputs & ObservedRun,
  nextStep: string,
): readonly string[] | undefined {
  return isUnsuccessful(state.status) && failsOnFailure(state)
    ? endReason(runId, state, nextStep)
    : undefined;
}

/*
 * What a person reads about a run that did not succeed: the outcome, the cause, the last log lines, a hint, where to
 * look, what to do next. These are lines of one text, because the engine numbers several texts as a list.
 */

const OUTCOME: Readonly<Record<string, string>> = {
  FAILED: "failed",
  TIMED_OUT: "ran longer than its timeoutSeconds and was stopped by Wherobots",
  CANCELLED: "was cancelled",
};

function endReason(runId: string, run: ObservedRun, nextStep: string): [string, ...string[]] {
  const outcome = run.cancelledByProvider ? "was cancelled by this program" : OUTCOME[run.status];
  const cause = lastCause(run);
  return [
    `${runText(runId, run)} ${outcome ?? `ended as ${run.status}`}${cause ? `: ${cause}` : ""}`,
    ...(run.logTail ?? []).map((line) => `    | ${line}`),
    ...(run.failure ? [hintLine(run.failure)] : []),
    `    ${nextStep}. See ${runAddress(run.account.apiUrl, runId)}`,
  ];
}

/** What to do, and the heading to read on at. */
function hintLine({ kind, hint }: RunFailure): string {
  return `    Hint: ${hint}. See docs/troubleshooting.md, ${kind}`;
}

/** The newest failure event, else the message of the application. */
export function lastCause(run: ObservedRun): string | undefined {
  const failed = run.kubeApp?.events?.filter((event) => event.code?.includes("FAIL")).at(-1);
  return failed?.message ?? run.kubeApp?.message;
}

/** A batch does not keep the names of runs that have ended. */
function runText(runId: string, { runName }: ObservedRun): string {
  return `run ${runId}${runName === "" ? "" : ` (${runName})`}`;
}

/** What the watcher reports of a wait that stopped. */
export type StoppedWait = Extract<WaitResult, { kind: "stopped" }>;

/** What ended a wait. */
export function stopReason(
  { cause, run, error }: StoppedWait,
  goal: WaitGoal,
  observed: ObservedRun,
): string {
  const what = `${runText(run.id, observed)} is ${observed.status}`;
  const why: Record<StopCause, string> = {
    maxSeconds: `wait.maxSeconds (${goal.maxSeconds} s) has passed`,
    customTimeout: "the time that its option `customTimeouts` gives has passed",
    maxQueueSeconds: `it is still queued after wait.maxQueueSeconds (${goal.maxQueueSeconds ?? 0} s)`,
    maxWaitSeconds: "wherobots:maxWaitSeconds, the limit of all waits of one command, has passed",
    budget: `it cost more than budget.maxUsd (${goal.maxUsd ?? 0})`,
    outage: "its status could not be read for too long",
    credential: "the credential is no longer accepted",
    interrupt: "the wait was interrupted",
  };
  return `${what}, and ${why[cause]}${error ? `: ${error.message}` : ""}`;
}

function stopText({ reason, theRun }: Stopped, runId: string, run: ObservedRun, nextStep: string): string {
  const texts: Record<Stopped["theRun"], string> = {
    "goes on": `${reason}; the run goes on, and the next \`pulumi up\` resumes the wait`,
    "was cancelled": `${reason}; it was cancelled. ${nextStep}`,
    "may go on": `${reason}. ${nextStep}`,
  };
  return `${texts[theRun]}. See ${runAddress(run.account.apiUrl, runId)}`;
}
