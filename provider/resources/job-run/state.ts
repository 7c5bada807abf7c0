import type { RunView } from "../../api/models";
import type { Redact } from "../../redact";
import { safeLine } from "../../remote-text";
import { statusOf } from "../../run-status";
import type { ObservedRun } from "../run/observe";
import type { JobRunInputs } from "./inputs";

/** What the engine keeps: the last inputs verbatim, and what was observed of the run. */
export type JobRunState = JobRunInputs & ObservedRun & { attempts?: RunAttempt[] };

/** An earlier run of the same wish. */
export interface RunAttempt {
  runId: string;
  status: string;
  startTime?: string;
  completeTime?: string;
  reason?: string;
}

/** Earlier runs kept in state. */
export const MAX_ATTEMPTS_KEPT = 10;
const MAX_REASON_LENGTH = 200;

/** The record of one earlier run. */
export function attemptOf(run: RunView, redact: Redact): RunAttempt {
  const cause =
    run.kubeApp?.events?.filter((event) => event.code?.includes("FAIL")).at(-1)?.message ??
    run.kubeApp?.message;
  const failed = run.status !== "COMPLETED";
  return {
    runId: run.id,
    status: statusOf(run),
    ...(run.startTime ? { startTime: run.startTime } : {}),
    ...(run.completeTime ? { completeTime: run.completeTime } : {}),
    ...(failed && cause ? { reason: safeLine(redact(cause), MAX_REASON_LENGTH) } : {}),
  };
}
