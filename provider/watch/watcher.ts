import type { WherobotsClient } from "../api/client";
import { ApiError, isExpected, NotFoundError, PermissionError, RateLimitError } from "../api/errors";
import type { RunView } from "../api/models";
import { parseRetryAfterMs } from "../api/retry";
import { type Clock, type Random, sleepUntilWoken, WOKEN } from "../clock";
import { failureDelayMs, jittered, maxStalenessMs } from "./intervals";
import { RequestBudget } from "./request-budget";
import { RunList } from "./run-list";
import { type RunListener, type WatchedRun, WatchedRuns } from "./watched-runs";

/** What the watcher works with. */
export interface WatcherParts {
  api: WherobotsClient;
  clock: Clock;
  random: Random;
  maxRequestsPerSecond: number;
}

/**
 * Follows all open runs of one process and account. Few are asked for one by one, many by the list of active runs, so
 * that requests grow with the runs that finish and not with those that are open. Where the list fails, or costs more
 * than it saves, each run is asked for.
 */
export class RunWatcher {
  private readonly runs: WatchedRuns;
  private readonly pace: RequestBudget;
  private readonly list: RunList;
  /** Ends the requests of the present loop; undefined while nothing is watched. */
  private stop: AbortController | undefined;
  /** Ends the present pause, and when it ends by itself. */
  private wake = new AbortController();
  private asleepUntilMs = 0;
  /** Rounds in a row that failed as a whole, and when the next may come. */
  private failures = 0;
  private resumeAtMs = 0;

  constructor(private readonly parts: WatcherParts) {
    const { api, clock, maxRequestsPerSecond } = parts;
    const pace = new RequestBudget(maxRequestsPerSecond, clock);
    this.pace = pace;
    this.runs = new WatchedRuns(clock, () => {
      pace.countFinished();
      this.endIfIdle();
    });
    const ask = (watched: WatchedRun, signal: AbortSignal) => this.ask(watched, signal);
    this.list = new RunList({ api, clock, pace, runs: this.runs, ask });
  }

  /** Runs that are followed now. */
  get openRuns(): number {
    return this.runs.size;
  }

  /** Follows a run until it has ended, or until the function returned is called. */
  watch(run: RunView, listener: RunListener): () => void {
    const watched = this.runs.add(run, listener);
    // A new run is not to wait for as long as old ones.
    if (this.stop && this.asleepUntilMs - this.now > maxStalenessMs(0)) this.wake.abort(WOKEN);
    if (!this.stop) void this.loop((this.stop = new AbortController()).signal);
    return () => {
      this.runs.remove(watched, listener);
      this.endIfIdle();
    };
  }

  private endIfIdle(): void {
    if (this.runs.size > 0) return;
    this.stop?.abort(WOKEN);
    this.stop = undefined;
    this.wake.abort(WOKEN);
  }

  private get now(): number {
    return this.parts.clock.now();
  }

  private async loop(signal: AbortSignal): Promise<void> {
    let roundAtMs = this.now;
    while (this.isCurrent(signal)) {
      try {
        const dueMs = roundAtMs + this.intervalMs() - this.now;
        const pauseMs = Math.max(dueMs, this.pace.msUntilFree(), this.resumeAtMs - this.now);
        if (pauseMs > 0 && !(await this.sleep(pauseMs))) continue;
        roundAtMs = this.now;
        await this.round(signal);
      } catch (error) {
        if (this.isCurrent(signal)) this.tellAll(error);
      }
    }
  }

  private isCurrent(signal: AbortSignal): boolean {
    return this.stop?.signal === signal;
  }

  /** @returns false if it was cut short */
  private sleep(ms: number): Promise<boolean> {
    this.wake = new AbortController();
    this.asleepUntilMs = this.now + ms;
    return sleepUntilWoken(this.parts.clock, ms, this.wake.signal);
  }

  /** From one round to the next. */
  private intervalMs(): number {
    const open = this.runs.all();
    const patience = maxStalenessMs(this.now - this.runs.changedAtMs);
    const { random } = this.parts;
    // More often where many finish: each free place of a batch costs time.
    if (this.list.isUsable) return jittered(patience / (1 + this.pace.finishedPerSecond / 10), random);
    // One by one, and each once in that time.
    const nextDueMs = Math.min(...open.map(({ notBeforeMs }) => notBeforeMs)) - this.now;
    return Math.max(jittered(patience / open.length, random), nextDueMs);
  }

  private async round(signal: AbortSignal): Promise<void> {
    if (!this.list.isUsable) {
      const next = this.runs.leastRecentlyPolled().find(({ notBeforeMs }) => notBeforeMs <= this.now);
      if (next) await this.ask(next, signal);
      return;
    }
    try {
      await this.list.read(signal);
      this.failures = 0;
    } catch (error) {
      if (signal.aborted || !isExpected(error)) throw error;
      await this.listFailed(error, signal);
    }
  }

  /** The list alone, or everything: one run tells. */
  private async listFailed(error: Error, signal: AbortSignal): Promise<void> {
    const [witness] = this.runs.leastRecentlyPolled();
    if (error instanceof RateLimitError || !witness) {
      this.backOff(error);
      return;
    }
    const problem = await this.ask(witness, signal);
    if (problem === undefined || isOfOneRun(problem)) this.list.countFailure();
    else if (!(problem instanceof RateLimitError)) {
      this.backOff(problem);
      this.tellAll(problem, witness);
    }
  }

  /** Asks for one run by itself. @returns what went wrong; undefined if it answered */
  private async ask(watched: WatchedRun, signal: AbortSignal): Promise<Error | undefined> {
    await this.list.waitForBudget(signal);
    this.pace.charge(this.runs.size);
    watched.polledAtMs = this.now;
    try {
      const run = await this.parts.api.getRun(watched.view.id, { signal, retry: false, priority: "ahead" });
      this.failures = 0;
      watched.failedPolls = 0;
      this.runs.saw(watched, run);
      return undefined;
    } catch (error) {
      if (signal.aborted || !isExpected(error)) throw error;
      if (error instanceof RateLimitError) this.backOff(error);
      else this.askedInVain(watched, error);
      return error;
    }
  }

  private askedInVain(watched: WatchedRun, error: Error): void {
    watched.failedPolls++;
    watched.notBeforeMs = this.now + failureDelayMs(watched.failedPolls, this.requestedDelayMs(error));
    tell(watched, error);
  }

  /** Nothing is asked for a while. */
  private backOff(error: Error): void {
    this.failures++;
    this.resumeAtMs = this.now + failureDelayMs(this.failures, this.requestedDelayMs(error));
  }

  private requestedDelayMs(error: Error): number | undefined {
    return error instanceof ApiError ? parseRetryAfterMs(error.retryAfter, this.now) : undefined;
  }

  private tellAll(error: unknown, except?: WatchedRun): void {
    for (const watched of this.runs.all()) if (watched !== except) tell(watched, error);
  }
}

/** The server answered, of this run: it is gone, or this credential may not read it. */
function isOfOneRun(error: Error): boolean {
  return error instanceof NotFoundError || error instanceof PermissionError;
}

function tell({ listeners }: WatchedRun, error: unknown): void {
  for (const listener of [...listeners]) listener.failed(error);
}
