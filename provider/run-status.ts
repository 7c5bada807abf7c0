import type { RunView } from "./api/models";

/** Statuses after which a run changes no more. A status this version does not know is not among them. */
const TERMINAL: ReadonlySet<string> = new Set(["COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT"]);

/** True while the run may still change: PENDING, RUNNING, or anything unknown. */
export function isActive(status: string): boolean {
  return !TERMINAL.has(status);
}

/**
 * The status of a run. A time-out shows as TIMED_OUT, or, on older servers, as FAILED with an event
 * RUN_FAIL_EXEC that says "timeout": there is no code for it.
 */
export function statusOf(run: RunView): string {
  if (run.status !== "FAILED") return run.status;
  const events = run.kubeApp?.events ?? [];
  const timedOut = events.some(
    (event) => event.code === "RUN_FAIL_EXEC" && /time(d )?[ -]?out/i.test(event.message ?? ""),
  );
  return timedOut ? "TIMED_OUT" : run.status;
}
