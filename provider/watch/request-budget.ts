import type { Clock } from "../clock";

/** Status requests a second with few open runs, and with very many. */
const FEW_RUNS = { runs: 100, perSecond: 1.1 };
const MANY_RUNS = { runs: 400, perSecond: 2.7 };
/** More for each run that ended in a second of late: requests grow with the runs that finish. */
const PER_FINISHED_RUN = 0.1;
/** Over this time the finished runs of a second are counted. */
const FINISHED_WINDOW_MS = 10_000;
/** Of all that the process may send, submits and logs have the other half. */
const SHARE_OF_LIMIT = 0.5;
/** A find may be followed up at once; the rounds after it wait for longer. */
const BURST = 3;

/** How many status requests a process may send, over all its runs. */
export class RequestBudget {
  /** The budget is used up until this moment. Unused time is not saved up. */
  private busyUntilMs: number;
  private finished = 0;
  private finishedAtMs: number;

  constructor(
    private readonly maxRequestsPerSecond: number,
    private readonly clock: Clock,
  ) {
    this.busyUntilMs = clock.now();
    this.finishedAtMs = clock.now();
  }

  /** A request is sent. */
  charge(openRuns: number): void {
    this.busyUntilMs = Math.max(this.busyUntilMs, this.clock.now()) + this.requestMs(openRuns);
  }

  /** A run was seen to end. */
  countFinished(): void {
    this.finished = this.finishedLately() + 1;
    this.finishedAtMs = this.clock.now();
  }

  /** Runs that ended in a second, of late. */
  get finishedPerSecond(): number {
    return (this.finishedLately() / FINISHED_WINDOW_MS) * 1000;
  }

  /** Time until the budget allows the next round. */
  msUntilFree(): number {
    return Math.max(0, this.busyUntilMs - this.clock.now());
  }

  /** Time until one more request may be sent of what must not wait for the next round. */
  msUntilFollowUp(openRuns: number): number {
    return Math.max(0, this.msUntilFree() - (BURST - 1) * this.requestMs(openRuns));
  }

  private requestMs(openRuns: number): number {
    const many = (openRuns - FEW_RUNS.runs) / (MANY_RUNS.runs - FEW_RUNS.runs);
    const part = Math.min(1, Math.max(0, many));
    const base = FEW_RUNS.perSecond + part * (MANY_RUNS.perSecond - FEW_RUNS.perSecond);
    const perSecond = base + PER_FINISHED_RUN * this.finishedPerSecond;
    return 1000 / Math.min(perSecond, SHARE_OF_LIMIT * this.maxRequestsPerSecond);
  }

  private finishedLately(): number {
    return this.finished * Math.exp((this.finishedAtMs - this.clock.now()) / FINISHED_WINDOW_MS);
  }
}
