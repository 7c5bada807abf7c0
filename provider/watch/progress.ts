import type { Log } from "../lifecycle";
import { safeLine } from "../remote-text";

/** What is known of a run while it is waited for. */
export interface Progress {
  status: string;
  /** Since the wait began. */
  elapsedMs: number;
  /** Time in PENDING so far. */
  queuedMs: number;
  lastLogLine: string | undefined;
}

const MAX_LOG_LENGTH = 160;

/**
 * Shows progress on the resource's row, at most once per call.
 *
 * @param live true: the row is redrawn in place, so the clock may tick; false (CI, a file): each line stays, so
 * only a change of status or a new log line is worth one
 */
export function progressReporter(log: Log, live: boolean): (progress: Progress) => void {
  let last = "";
  return (progress) => {
    const line = progressLine(progress, live);
    if (line === last) return;
    last = line;
    log("info", line, { ephemeral: true });
  };
}

function progressLine({ status, elapsedMs, queuedMs, lastLogLine }: Progress, live: boolean): string {
  const clock = live
    ? ` ${duration(elapsedMs)}${queuedMs >= 1000 ? ` (queued ${duration(queuedMs)})` : ""}`
    : "";
  const said = lastLogLine === undefined ? "" : ` | ${safeLine(lastLogLine, MAX_LOG_LENGTH)}`;
  return `${status}${clock}${said}`;
}

/** "45s", "12m 5s", "3h 2m": two units are enough to read. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${seconds % 60}s`;
  return `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}
