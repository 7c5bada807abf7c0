import type { Clock } from "../clock";

/** Keeps all requests of one process under a rate. Waiters are served in the order in which they came. */
export class TokenBucket {
  private tokens: number;
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

  /** Resolves when one request may be sent. */
  take(signal?: AbortSignal): Promise<void> {
    const turn = this.queue.then(() => this.takeNow(signal));
    // A waiter that was aborted must not block those behind it.
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  private async takeNow(signal?: AbortSignal): Promise<void> {
    this.refill();
    if (this.tokens < 1) {
      await this.clock.sleep(((1 - this.tokens) / this.ratePerSecond) * 1000, signal);
      this.refill();
    }
    this.tokens -= 1;
  }

  private refill(): void {
    const nowMs = this.clock.now();
    const gained = ((nowMs - this.refilledAtMs) / 1000) * this.ratePerSecond;
    this.tokens = Math.min(Math.max(1, this.ratePerSecond), this.tokens + gained);
    this.refilledAtMs = nowMs;
  }
}
