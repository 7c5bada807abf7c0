import { safeLine } from "../text/safe-line";
import type { RunView } from "./models";

/** Known statuses in which a run may still change. */
export const ACTIVE_STATUSES = ["PENDING", "RUNNING"] as const;
/** Statuses after which a run changes no more. A status this version does not know is not among them. */
export const TERMINAL_STATUSES = ["COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT"] as const;

/** Not of the API: nothing was started, because `wherobots:runJobs` is false. */
export const NOT_RUN = "NOT_RUN";

const ACTIVE: ReadonlySet<string> = new Set(ACTIVE_STATUSES);
const TERMINAL: ReadonlySet<string> = new Set(TERMINAL_STATUSES);

/** True for a word of the API as this version knows it, false for a newer one. */
export function isKnownStatus(status: string): boolean {
  return TERMINAL.has(status) || ACTIVE.has(status);
}

/** True while the run may still change: PENDING, RUNNING, or anything unknown. */
export function isActive(status: string): boolean {
  return !TERMINAL.has(status) && status !== NOT_RUN;
}

/** True if the run has ended, and not in success. */
export function isUnsuccessful(status: string): boolean {
  return !isActive(status) && status !== "COMPLETED" && status !== NOT_RUN;
}

/**
 * True if a run has left the queue, and is in none whatever it says later: servers show PENDING again for a moment, for
 * example while a run moves to another node.
 */
export function hasStarted({
  status,
  startTime,
}: {
  status: string;
  startTime?: string | null | undefined;
}): boolean {
  return status === "RUNNING" || Boolean(startTime);
}

/** A run that was stopped at its limit ran at least this part of it; clocks and rounding take the rest. */
const TIMED_OUT_SHARE = 0.9;

/** Statuses are words. */
const MAX_STATUS_LENGTH = 100;

/**
 * The status of a run, safe to show. A time-out shows as TIMED_OUT, or, on older servers, as FAILED with an event
 * RUN_FAIL_EXEC that says "timeout": there is no code for it. A job may fail with such words by itself, so where the
 * times are known the run must have reached its limit.
 */
export function statusOf(run: RunView): string {
  const status = safeLine(run.status, MAX_STATUS_LENGTH).trim() || "UNKNOWN";
  if (status !== "FAILED") return status;
  const events = run.kubeApp?.events ?? [];
  const saysSo = events.some(
    (event) => event.code === "RUN_FAIL_EXEC" && /time(d )?[ -]?out/i.test(event.message ?? ""),
  );
  return saysSo && hasReachedLimit(run) ? "TIMED_OUT" : status;
}

function hasReachedLimit({ startTime, completeTime, payload }: RunView): boolean {
  const ranMs = Date.parse(completeTime ?? "") - Date.parse(startTime ?? "");
  const limitSeconds = payload?.timeoutSeconds;
  if (Number.isNaN(ranMs) || limitSeconds === null || limitSeconds === undefined) return true;
  return ranMs >= limitSeconds * 1000 * TIMED_OUT_SHARE;
}
