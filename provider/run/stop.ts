import type { OnInterrupt } from "../account/config";
import type { StopCause } from "../watch/wait";
import { type WaitGoal } from "../watch/wait";

/** What happens when a wait stops before its goal (the table of docs/reference.md, "What stops a wait"). */
export interface StopOutcome {
  /** Cancel the run, and wait for its end. */
  cancelRun: boolean;
  /** Fail this `up`; the run stays in state, and dependents are not made. */
  fails: boolean;
  /** What the next `up` does, for the message. */
  nextUp: "resumes the wait" | "starts a new run" | "reports it again";
}

/** `wait.onTimeout`. */
export type OnTimeout = "fail" | "cancel" | "continue";

/** What the user chose for the stops that the user decides about. */
export interface StopChoices {
  onTimeout: OnTimeout;
  onInterrupt: OnInterrupt;
}

const LEAVE_RUN: StopOutcome = { cancelRun: false, fails: true, nextUp: "resumes the wait" };

/** A run that costs too much would cost it again: a person decides what happens next. */
const END_RUN: StopOutcome = { cancelRun: true, fails: true, nextUp: "reports it again" };

const BY_CHOICE: Readonly<Record<OnTimeout | OnInterrupt, StopOutcome>> = {
  fail: LEAVE_RUN,
  detach: LEAVE_RUN,
  cancel: { cancelRun: true, fails: true, nextUp: "starts a new run" },
  continue: { cancelRun: false, fails: false, nextUp: "resumes the wait" },
};

/** Which of the user's choices applies to a cause: the one for limits of this wait, the one for interrupts, or none. */
export const CHOICE_FOR: Readonly<Record<StopCause, keyof StopChoices | undefined>> = {
  maxSeconds: "onTimeout",
  maxQueueSeconds: "onTimeout",
  customTimeout: "onTimeout",
  interrupt: "onInterrupt",
  maxWaitSeconds: undefined,
  budget: undefined,
  outage: undefined,
  credential: undefined,
};

/** The outcome of a stop. If the user has no choice for its cause, the run is left alone. */
export function stopOutcome(cause: StopCause, choices: StopChoices): StopOutcome {
  if (cause === "budget") return END_RUN;
  const choice = CHOICE_FOR[cause];
  return choice === undefined ? LEAVE_RUN : BY_CHOICE[choices[choice]];
}

/** A wait that stopped before its goal. */
export interface Stopped {
  reason: string;
  /** `may go on`: this operation cancelled it and did not see its end. */
  theRun: "goes on" | "was cancelled" | "may go on";
  /** The error that ended the wait; for a run that may go on, how far its cancel got. */
  error?: Error;
}

/** How a run is followed: inputs with their defaults applied. */
export interface FollowPolicy extends StopChoices {
  goal: WaitGoal;
  streamLogs: boolean;
  /** Path of the file that takes the whole log. */
  logFile: string | undefined;
  tailLines: number;
}
