import type { Log } from "../../log";
import type { LifecycleContext } from "../../resource";
import { formatCount } from "../../text/format";
import { duration } from "../../watch/progress";

/** How often a live row is redrawn; and how often a batch reports if nothing changes and lines stay in the output. */
const TICK_MS = 1_000;
const HEARTBEAT_MS = 60_000;

/** Where following a run led. */
export type Ending = "completed" | "failed" | "open" | "left";

/** One line of counts on the row of a batch. */
export class BatchProgress {
  private completed = 0;
  private failed = 0;
  private open = 0;
  /** Of the runs that are followed now. */
  private readonly statuses = new Map<string, string>();
  private readonly beganAtMs: number;
  private shown = "";
  private shownAtMs: number;
  private shownTenths = 0;

  constructor(
    private readonly total: number,
    private readonly context: Pick<LifecycleContext, "log" | "live" | "clock">,
  ) {
    this.beganAtMs = context.clock.now();
    this.shownAtMs = this.beganAtMs;
  }

  /** Counts a run that needs nothing. It is shown with the next change. */
  had(ending: Ending): void {
    this.count(ending);
    this.shownTenths = this.tenths();
  }

  /** Notes the status of a run that is followed. */
  saw(key: string, status: string): void {
    this.statuses.set(key, status);
  }

  /** Counts a run that is not followed any more. */
  ended(key: string, ending: Ending): void {
    this.statuses.delete(key);
    this.count(ending);
    if (this.context.live) return;
    // Lines stay in the output: only a failure or another tenth of the runs gets one.
    if (ending === "failed") this.show(`${key} failed: ${this.counts()}`);
    else if (this.tenths() !== this.shownTenths) this.show(this.counts());
    this.shownTenths = this.tenths();
  }

  /** Until the signal aborts: redraws a live row, or reports the counts after a minute without a line. */
  async tick(done: AbortSignal): Promise<void> {
    const { live, clock } = this.context;
    while (!done.aborted) {
      const nowMs = clock.now();
      const isSilent = nowMs - this.shownAtMs >= HEARTBEAT_MS;
      if (live && this.counts() !== this.shown) this.show(this.counts());
      else if (!live && isSilent) this.show(`${this.counts()} after ${duration(nowMs - this.beganAtMs)}`);
      const pauseMs = live ? TICK_MS : this.shownAtMs + HEARTBEAT_MS - nowMs;
      await clock.sleep(Math.max(TICK_MS, pauseMs), done).catch(() => undefined);
    }
  }

  /** Reports the final counts, on a line that stays. */
  conclude(): void {
    this.context.log("info", this.counts());
  }

  private count(ending: Ending): void {
    if (ending !== "left") this[ending]++;
  }

  private tenths(): number {
    return Math.floor(((this.completed + this.failed) * 10) / Math.max(1, this.total));
  }

  private show(text: string): void {
    this.shown = text;
    this.shownAtMs = this.context.clock.now();
    this.context.log("info", text, { ephemeral: true });
  }

  private counts(): string {
    const queued = [...this.statuses.values()].filter((status) => status === "PENDING").length;
    const running = this.statuses.size - queued;
    const parts = [
      `${formatCount(this.completed)} of ${formatCount(this.total)} completed`,
      running > 0 && `${formatCount(running)} running`,
      queued > 0 && `${formatCount(queued)} queued`,
      this.open > 0 && `${formatCount(this.open)} still active`,
      this.failed > 0 && `${formatCount(this.failed)} failed`,
    ];
    return parts.filter((part) => part !== false).join(", ");
  }
}

/** Warnings of runs that are shown. A thousand of one kind say no more. */
const MAX_WARNINGS = 20;
/** How many of these have lines below them, such as a log tail. */
const MAX_WITH_LINES = 3;
/** How many passing lines are shown, which say that a request is repeated. */
const MAX_EPHEMERAL = 20;

/**
 * What the runs of a batch log on its row: warnings, each after its key, and which requests are repeated. A line for each
 * submitted run would bury these.
 */
export class MemberLog {
  private warnings = 0;
  private ephemeral = 0;

  constructor(private readonly log: Log) {}

  /** The log of one key's run. */
  of(key: string): Log {
    return (level, message, options) => {
      if (options?.ephemeral) {
        if (++this.ephemeral <= MAX_EPHEMERAL) this.log(level, message, { ephemeral: true });
        return;
      }
      if (level !== "warning" && level !== "error") return;
      this.warnings++;
      if (this.warnings > MAX_WARNINGS) return;
      const below = this.warnings > MAX_WITH_LINES ? undefined : options?.below;
      this.log(level, `${key}: ${message}`, below ? { below } : {});
    };
  }

  /** Reports how many warnings were left out. */
  end(): void {
    const more = this.warnings - MAX_WARNINGS;
    if (more > 0) this.log("warning", `and ${formatCount(more, "more warning")} of other runs`);
  }
}
