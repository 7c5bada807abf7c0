import type { ListRunsQuery, WherobotsClient } from "../api/client";
import type { RunPage } from "../api/models";
import { ACTIVE_STATUSES, isActive, statusOf, TERMINAL_STATUSES } from "../api/run-status";
import type { Clock } from "../clock";
import { failureDelayMs } from "./intervals";
import { commonPattern } from "./name-pattern";
import type { RequestBudget } from "./request-budget";
import type { WatchedRun, WatchedRuns } from "./watched-runs";

/** What the list works with. */
export interface RunListParts {
  api: WherobotsClient;
  clock: Clock;
  pace: RequestBudget;
  runs: WatchedRuns;
  /** Asks for one run by itself. @returns what went wrong; undefined if it answered */
  ask: (watched: WatchedRun, signal: AbortSignal) => Promise<Error | undefined>;
}

/** Up to this many runs, each is polled by itself and no list is read. */
export const MAX_POLLED_SINGLY = 2;
const PAGE_SIZE = 100;
/** A list only saves requests: if it hangs, each run is polled instead. */
const LIST_WITHIN_MS = 10_000;
/** A list may show a new run this much later. */
const LIST_LAG_MS = 5_000;
/*
 * How often a list of several pages is read whole, even if its length says that nothing changed: usually; while runs are
 * queued, since the length does not show that one has started; and while it holds runs of others, since one of theirs may
 * begin as one of ours ends.
 */
const SWEEP_MS = 30_000;
const QUEUED_SWEEP_MS = 10_000;
const SHARED_SWEEP_MS = 5_000;
/** A list that is too long or wrong is not used for this long. */
const DISABLED_MS = 60_000;
/** One run in this time is polled by itself, in turn: a cache in between may serve an old list for ever. */
const VERIFY_MS = 10_000;
/** A run that ended so long ago, and is in the list of active ones, is there by mistake. */
const WRONG_LIST_MS = 30_000;
const MAX_UNLISTED_DELAY_MS = 10_000;
/** A list that changes while it is read may have this many pages more than its length says. */
const EXTRA_PAGES = 3;
/** A list that is far behind misses all runs, and the rest must not wait until each was polled. */
const UNLISTED_PER_ROUND = 5;

/**
 * Follows many runs by the list of the active ones, which shows 100 in one request. The list only saves requests: only a
 * run's own record, in the list of ended runs or read by itself, says that it has ended. Runs in neither list are polled.
 */
export class RunList {
  private unusableUntilMs = 0;
  private sweptAtMs = 0;
  private verifiedAtMs = 0;
  private length = 0;
  /** Rounds in a row. */
  private failures = 0;

  constructor(private readonly parts: RunListParts) {}

  get isUsable(): boolean {
    return this.parts.runs.size > MAX_POLLED_SINGLY && this.now >= this.unusableUntilMs;
  }

  /** Polls each run by itself for a while. */
  disable(): void {
    this.unusableUntilMs = this.now + DISABLED_MS;
  }

  /** A read failed: the next round tries again, then less and less often. Meanwhile each run is polled. */
  countFailure(): void {
    this.failures++;
    const delayMs = this.failures === 1 ? 0 : failureDelayMs(this.failures - 1, undefined);
    this.unusableUntilMs = this.now + delayMs;
  }

  /** One round. @throws what the client throws, of a list */
  async read(signal: AbortSignal): Promise<void> {
    await this.readOnce(signal);
    this.failures = 0;
  }

  private async readOnce(signal: AbortSignal): Promise<void> {
    const { runs } = this.parts;
    const isLong = this.length > PAGE_SIZE;
    if (isLong && !(await this.mustReadAll(signal))) return;
    const listed = new Set<string>();
    let cursor: string | undefined;
    let pages = 0;
    do {
      if (isLong || cursor !== undefined) await this.waitForBudget(signal);
      const page: RunPage = await this.listActive(listed, cursor, signal);
      cursor = page.next_page ?? undefined;
      this.length = page.total ?? listed.size;
      pages++;
      // Nearly all of it are runs of others, or it has no end.
      const isUseless = pagesOf(this.length) >= runs.size || pages >= pagesOf(this.length) + EXTRA_PAGES;
      if (cursor !== undefined && isUseless) {
        this.disable();
        return;
      }
    } while (cursor !== undefined);
    this.sweptAtMs = this.now;
    const missing = runs.all().filter(({ view }) => !listed.has(view.id));
    runs.foreignActive = listed.size - (runs.size - missing.length);
    if (missing.length > 0) await this.resolveMissing(missing, signal);
    else await this.verify(listed, signal);
  }

  /** Waits until one more request of this round may be sent. */
  async waitForBudget(signal: AbortSignal): Promise<void> {
    const { pace, runs, clock } = this.parts;
    const ms = pace.msUntilFollowUp(runs.size);
    if (ms > 0) await clock.sleep(ms, signal);
  }

  private get now(): number {
    return this.parts.clock.now();
  }

  /** The length of a long list shows whether a run has left it, and the list of ended runs shows which. */
  private async mustReadAll(signal: AbortSignal): Promise<boolean> {
    const { runs } = this.parts;
    const { total } = await this.list({ status: ACTIVE_STATUSES, size: 1 }, signal);
    if (total === null || total === undefined) return true;
    this.length = total;
    const expected = runs.size - runs.unlisted().length + runs.foreignActive;
    if (total > expected) runs.foreignActive += total - expected;
    await this.pollUnlisted(runs.unlisted(), signal);
    if (total >= expected) return this.now - this.sweptAtMs >= this.sweepMs();
    if (!(await this.readEnded(runs.all(), pagesOf(total), signal))) return true;
    const others = total - (runs.size - runs.unlisted().length);
    // Fewer: some are in neither list.
    if (others < 0) return true;
    runs.foreignActive = others;
    return false;
  }

  private sweepMs(): number {
    const { runs } = this.parts;
    if (runs.foreignActive > 0) return SHARED_SWEEP_MS;
    return runs.all().some(({ view }) => view.status === "PENDING") ? QUEUED_SWEEP_MS : SWEEP_MS;
  }

  private async listActive(
    listed: Set<string>,
    cursor: string | undefined,
    signal: AbortSignal,
  ): Promise<RunPage> {
    const { runs } = this.parts;
    const page = await this.list({ status: ACTIVE_STATUSES, ...at(cursor) }, signal);
    for (const run of page.items) {
      listed.add(run.id);
      const watched = runs.get(run.id);
      if (!watched) continue;
      Object.assign(watched, { wasListed: true, isUnlisted: false, failedPolls: 0, notBeforeMs: 0 });
      // A list that is behind: a run does not go back into the queue.
      const isBehind = run.status === "PENDING" && watched.view.status === "RUNNING";
      runs.saw(watched, isBehind ? watched.view : run);
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
    const { runs } = this.parts;
    const since = sinceOldest(wanted);
    let cursor: string | undefined;
    for (let page = 1; page <= maxPages; page++) {
      await this.waitForBudget(signal);
      const answer = await this.list({ status: TERMINAL_STATUSES, ...since, ...at(cursor) }, signal);
      for (const run of answer.items) {
        const watched = runs.get(run.id);
        if (watched && !isActive(statusOf(run))) runs.saw(watched, run);
      }
      cursor = answer.next_page ?? undefined;
      if (cursor === undefined) return true;
      if (pagesOf(answer.total ?? 0) > maxPages) return false;
    }
    return false;
  }

  private list(
    query: Pick<ListRunsQuery, "status" | "createdAfter" | "cursor" | "size">,
    signal: AbortSignal,
  ): Promise<RunPage> {
    const { api, pace, runs } = this.parts;
    pace.charge(runs.size);
    const watched = runs.all();
    const name = commonPattern(watched.map(({ view }) => view.name));
    return api.listRuns(
      // Active ones that an earlier `up` left would be read each time.
      { size: PAGE_SIZE, ...sinceOldest(watched), ...query, name },
      { signal, retry: false, priority: "ahead", readableOnly: true, withinMs: LIST_WITHIN_MS },
    );
  }

  /** For runs that are not among the active ones: they have ended, are new, or have a status new to this version. */
  private async resolveMissing(missing: readonly WatchedRun[], signal: AbortSignal): Promise<void> {
    const { runs } = this.parts;
    if (missing.length > MAX_POLLED_SINGLY) await this.readEnded(missing, missing.length, signal);
    const left = missing.filter((watched) => runs.has(watched));
    const isNew = ({ wasListed, sinceMs }: WatchedRun): boolean =>
      !wasListed && this.now - sinceMs < LIST_LAG_MS;
    await this.pollUnlisted(
      left.length > MAX_POLLED_SINGLY ? left.filter((watched) => !isNew(watched)) : left,
      signal,
    );
  }

  private async pollUnlisted(unlisted: readonly WatchedRun[], signal: AbortSignal): Promise<void> {
    const { runs, ask } = this.parts;
    const ready = unlisted.filter(({ notBeforeMs }) => notBeforeMs <= this.now);
    ready.sort((a, b) => a.polledAtMs - b.polledAtMs);
    for (const watched of ready.slice(0, UNLISTED_PER_ROUND)) {
      const { failedPolls } = watched;
      if (!runs.has(watched) || (await ask(watched, signal)) !== undefined) continue;
      watched.isUnlisted = true;
      watched.failedPolls = failedPolls + 1;
      const delayMs = failureDelayMs(watched.failedPolls, undefined);
      watched.notBeforeMs = this.now + Math.min(MAX_UNLISTED_DELAY_MS, delayMs);
    }
  }

  private async verify(listed: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    const { runs, ask } = this.parts;
    if (this.now - this.verifiedAtMs < VERIFY_MS) return;
    this.verifiedAtMs = this.now;
    const [watched] = runs.leastRecentlyPolled();
    if (!watched || (await ask(watched, signal)) !== undefined) return;
    const { view } = watched;
    const endedMs = isActive(statusOf(view)) ? Number.NaN : Date.parse(view.completeTime ?? "");
    if (listed.has(view.id) && this.now - endedMs > WRONG_LIST_MS) this.disable();
  }
}

/** A list that goes back to the oldest of these; by its times as the server wrote them. */
function sinceOldest(runs: readonly WatchedRun[]): { createdAfter?: Date } {
  const oldestMs = Math.min(...runs.map(({ view }) => Date.parse(view.createTime)));
  return Number.isFinite(oldestMs) ? { createdAfter: new Date(oldestMs - 1_000) } : {};
}

function at(cursor: string | undefined): { cursor?: string } {
  return cursor === undefined ? {} : { cursor };
}

function pagesOf(total: number): number {
  return Math.ceil(total / PAGE_SIZE);
}
