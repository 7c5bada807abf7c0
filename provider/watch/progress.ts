import type { Clock } from "../clock";
import type { Log } from "../log";
import { safeLine } from "../text/safe-line";

/** What is known of a run while it is waited for. */
export interface Progress {
  status: string;
  /** True until it has started. */
  isQueued: boolean;
  /** Since the wait began. */
  elapsedMs: number;
  /** Time in the queue so far. */
  queuedMs: number;
  /** Runs that this process follows, each of which may have a row. */
  openRuns: number;
}

/** On a live row, of which a terminal shows the beginning. */
const MAX_LIVE_LENGTH = 160;
const HEARTBEAT_MS = 60_000;
/** Heartbeats of one process: with a thousand open runs each has its own every 17 minutes. */
const HEARTBEATS_PER_SECOND = 1;

/** Where a row is shown. */
interface RowContext {
  log: Log;
  /** True if rows are redrawn in place. */
  live: boolean;
  clock: Clock;
}

/**
 * The row of one run. A terminal redraws it in place, and the engine shows there how long the operation takes. In CI
 * and in a file each line stays: there every line of the log is shown once, and a silent run says once a minute that it
 * is there.
 */
export class RunRow {
  private status = "";
  private lastLine: string | undefined;
  private shown = "";
  private shownAtMs = 0;

  constructor(private readonly context: RowContext) {}

  /** Shows what has changed. */
  report(progress: Progress): void {
    const { live, clock } = this.context;
    const { status } = progress;
    const isNews = status !== this.status;
    this.status = status;
    if (live) this.redraw(queueText(progress));
    else if (isNews) this.show(status);
    else if (clock.now() - this.shownAtMs >= heartbeatMs(progress.openRuns)) this.show(heartbeat(progress));
  }

  /**
   * Shows new lines of the log.
   *
   * @param lines the newest ones, safe to show
   * @param more how many came before them
   */
  addLog(lines: readonly string[], more: number): void {
    this.lastLine = lines.at(-1);
    if (this.context.live) {
      this.redraw("");
      return;
    }
    if (more > 0) this.show(row(this.status, `… ${more.toLocaleString("en")} lines more`));
    for (const line of lines) this.show(row(this.status, line));
  }

  private redraw(queue: string): void {
    const log = this.lastLine === undefined ? undefined : safeLine(this.lastLine, MAX_LIVE_LENGTH);
    const text = row(`${this.status}${queue}`, log);
    if (text !== this.shown) this.show(text);
  }

  private show(text: string): void {
    const { log, clock } = this.context;
    this.shown = text;
    this.shownAtMs = clock.now();
    log("info", text, { ephemeral: true });
  }
}

/** A log can be there before the first status: no bar stands for what is not known. */
function row(status: string, line: string | undefined): string {
  return [status, line].filter((part) => part !== undefined && part !== "").join(" | ");
}

function heartbeatMs(openRuns: number): number {
  return Math.max(HEARTBEAT_MS, (openRuns / HEARTBEATS_PER_SECOND) * 1000);
}

function heartbeat({ status, isQueued, elapsedMs, queuedMs }: Progress): string {
  const queued = !isQueued && queuedMs >= 1000 ? ` (queued ${duration(queuedMs)})` : "";
  return `${status} ${duration(elapsedMs)}${queued}`;
}

/** In whole minutes after the first: each redraw is an event that the engine keeps. */
function queueText({ isQueued, queuedMs }: Progress): string {
  if (!isQueued || queuedMs < 1000) return "";
  const minutes = Math.floor(queuedMs / 60_000);
  return ` ${minutes > 0 && minutes < 60 ? `${minutes}m` : duration(queuedMs)}`;
}

/** "45s", "12m 5s", "3h 2m": two units are enough to read. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${seconds % 60}s`;
  return `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}
