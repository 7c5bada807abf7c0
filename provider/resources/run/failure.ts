import type { StopCause, WaitGoal } from "../../watch/wait";
import type { Stopped } from "./follow";
import { runAddress } from "./observe";
import type { ObservedRun } from "./observed-run";

/*
 * What a person reads when a run did not do what was wished: the outcome, the cause, the last log lines, where to
 * look, what to do next. Lines of one text, since the engine makes a numbered list of several texts.
 */

const OUTCOME: Readonly<Record<string, string>> = {
  FAILED: "failed",
  TIMED_OUT: "ran longer than its timeoutSeconds and was stopped by Wherobots",
  CANCELLED: "was cancelled",
};

/** Why a run ended without success. `next` says how to go on. */
export function endReason(runId: string, run: ObservedRun, next: string): [string, ...string[]] {
  const outcome = run.cancelledByProvider ? "was cancelled by this program" : OUTCOME[run.status];
  const cause = lastCause(run);
  return [
    `${runText(runId, run)} ${outcome ?? `ended as ${run.status}`}${cause ? `: ${cause}` : ""}`,
    ...(run.logTail ?? []).map((line) => `    | ${line}`),
    `    ${next}. See ${runAddress(run.account.apiUrl, runId)}`,
  ];
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

/** What ended a wait, in words. */
export function stopReason(
  cause: StopCause,
  goal: WaitGoal,
  runId: string,
  run: ObservedRun,
  error?: Error,
): string {
  const what = `${runText(runId, run)} is ${run.status}`;
  const why: Record<StopCause, string> = {
    maxSeconds: `wait.maxSeconds (${goal.maxSeconds} s) has passed`,
    customTimeout: "the time that its option `customTimeouts` gives has passed",
    maxQueueSeconds: `it is still queued after wait.maxQueueSeconds (${goal.maxQueueSeconds ?? 0} s)`,
    maxWaitSeconds: "wherobots:maxWaitSeconds, the limit of all waits of one command, has passed",
    outage: "its status could not be read for too long",
    credential: "the credential is no longer accepted",
    interrupt: "the wait was interrupted",
  };
  return `${what}, and ${why[cause]}${error ? `: ${error.message}` : ""}`;
}

/** The whole message of a wait that stopped. `next` says what follows where the run was ended. */
export function stopText({ reason, theRun }: Stopped, runId: string, run: ObservedRun, next: string): string {
  const said: Record<Stopped["theRun"], string> = {
    "goes on": `${reason}; the run goes on, and the next \`pulumi up\` resumes the wait`,
    "was cancelled": `${reason}; it was cancelled. ${next}`,
    "may go on": `${reason}. ${next}`,
  };
  return `${said[theRun]}. See ${runAddress(run.account.apiUrl, runId)}`;
}
