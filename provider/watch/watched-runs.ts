import type { RunView } from "../api/models";
import { isActive, statusOf } from "../api/run-status";
import type { Clock } from "../clock";

/** Who waits for a run. */
export interface RunListener {
  /** The run was seen, changed or not. */
  seen(run: RunView): void;
  /** A poll of this run failed, or polling as a whole did. A refusal (429) is not reported. */
  failed(error: unknown): void;
}

/** One run that is followed. */
export interface WatchedRun {
  view: RunView;
  readonly listeners: Set<RunListener>;
  readonly sinceMs: number;
  /** When it was last polled by itself, and when it may be polled again. */
  polledAtMs: number;
  notBeforeMs: number;
  /** Polls in a row that failed, or found it active although no list shows it. */
  failedPolls: number;
  wasListed: boolean;
  /** Active, and in no list: its status is new to this version, or the list is behind. */
  isUnlisted: boolean;
}

/** The open runs of one process, and who waits for each. */
export class WatchedRuns {
  /** Active runs in the list that nobody waits for here, as far as is known. */
  foreignActive = 0;
  /** When a run was last seen to change its status, or began to be followed. */
  changedAtMs = 0;
  private readonly runs = new Map<string, WatchedRun>();

  /** @param onEnd called for each run that was seen to end */
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

  /** A copy: a listener may leave while it is called. */
  all(): WatchedRun[] {
    return [...this.runs.values()];
  }

  unlisted(): WatchedRun[] {
    return this.all().filter(({ isUnlisted }) => isUnlisted);
  }

  /** The one that was polled the longest time ago comes first. */
  leastRecentlyPolled(): WatchedRun[] {
    return this.all().sort((a, b) => a.polledAtMs - b.polledAtMs);
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
    this.foreignActive++;
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
      ...{ sinceMs, polledAtMs: sinceMs, notBeforeMs: 0 },
      ...{ failedPolls: 0, wasListed: false, isUnlisted: false },
    };
    this.runs.set(view.id, watched);
    this.changedAtMs = sinceMs;
    // The list may have shown it before it was added here.
    this.foreignActive = Math.max(0, this.foreignActive - 1);
    return watched;
  }
}
