import type { ListRunsQuery, WherobotsClient } from "../api/client";
import type { RunPage } from "../api/models";
import type { Clock } from "../clock";
import { ACTIVE_STATUSES, isActive, statusOf, TERMINAL_STATUSES } from "../run-status";
import { failureDelayMs } from "./intervals";
import { commonPattern } from "./name-pattern";
import type { StatusPace } from "./status-pace";
import type { WatchedRun, WatchedRuns } from "./watched-runs";

/** What the list works with. */
export interface RunListParts {
  api: WherobotsClient;
  clock: Clock;
  pace: StatusPace;
  runs: WatchedRuns;
  /** Asks for one run by itself. @returns what went wrong; undefined if it answered */
  ask: (watched: WatchedRun, signal: AbortSignal) => Promise<Error | undefined>;
}

/** So many runs, or fewer, are asked for one by one. */
export const FEW = 2;
const PAGE_SIZE = 100;
/** A list may show a new run this much later. */
const LIST_LAG_MS = 5_000;
/** A list of several pages is read whole this often, also where its length tells of no change. */
const SWEEP_MS = 30_000;
/** The same while runs are queued: its length does not tell that one has started. */
const QUEUED_SWEEP_MS = 10_000;
/** The same where runs of others are in it: one of theirs may begin as one of ours ends. */
const SHARED_SWEEP_MS = 5_000;
/** A list that is too long or wrong is left alone for this long. */
const WITHOUT_LIST_MS = 60_000;
/** Each run is asked for by itself now and then, one in this time: a cache between may serve an old list for ever. */
const VERIFY_MS = 10_000;
/** A run that ended so long ago, and is in the list of active ones, is there by mistake. */
const WRONG_LIST_MS = 30_000;
const MAX_STRAY_DELAY_MS = 10_000;
/** A list that moves while it is read may have so many pages more than its length says. */
const MORE_PAGES = 3;
/** Where a list is far behind, all are missing from it: the others must not wait for that many questions. */
const STRAYS_PER_ROUND = 5;

/**
 * Follows many runs by the list of the active ones, which tells of 100 in one request. A list only saves requests:
 * that a run has ended is told by its own record alone, as it stands in the list of ended ones or by itself. What is
 * in neither list is asked for.
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
    return this.parts.runs.size > FEW && this.now >= this.unusableUntilMs;
  }

  /** From now on each run is asked for, for a while. */
  leaveAlone(): void {
    this.unusableUntilMs = this.now + WITHOUT_LIST_MS;
  }

  /** It failed: tried again with the next round, and then less and less often. Each run is asked for meanwhile. */
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
      if (isLong || cursor !== undefined) await this.turn(signal);
      const page: RunPage = await this.listActive(listed, cursor, signal);
      cursor = page.next_page ?? undefined;
      this.length = page.total ?? listed.size;
      pages++;
      // Nearly all of it are runs of others, or it has no end.
      const isUseless = pagesOf(this.length) >= runs.size || pages >= pagesOf(this.length) + MORE_PAGES;
      if (cursor !== undefined && isUseless) {
        this.leaveAlone();
        return;
      }
    } while (cursor !== undefined);
    this.sweptAtMs = this.now;
    const missing = runs.all().filter(({ view }) => !listed.has(view.id));
    runs.others = listed.size - (runs.size - missing.length);
    if (missing.length > 0) await this.lookAfter(missing, signal);
    else await this.verify(listed, signal);
  }

  /** Waits for the turn of one more request of this round. */
  async turn(signal: AbortSignal): Promise<void> {
    const { pace, runs, clock } = this.parts;
    const ms = pace.untilFollowUpMs(runs.size);
    if (ms > 0) await clock.sleep(ms, signal);
  }

  private get now(): number {
    return this.parts.clock.now();
  }

  /** Of a list with many pages its length tells whether any run has left it, and the list of ended ones which. */
  private async mustReadAll(signal: AbortSignal): Promise<boolean> {
    const { runs } = this.parts;
    const { total } = await this.list({ status: ACTIVE_STATUSES, size: 1 }, signal);
    if (total === null || total === undefined) return true;
    this.length = total;
    const expected = runs.size - runs.strays().length + runs.others;
    if (total > expected) runs.others += total - expected;
    await this.askStrays(runs.strays(), signal);
    if (total >= expected) return this.now - this.sweptAtMs >= this.sweepMs();
    if (!(await this.readEnded(runs.all(), pagesOf(total), signal))) return true;
    const others = total - (runs.size - runs.strays().length);
    // Fewer: some are in neither list.
    if (others < 0) return true;
    runs.others = others;
    return false;
  }

  private sweepMs(): number {
    const { runs } = this.parts;
    if (runs.others > 0) return SHARED_SWEEP_MS;
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
      Object.assign(watched, { wasListed: true, isStray: false, inVain: 0, notBeforeMs: 0 });
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
      await this.turn(signal);
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
    pace.spend(runs.size);
    const watched = runs.all();
    const name = commonPattern(watched.map(({ view }) => view.name));
    return api.listRuns(
      // Active ones that an earlier `up` left would be read each time.
      { size: PAGE_SIZE, ...sinceOldest(watched), ...query, name },
      { signal, retry: false, isAhead: true, readableOnly: true },
    );
  }

  /** Runs that are not among the active ones: they have ended, or are new, or their status is. */
  private async lookAfter(missing: readonly WatchedRun[], signal: AbortSignal): Promise<void> {
    const { runs } = this.parts;
    if (missing.length > FEW) await this.readEnded(missing, missing.length, signal);
    const left = missing.filter((watched) => runs.has(watched));
    const isNew = ({ wasListed, sinceMs }: WatchedRun): boolean =>
      !wasListed && this.now - sinceMs < LIST_LAG_MS;
    await this.askStrays(left.length > FEW ? left.filter((watched) => !isNew(watched)) : left, signal);
  }

  private async askStrays(strays: readonly WatchedRun[], signal: AbortSignal): Promise<void> {
    const { runs, ask } = this.parts;
    const due = strays.filter(({ notBeforeMs }) => notBeforeMs <= this.now);
    due.sort((a, b) => a.askedAtMs - b.askedAtMs);
    for (const watched of due.slice(0, STRAYS_PER_ROUND)) {
      const { inVain } = watched;
      if (!runs.has(watched) || (await ask(watched, signal)) !== undefined) continue;
      watched.isStray = true;
      watched.inVain = inVain + 1;
      const delayMs = failureDelayMs(watched.inVain, undefined);
      watched.notBeforeMs = this.now + Math.min(MAX_STRAY_DELAY_MS, delayMs);
    }
  }

  private async verify(listed: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    const { runs, ask } = this.parts;
    if (this.now - this.verifiedAtMs < VERIFY_MS) return;
    this.verifiedAtMs = this.now;
    const [watched] = runs.longestUnasked();
    if (!watched || (await ask(watched, signal)) !== undefined) return;
    const { view } = watched;
    const endedMs = isActive(statusOf(view)) ? Number.NaN : Date.parse(view.completeTime ?? "");
    if (listed.has(view.id) && this.now - endedMs > WRONG_LIST_MS) this.leaveAlone();
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
