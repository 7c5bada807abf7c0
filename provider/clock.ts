import { setTimeout as delay } from "node:timers/promises";

/** Node fires a longer timer at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

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
      let leftMs = ms;
      for (; leftMs > MAX_TIMER_MS; leftMs -= MAX_TIMER_MS) await delay(MAX_TIMER_MS, undefined, { signal });
      await delay(leftMs, undefined, { signal });
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

/** A signal that aborts when its time has passed, and before that with the caller's own. */
export class TimeLimit {
  /** True once the time has passed. */
  isOver = false;
  private readonly ended = new AbortController();
  private readonly done = new AbortController();
  private hasBegun = false;
  private readonly leave: () => void;

  constructor(
    private readonly ms: number,
    private readonly clock: Clock,
    private readonly caller: AbortSignal | undefined,
  ) {
    this.leave = () => this.ended.abort(caller?.reason);
    if (caller?.aborted) this.leave();
    // Not AbortSignal.any: the caller's signal may live for days, and would hold each of these.
    else caller?.addEventListener("abort", this.leave, { once: true });
  }

  get signal(): AbortSignal {
    return this.ended.signal;
  }

  /** From now on the time counts. */
  begin(): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    void this.count();
  }

  /** What it was for has ended. */
  end(): void {
    this.caller?.removeEventListener("abort", this.leave);
    this.done.abort(WOKEN);
  }

  private async count(): Promise<void> {
    if (!(await sleepUntilWoken(this.clock, this.ms, this.done.signal))) return;
    this.isOver = true;
    this.ended.abort(WOKEN);
  }
}
