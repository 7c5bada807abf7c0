import type { OnInterrupt } from "../../config";
import type { StopCause } from "../../watch/wait";

/** What happens when a wait stops before its goal (the table of README.md, "What stops a wait"). */
export interface StopOutcome {
  /** Cancel the run, and wait for its end. */
  cancelRun: boolean;
  /** Fail this `up`; the run stays in state, and dependents are not made. */
  fails: boolean;
  /** What the next `up` does, in words. */
  nextUp: "resumes the wait" | "starts a new run";
}

/** `wait.onTimeout`. */
export type OnTimeout = "fail" | "cancel" | "continue";

/** What the user chose for the stops that are theirs to choose. */
export interface StopChoices {
  onTimeout: OnTimeout;
  onInterrupt: OnInterrupt;
}

const LEAVE: StopOutcome = { cancelRun: false, fails: true, nextUp: "resumes the wait" };

const BY_CHOICE: Readonly<Record<OnTimeout | OnInterrupt, StopOutcome>> = {
  fail: LEAVE,
  detach: LEAVE,
  cancel: { cancelRun: true, fails: true, nextUp: "starts a new run" },
  continue: { cancelRun: false, fails: false, nextUp: "resumes the wait" },
};

/** Which choice a cause of a stop obeys: that of the limits of this one wait, that of an interrupt, or none. */
export const OBEYS: Readonly<Record<StopCause, keyof StopChoices | undefined>> = {
  maxSeconds: "onTimeout",
  maxQueueSeconds: "onTimeout",
  customTimeout: "onTimeout",
  interrupt: "onInterrupt",
  maxWaitSeconds: undefined,
  outage: undefined,
  credential: undefined,
};

/** The outcome of a stop. What is not the user's to choose leaves the run alone. */
export function stopOutcome(cause: StopCause, choices: StopChoices): StopOutcome {
  const choice = OBEYS[cause];
  return choice === undefined ? LEAVE : BY_CHOICE[choices[choice]];
}
