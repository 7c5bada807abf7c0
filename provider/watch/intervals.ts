import type { Random } from "../clock";

/** Log requests of one process a second, over all its waits: of what it may send, and at most. Nobody reads more rows. */
const LOG_SHARE = 0.4;
const MAX_LOGS_PER_SECOND = 10;
const MIN_INTERVAL_MS = 1_000;
const MAX_INTERVAL_MS = 10_000;
/** A younger run is looked at as often as the rate allows. */
const OLD_RUN_MS = 30 * 60_000;
const MAX_FAILURE_DELAY_MS = 60_000;

/**
 * How long a run may go unseen: 1 s, and after 30 minutes without a change up to 10 s.
 *
 * @param sinceChangeMs time since it last changed its status
 */
export function maxStalenessMs(sinceChangeMs: number): number {
  const grown = (sinceChangeMs / OLD_RUN_MS) * MIN_INTERVAL_MS;
  return Math.min(MAX_INTERVAL_MS, Math.max(MIN_INTERVAL_MS, grown));
}

/** ±10 %: many processes that began together must not ask together. */
export function jittered(ms: number, random: Random): number {
  return Math.round(ms * (0.9 + 0.2 * random()));
}

/** How often the log of one run is read, and how many pages of it at once. */
export interface LogPace {
  readonly intervalMs: number;
  readonly pages: number;
}

/**
 * What one run has of the requests for logs.
 *
 * @param openRuns runs that this process follows
 * @param sinceChangeMs time since this run last changed its status
 */
export function logPace(openRuns: number, sinceChangeMs: number, maxRequestsPerSecond: number): LogPace {
  const perSecond = Math.min(LOG_SHARE * maxRequestsPerSecond, MAX_LOGS_PER_SECOND);
  const shareMs = (Math.max(1, openRuns) / perSecond) * 1000;
  const intervalMs = Math.max(maxStalenessMs(sinceChangeMs), shareMs);
  return { intervalMs, pages: Math.floor(intervalMs / shareMs) };
}

/** Time to the next request after `failures` failed ones in a row: 1, 2, 4 … 60 s, or what the server asks for. */
export function failureDelayMs(failures: number, retryAfterMs: number | undefined): number {
  const own = Math.min(MAX_FAILURE_DELAY_MS, MIN_INTERVAL_MS * 2 ** (failures - 1));
  return Math.max(own, Math.min(retryAfterMs ?? 0, MAX_FAILURE_DELAY_MS));
}
