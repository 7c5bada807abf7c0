import type { Clock } from "../clock";

/**
 * Keeps all requests of one process under a rate, and stops them all while the server wants none. Waiters are served
 * in the order in which they came.
 */
export class TokenBucket {
  private tokens: number;
  /** In the future during a pause: nothing is saved up in it. */
  private refilledAtMs: number;
  private queue: Promise<void> = Promise.resolve();

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

  /** Resolves when one request may be sent; rejects with the signal's reason if none may any more. */
  take(signal?: AbortSignal): Promise<void> {
    const turn = this.queue.then(() => this.takeNow(signal));
    // A waiter that was aborted must not block those behind it.
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  private async takeNow(signal?: AbortSignal): Promise<void> {
    // Again after each sleep: a pause may have begun meanwhile.
    for (let waitMs = this.waitMs(); waitMs > 0; waitMs = this.waitMs())
      await this.clock.sleep(waitMs, signal);
    signal?.throwIfAborted();
    this.tokens -= 1;
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
