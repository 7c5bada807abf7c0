import { type Clock, sleepUntilWoken, WOKEN } from "../clock";

/** Someone who wants to send one request. */
interface Waiter {
  pass: () => void;
}

/**
 * Keeps all requests of one process under a rate, and stops them all while the server wants none. Waiters are served
 * in the order in which they came, but for those that go ahead of the others.
 */
export class TokenBucket {
  private tokens: number;
  /** In the future during a pause: nothing is saved up in it. */
  private refilledAtMs: number;
  private readonly ahead = new Set<Waiter>();
  private readonly others = new Set<Waiter>();
  private isServing = false;
  /** Ends the present sleep when nobody waits any more: a pause may be a minute, and a process must be able to end. */
  private idle = new AbortController();

  /** @param ratePerSecond also the size of the burst */
  constructor(
    private readonly ratePerSecond: number,
    private readonly clock: Clock,
  ) {
    this.tokens = Math.max(1, ratePerSecond);
    this.refilledAtMs = clock.now();
  }

  /** Lets no request pass for `ms` from now on; after it one at once, and the rate again, without a burst. */
  pause(ms: number): void {
    this.refill();
    this.tokens = Math.min(1, this.tokens);
    this.refilledAtMs = Math.max(this.refilledAtMs, this.clock.now() + ms);
  }

  /**
   * Resolves when one request may be sent; rejects with the signal's reason if none may any more.
   *
   * @param isAhead it passes those that wait, for a caller whose own rate is a part of this one: hundreds of submits
   * must not hide the end of a run for minutes
   */
  take(signal?: AbortSignal, isAhead = false): Promise<void> {
    const line = isAhead ? this.ahead : this.others;
    return new Promise<void>((resolve, reject) => {
      signal?.throwIfAborted();
      const leave = (): void => {
        line.delete(waiter);
        if (!this.isWanted) this.idle.abort(WOKEN);
        reject(signal?.reason as Error);
      };
      const waiter: Waiter = {
        pass: () => {
          signal?.removeEventListener("abort", leave);
          resolve();
        },
      };
      signal?.addEventListener("abort", leave, { once: true });
      line.add(waiter);
      if (!this.isServing) void this.serve();
    });
  }

  private async serve(): Promise<void> {
    this.isServing = true;
    while (this.isWanted) {
      const waitMs = this.waitMs();
      if (waitMs > 0) await this.sleep(waitMs);
      // Again after each sleep: a pause may have begun meanwhile.
      else this.serveNext();
    }
    this.isServing = false;
  }

  private get isWanted(): boolean {
    return this.ahead.size + this.others.size > 0;
  }

  private async sleep(ms: number): Promise<void> {
    this.idle = new AbortController();
    await sleepUntilWoken(this.clock, ms, this.idle.signal);
  }

  private serveNext(): void {
    const line = this.ahead.size > 0 ? this.ahead : this.others;
    const [next] = line;
    if (!next) return;
    line.delete(next);
    this.tokens -= 1;
    next.pass();
  }

  /** Whole milliseconds, as clocks count: a wait for less would never end on one that does not move for it. */
  private waitMs(): number {
    this.refill();
    const pausedMs = Math.max(0, this.refilledAtMs - this.clock.now());
    const lackingMs = this.tokens < 1 ? ((1 - this.tokens) / this.ratePerSecond) * 1000 : 0;
    return Math.round(pausedMs + lackingMs);
  }

  private refill(): void {
    const nowMs = this.clock.now();
    if (nowMs < this.refilledAtMs) return;
    const gained = ((nowMs - this.refilledAtMs) / 1000) * this.ratePerSecond;
    this.tokens = Math.min(Math.max(1, this.ratePerSecond), this.tokens + gained);
    this.refilledAtMs = nowMs;
  }
}
