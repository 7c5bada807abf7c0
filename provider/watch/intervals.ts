import type { Random } from "../clock";

/** Status requests of one process a second, over all its waits; the logs take about as many of the 10 it may send. */
const STATUS_REQUESTS_PER_SECOND = 4;
const MIN_INTERVAL_MS = 1_000;
const MAX_INTERVAL_MS = 10_000;
/** A younger run is asked as often as the rate allows. */
const OLD_RUN_MS = 30 * 60_000;
const MAX_FAILURE_DELAY_MS = 60_000;

/**
 * Time to the next status request of one run.
 *
 * @param openWaits runs that this process waits for
 * @param sinceChangeMs time since this run last changed its status: after 30 minutes without one the interval grows
 */
export function statusIntervalMs(openWaits: number, sinceChangeMs: number, random: Random): number {
  const shared = Math.max(MIN_INTERVAL_MS, (openWaits / STATUS_REQUESTS_PER_SECOND) * 1000);
  const patience = (sinceChangeMs / OLD_RUN_MS) * MIN_INTERVAL_MS;
  const base = sinceChangeMs < OLD_RUN_MS ? shared : Math.max(shared, Math.min(MAX_INTERVAL_MS, patience));
  // ±10 %: many runs submitted at once must not be asked for at once.
  return Math.round(base * (0.9 + 0.2 * random()));
}

/** Time to the next request after `failures` failed ones in a row: 1, 2, 4 … 60 s, or what the server asks for. */
export function failureDelayMs(failures: number, retryAfterMs: number | undefined): number {
  const own = Math.min(MAX_FAILURE_DELAY_MS, MIN_INTERVAL_MS * 2 ** (failures - 1));
  return Math.max(own, Math.min(retryAfterMs ?? 0, MAX_FAILURE_DELAY_MS));
}
