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

const LEAVE: StopOutcome = { cancelRun: false, fails: true, nextUp: "resumes the wait" };

const BY_ON_TIMEOUT: Readonly<Record<OnTimeout, StopOutcome>> = {
  fail: LEAVE,
  cancel: { cancelRun: true, fails: true, nextUp: "starts a new run" },
  continue: { cancelRun: false, fails: false, nextUp: "resumes the wait" },
};

/** The outcome of a stop. Only the limits of this one wait are the user's to choose; the rest leaves the run alone. */
export function stopOutcome(cause: StopCause, onTimeout: OnTimeout): StopOutcome {
  return cause === "maxSeconds" || cause === "maxQueueSeconds" ? BY_ON_TIMEOUT[onTimeout] : LEAVE;
}
