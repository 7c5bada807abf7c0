import type { LifecycleContext } from "../../lifecycle";
import { count } from "./words";

/** How often a live row is redrawn. */
const TICK_MS = 1_000;

/** How a run left the ones that are counted. */
export type Ending = "completed" | "failed" | "left";

/** One line of counts on the row of a batch. */
export class BatchProgress {
  private completed = 0;
  private failed = 0;
  /** Of the runs that are followed now. */
  private readonly statuses = new Map<string, string>();
  private shown = "";
  private shownTenths = 0;

  constructor(
    private readonly total: number,
    private readonly context: Pick<LifecycleContext, "log" | "live" | "clock">,
  ) {}

  /** A run of which nothing more is to be learned now. Shown with the next one that is. */
  had(ending: Ending): void {
    if (ending === "completed") this.completed++;
    if (ending === "failed") this.failed++;
    this.shownTenths = this.tenths();
  }

  /** A run that is followed. */
  saw(key: string, status: string): void {
    this.statuses.set(key, status);
  }

  /** A run that is followed no more. */
  ended(key: string, ending: Ending): void {
    this.statuses.delete(key);
    if (ending === "completed") this.completed++;
    if (ending === "failed") this.failed++;
    // Where each line stays, only a further tenth or a failure is worth one.
    if (this.context.live || (this.tenths() === this.shownTenths && ending !== "failed")) return;
    this.shownTenths = this.tenths();
    this.show();
  }

  /** Redraws a live row until the signal aborts. */
  async tick(done: AbortSignal): Promise<void> {
    const { live, clock } = this.context;
    while (live && !done.aborted) {
      this.show();
      await clock.sleep(TICK_MS, done).catch(() => undefined);
    }
  }

  private tenths(): number {
    return Math.floor(((this.completed + this.failed) * 10) / Math.max(1, this.total));
  }

  private show(): void {
    const line = this.line();
    if (line === this.shown) return;
    this.shown = line;
    this.context.log("info", line, { ephemeral: true });
  }

  private line(): string {
    const queued = [...this.statuses.values()].filter((status) => status === "PENDING").length;
    const running = this.statuses.size - queued;
    const parts = [
      `${count(this.completed)} of ${count(this.total)} completed`,
      running > 0 && `${count(running)} running`,
      queued > 0 && `${count(queued)} queued`,
      this.failed > 0 && `${count(this.failed)} failed`,
    ];
    return parts.filter((part) => part !== false).join(", ");
  }
}
