import type { RunView } from "../api/models";
import type { Clock } from "../clock";
import { isActive, statusOf } from "../run-status";

/** Who waits for a run. */
export interface RunListener {
  /** The run was seen, changed or not. */
  seen(run: RunView): void;
  /** It was asked for in vain, or nothing can be asked at all. Refusals (429) are not told. */
  failed(error: unknown): void;
}

/** One run that is followed. */
export interface WatchedRun {
  view: RunView;
  readonly listeners: Set<RunListener>;
  readonly sinceMs: number;
  /** When it was last asked for by itself, and not to be asked before. */
  askedAtMs: number;
  notBeforeMs: number;
  /** Questions in a row that failed, or found it active although no list shows it. */
  inVain: number;
  wasListed: boolean;
  /** Active, and in no list: its status is new to this version, or the list is behind. */
  isStray: boolean;
}

/** The open runs of one process, and who waits for each. */
export class WatchedRuns {
  /** Active runs in the list that nobody waits for here, as far as is known. */
  others = 0;
  /** When a run was last seen to change its status, or began to be followed. */
  changedAtMs = 0;
  private readonly runs = new Map<string, WatchedRun>();

  /** @param onEnd told of each run that was seen to end */
  constructor(
    private readonly clock: Clock,
    private readonly onEnd: () => void,
  ) {}

  get size(): number {
    return this.runs.size;
  }

  get(runId: string): WatchedRun | undefined {
    return this.runs.get(runId);
  }

  has(watched: WatchedRun): boolean {
    return this.runs.get(watched.view.id) === watched;
  }

  /** A copy: whoever is told of a run may leave. */
  all(): WatchedRun[] {
    return [...this.runs.values()];
  }

  strays(): WatchedRun[] {
    return this.all().filter(({ isStray }) => isStray);
  }

  /** First the one that was not asked for by itself for the longest time. */
  longestUnasked(): WatchedRun[] {
    return this.all().sort((a, b) => a.askedAtMs - b.askedAtMs);
  }

  add(view: RunView, listener: RunListener): WatchedRun {
    const watched = this.runs.get(view.id) ?? this.begin(view);
    watched.listeners.add(listener);
    return watched;
  }

  remove(watched: WatchedRun, listener: RunListener): void {
    watched.listeners.delete(listener);
    if (watched.listeners.size > 0 || !this.has(watched)) return;
    this.runs.delete(watched.view.id);
    // It stays in the list of active ones.
    this.others++;
  }

  /** Takes note of a run as it is now. */
  saw(watched: WatchedRun, run: RunView): void {
    if (run.status !== watched.view.status) this.changedAtMs = this.clock.now();
    watched.view = run;
    if (!isActive(statusOf(run)) && this.has(watched)) {
      this.runs.delete(run.id);
      this.onEnd();
    }
    for (const listener of [...watched.listeners]) listener.seen(run);
  }

  private begin(view: RunView): WatchedRun {
    const sinceMs = this.clock.now();
    const watched: WatchedRun = {
      view,
      listeners: new Set(),
      ...{ sinceMs, askedAtMs: sinceMs, notBeforeMs: 0 },
      ...{ inVain: 0, wasListed: false, isStray: false },
    };
    this.runs.set(view.id, watched);
    this.changedAtMs = sinceMs;
    // It may have been in the list before it was told here.
    this.others = Math.max(0, this.others - 1);
    return watched;
  }
}
