import { setTimeout as delay } from "node:timers/promises";

/** Time as the provider sees it; passed in so that tests can simulate hours. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * The machine's own clock as it was when the process began, and from then on the time that has passed: one that is set
 * back while runs are followed would make an hour of every second that is waited for.
 */
export const systemClock: Clock = {
  now: () => Math.round(performance.timeOrigin + performance.now()),
  sleep: async (ms, signal) => {
    signal?.throwIfAborted();
    try {
      await delay(ms, undefined, signal ? { signal } : {});
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};

/** A number in [0, 1), like `Math.random`. */
export type Random = () => number;

/**
 * Why a pause ended before its time. One for all: without a reason each abort would make an error with a stack trace,
 * and a thousand waits would hold as many.
 */
export const WOKEN = "there is news";

/**
 * Sleeps until the time has passed or the signal aborts.
 *
 * @returns false if it was cut short
 */
export async function sleepUntilWoken(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
