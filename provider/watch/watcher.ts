import type { ListRunsQuery, WherobotsClient } from "../api/client";
import { ApiError, isExpected, RateLimitError } from "../api/errors";
import type { RunPage, RunView } from "../api/models";
import { parseRetryAfterMs } from "../api/retry";
import type { Clock, Random } from "../clock";
import { ACTIVE_STATUSES, isActive, statusOf, TERMINAL_STATUSES } from "../run-status";
import { failureDelayMs, jittered, patienceMs } from "./intervals";
import { commonPattern } from "./name-pattern";
import { StatusPace } from "./status-pace";

/** Who waits for a run. */
export interface RunListener {
  /** The run was seen, changed or not. */
  seen(run: RunView): void;
  /** It was asked for in vain, or nothing can be asked at all. Refusals (429) are not told. */
  failed(error: unknown): void;
}

/** What the watcher works with. */
export interface WatcherParts {
  api: WherobotsClient;
  clock: Clock;
  random: Random;
  maxRequestsPerSecond: number;
}

/** One run that is followed. */
interface WatchedRun {
  view: RunView;
  readonly listeners: Set<RunListener>;
  readonly sinceMs: number;
  changedAtMs: number;
  /** When it was last asked for by itself, and not to be asked before. */
  askedAtMs: number;
  notBeforeMs: number;
  /** Questions in a row that failed, or found it active although no list shows it. */
  inVain: number;
  wasListed: boolean;
  /** Active, and in no list: its status is new to this version, or the list is behind. */
  isStray: boolean;
}

/** So many runs, or fewer, are asked for one by one. */
const FEW = 2;
const PAGE_SIZE = 100;
/** A list may show a new run this much later. */
const LIST_LAG_MS = 5_000;
/** A list of several pages is read whole this often, also where its length tells of no change. */
const SWEEP_MS = 30_000;
/** The same while runs are queued: its length does not tell that one has started. */
const QUEUED_SWEEP_MS = 10_000;
/** The same where runs of others are in it: one of theirs may begin as one of ours ends. */
const SHARED_SWEEP_MS = 5_000;
/** A list that failed, is too long or wrong is left alone for this long. */
const WITHOUT_LIST_MS = 60_000;
/** Each run is asked for by itself now and then, one in this time: a cache between may serve an old list for ever. */
const VERIFY_MS = 10_000;
/** A run that ended so long ago, and is in the list of active ones, is there by mistake. */
const WRONG_LIST_MS = 30_000;
const MAX_STRAY_DELAY_MS = 10_000;

/**
 * Follows all open runs of one process and account. Few are asked for one by one. Of many the list of active runs is
 * read, which is one request for 100 of them, and only those that left it are looked at: requests grow with the runs
 * that finish. A list only saves requests: that a run has ended is told by its own record alone, and where the list
 * fails, or costs more than it saves, each run is asked for.
 */
export class RunWatcher {
  private readonly runs = new Map<string, WatchedRun>();
  private readonly pace: StatusPace;
  /** Ends the requests and the pauses of the present loop; undefined while nothing is watched. */
  private stop: AbortController | undefined;
  private wake = new AbortController();
  private resumeAtMs = 0;
  private troubles = 0;
  private listsFromMs = 0;
  private sweptAtMs = 0;
  private verifiedAtMs = 0;
  /** Length of the list of active runs. */
  private listed = 0;
  /** Active runs in the list that nobody waits for here, as of the last whole reading. */
  private others = 0;

  constructor(private readonly parts: WatcherParts) {
    this.pace = new StatusPace(parts.maxRequestsPerSecond, parts.clock);
  }

  /** Runs that are followed now. */
  get openRuns(): number {
    return this.runs.size;
  }

  /** Follows a run until it has ended, or until the function returned is called. */
  watch(run: RunView, listener: RunListener): () => void {
    const watched = this.runs.get(run.id) ?? this.begin(run);
    watched.listeners.add(listener);
    if (this.stop) this.wake.abort();
    else void this.loop((this.stop = new AbortController()).signal);
    return () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size === 0 && this.runs.get(run.id) === watched) this.leave(watched);
    };
  }

  private begin(view: RunView): WatchedRun {
    const sinceMs = this.now;
    const watched: WatchedRun = {
      view,
      listeners: new Set(),
      ...{ sinceMs, changedAtMs: sinceMs, askedAtMs: sinceMs, notBeforeMs: 0 },
      ...{ inVain: 0, wasListed: false, isStray: false },
    };
    this.runs.set(view.id, watched);
    // It may have been in the list before it was told here.
    this.others = Math.max(0, this.others - 1);
    return watched;
  }

  private leave({ view }: WatchedRun): void {
    this.runs.delete(view.id);
    // It stays in the list of active ones.
    if (isActive(statusOf(view))) this.others++;
    if (this.runs.size > 0) return;
    this.stop?.abort();
    this.stop = undefined;
    this.wake.abort();
  }

  private get now(): number {
    return this.parts.clock.now();
  }

  private async loop(signal: AbortSignal): Promise<void> {
    let roundAtMs = this.now;
    while (!signal.aborted) {
      try {
        // Again after a call of `watch`: a new run is not to wait for as long as old ones.
        const dueMs = roundAtMs + this.intervalMs() - this.now;
        const pauseMs = Math.max(dueMs, this.pace.untilPaidMs(), this.resumeAtMs - this.now);
        if (pauseMs > 0 && !(await this.sleep(pauseMs))) continue;
        roundAtMs = this.now;
        await this.round(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.tellAll(error);
      }
    }
  }

  /** @returns false if it was cut short */
  private async sleep(ms: number): Promise<boolean> {
    const { signal } = (this.wake = new AbortController());
    try {
      await this.parts.clock.sleep(ms, signal);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }

  private intervalMs(): number {
    const watched = [...this.runs.values()];
    const youngest = Math.max(0, ...watched.map(({ changedAtMs }) => changedAtMs));
    const patience = patienceMs(this.now - youngest);
    // One by one each is asked for once in that time.
    const runs = this.usesList ? 1 + this.pace.finishedPerSecond / 10 : watched.length;
    const nextDueMs = this.usesList
      ? 0
      : Math.min(...watched.map(({ notBeforeMs }) => notBeforeMs)) - this.now;
    return Math.max(jittered(patience / runs, this.parts.random), nextDueMs);
  }

  private get usesList(): boolean {
    return this.runs.size > FEW && this.now >= this.listsFromMs;
  }

  private async round(signal: AbortSignal): Promise<void> {
    if (!this.usesList) {
      const next = this.longestUnasked().find(({ notBeforeMs }) => notBeforeMs <= this.now);
      if (next) await this.ask(next, signal);
      return;
    }
    try {
      await this.readList(signal);
      this.troubles = 0;
    } catch (error) {
      if (signal.aborted || !isExpected(error)) throw error;
      await this.listFailed(error, signal);
    }
  }

  /** The list alone, or everything: one run tells. */
  private async listFailed(error: Error, signal: AbortSignal): Promise<void> {
    if (error instanceof RateLimitError) {
      this.backOff(error);
      return;
    }
    const [witness] = this.longestUnasked();
    if (!witness) return;
    if (await this.ask(witness, signal)) {
      this.listsFromMs = this.now + WITHOUT_LIST_MS;
      return;
    }
    this.backOff(error);
    this.tellAll(error, witness);
  }

  /** Nothing is asked for a while. */
  private backOff(error: Error): void {
    this.troubles++;
    this.resumeAtMs = this.now + failureDelayMs(this.troubles, this.wishedDelayMs(error));
  }

  private wishedDelayMs(error: unknown): number | undefined {
    return error instanceof ApiError ? parseRetryAfterMs(error.retryAfter, this.now) : undefined;
  }

  private tellAll(error: unknown, except?: WatchedRun): void {
    for (const watched of [...this.runs.values()])
      if (watched !== except) for (const listener of [...watched.listeners]) listener.failed(error);
  }

  private longestUnasked(): WatchedRun[] {
    return [...this.runs.values()].sort((a, b) => a.askedAtMs - b.askedAtMs);
  }

  /** Asks for one run. @returns true if it answered */
  private async ask(watched: WatchedRun, signal: AbortSignal): Promise<boolean> {
    await this.turn(signal);
    this.pace.spend(this.runs.size);
    watched.askedAtMs = this.now;
    try {
      const run = await this.parts.api.getRun(watched.view.id, { signal, retry: false, isAhead: true });
      this.troubles = 0;
      watched.inVain = 0;
      this.saw(watched, run);
      return true;
    } catch (error) {
      if (signal.aborted || !isExpected(error)) throw error;
      if (error instanceof RateLimitError) this.backOff(error);
      else {
        watched.inVain++;
        watched.notBeforeMs = this.now + failureDelayMs(watched.inVain, this.wishedDelayMs(error));
        for (const listener of [...watched.listeners]) listener.failed(error);
      }
      return false;
    }
  }

  private saw(watched: WatchedRun, run: RunView): void {
    if (run.status !== watched.view.status) watched.changedAtMs = this.now;
    watched.view = run;
    const hasEnded = !isActive(statusOf(run));
    if (hasEnded) this.pace.countFinished();
    for (const listener of [...watched.listeners]) listener.seen(run);
    // Whoever listens may have gone at the news.
    if (hasEnded && this.runs.get(run.id) === watched) this.leave(watched);
  }

  private async readList(signal: AbortSignal): Promise<void> {
    const isLong = this.listed > PAGE_SIZE;
    if (isLong && !(await this.mustReadAll(signal))) return;
    const listed = new Set<string>();
    let cursor: string | undefined;
    do {
      if (isLong || cursor !== undefined) await this.turn(signal);
      const page: RunPage = await this.listActive(listed, cursor, signal);
      cursor = page.next_page ?? undefined;
      this.listed = page.total ?? listed.size;
      if (cursor !== undefined && pagesOf(this.listed) >= this.runs.size) {
        // Nearly all of it are runs of others.
        this.listsFromMs = this.now + WITHOUT_LIST_MS;
        return;
      }
    } while (cursor !== undefined);
    this.sweptAtMs = this.now;
    const missing = [...this.runs.values()].filter(({ view }) => !listed.has(view.id));
    this.others = listed.size - (this.runs.size - missing.length);
    if (missing.length > 0) await this.lookAfter(missing, signal);
    else await this.verify(listed, signal);
  }

  /** Of a list with many pages its length tells whether any run has left it, and the list of ended ones which. */
  private async mustReadAll(signal: AbortSignal): Promise<boolean> {
    const { total } = await this.list({ status: ACTIVE_STATUSES, size: 1 }, signal);
    if (total === null || total === undefined) return true;
    this.listed = total;
    const expected = this.runs.size - this.strays().length + this.others;
    if (total > expected) this.others += total - expected;
    await this.askStrays(this.strays(), signal);
    if (total >= expected) return this.now - this.sweptAtMs >= this.sweepMs();
    if (!(await this.readEnded([...this.runs.values()], pagesOf(total), signal))) return true;
    const others = total - (this.runs.size - this.strays().length);
    // Fewer: some are in neither list.
    if (others < 0) return true;
    this.others = others;
    return false;
  }

  private sweepMs(): number {
    if (this.others > 0) return SHARED_SWEEP_MS;
    const isQueued = [...this.runs.values()].some(({ view }) => view.status === "PENDING");
    return isQueued ? QUEUED_SWEEP_MS : SWEEP_MS;
  }

  private strays(): WatchedRun[] {
    return [...this.runs.values()].filter(({ isStray }) => isStray);
  }

  private async listActive(
    listed: Set<string>,
    cursor: string | undefined,
    signal: AbortSignal,
  ): Promise<RunPage> {
    const page = await this.list(
      { status: ACTIVE_STATUSES, ...(cursor === undefined ? {} : { cursor }) },
      signal,
    );
    for (const run of page.items) {
      listed.add(run.id);
      const watched = this.runs.get(run.id);
      if (!watched) continue;
      Object.assign(watched, { wasListed: true, isStray: false, inVain: 0, notBeforeMs: 0 });
      // A list that is behind: a run does not go back into the queue.
      const isBehind = run.status === "PENDING" && watched.view.status === "RUNNING";
      this.saw(watched, isBehind ? watched.view : run);
    }
    return page;
  }

  /**
   * Reads the list of ended runs, as far back as the oldest of those looked for was created.
   *
   * @returns false if it is longer than `maxPages`
   */
  private async readEnded(
    wanted: readonly WatchedRun[],
    maxPages: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const oldestMs = Math.min(...wanted.map(({ view }) => Date.parse(view.createTime)));
    const since = Number.isNaN(oldestMs) ? {} : { createdAfter: new Date(oldestMs - 1_000) };
    let cursor: string | undefined;
    for (let page = 1; page <= maxPages; page++) {
      await this.turn(signal);
      const answer = await this.list(
        { status: TERMINAL_STATUSES, ...since, ...(cursor === undefined ? {} : { cursor }) },
        signal,
      );
      for (const run of answer.items) {
        const watched = this.runs.get(run.id);
        if (watched && !isActive(statusOf(run))) this.saw(watched, run);
      }
      cursor = answer.next_page ?? undefined;
      if (cursor === undefined) return true;
      if ((answer.total ?? 0) > maxPages * PAGE_SIZE) return false;
    }
    return false;
  }

  private list(
    query: Pick<ListRunsQuery, "status" | "createdAfter" | "cursor" | "size">,
    signal: AbortSignal,
  ): Promise<RunPage> {
    this.pace.spend(this.runs.size);
    const name = commonPattern([...this.runs.values()].map(({ view }) => view.name));
    return this.parts.api.listRuns(
      { size: PAGE_SIZE, ...query, name },
      { signal, retry: false, isAhead: true },
    );
  }

  /** Runs that are not among the active ones: they have ended, or are new, or their status is. */
  private async lookAfter(missing: readonly WatchedRun[], signal: AbortSignal): Promise<void> {
    if (missing.length > FEW) await this.readEnded(missing, missing.length, signal);
    const left = missing.filter((watched) => this.runs.get(watched.view.id) === watched);
    const isNew = ({ wasListed, sinceMs }: WatchedRun): boolean =>
      !wasListed && this.now - sinceMs < LIST_LAG_MS;
    await this.askStrays(left.length > FEW ? left.filter((watched) => !isNew(watched)) : left, signal);
  }

  private async askStrays(runs: readonly WatchedRun[], signal: AbortSignal): Promise<void> {
    for (const watched of runs) {
      if (watched.notBeforeMs > this.now || this.runs.get(watched.view.id) !== watched) continue;
      const { inVain } = watched;
      if (!(await this.ask(watched, signal))) continue;
      watched.isStray = true;
      watched.inVain = inVain + 1;
      watched.notBeforeMs =
        this.now + Math.min(MAX_STRAY_DELAY_MS, failureDelayMs(watched.inVain, undefined));
    }
  }

  private async verify(listed: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    if (this.now - this.verifiedAtMs < VERIFY_MS) return;
    this.verifiedAtMs = this.now;
    const [watched] = this.longestUnasked();
    if (!watched || !(await this.ask(watched, signal))) return;
    const { view } = watched;
    const endedMs = isActive(statusOf(view)) ? Number.NaN : Date.parse(view.completeTime ?? "");
    if (listed.has(view.id) && this.now - endedMs > WRONG_LIST_MS)
      this.listsFromMs = this.now + WITHOUT_LIST_MS;
  }

  /** Waits for the turn of one more request of this round. */
  private async turn(signal: AbortSignal): Promise<void> {
    const ms = this.pace.untilFollowUpMs(this.runs.size);
    if (ms > 0) await this.parts.clock.sleep(ms, signal);
  }
}

function pagesOf(total: number): number {
  return Math.ceil(total / PAGE_SIZE);
}
