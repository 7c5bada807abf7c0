import { type Clock, sleepUntilWoken, WOKEN } from "../clock";

/** Someone who wants to send one request. */
interface Waiter {
  pass: () => void;
}

/**
 * Whom a request passes of those that wait.
 *
 * - `ahead`: the others, for a caller whose own rate is a part of this one. Hundreds of submits must not hide the end of
 *   a run for minutes.
 * - `urgent`: everybody, and the rate itself, until the server refuses one. For what a process sends that has a second
 *   left: one request for each run that it started, once in its life.
 */
export type Priority = "urgent" | "ahead";
type Line = Priority | "others";

/** Urgent requests on their way at once: one for each connection, so that a refusal stops all that are not sent yet. */
const MAX_URGENT_AT_ONCE = 64;

/**
 * Keeps all requests of one process under a rate, and stops them all while the server wants none. Waiters are served
 * in the order in which they came, but for those that go ahead of the others.
 */
export class TokenBucket {
  private tokens: number;
  /** In the future during a pause: nothing is saved up in it. */
  private refilledAtMs: number;
  private readonly lines: Readonly<Record<Line, Set<Waiter>>> = {
    urgent: new Set(),
    ahead: new Set(),
    others: new Set(),
  };
  private urgentOnTheirWay = 0;
  /** The server wants fewer of them: from then on what is urgent still goes first, but keeps the rate. */
  private isUrgencyRefused = false;
  private isServing = false;
  /** Ends the present sleep: nobody waits any more, or somebody who need not. A pause may be a minute. */
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
    if (this.urgentOnTheirWay > 0) this.isUrgencyRefused = true;
    this.tokens = Math.min(1, this.tokens);
    this.refilledAtMs = Math.max(this.refilledAtMs, this.clock.now() + ms);
  }

  /**
   * Resolves when one request may be sent; rejects with the signal's reason if none may any more. Whoever was let pass
   * says when it is `answered`.
   */
  take(signal?: AbortSignal, priority?: Priority): Promise<void> {
    const line = this.lines[priority ?? "others"];
    return new Promise<void>((resolve, reject) => {
      signal?.throwIfAborted();
      const leave = (): void => {
        line.delete(waiter);
        if (this.next() === undefined) this.idle.abort(WOKEN);
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
      if (!this.isServing || priority === "urgent") this.serveNow();
    });
  }

  /** A request that was let pass is over, however it ended. */
  answered(priority?: Priority): void {
    if (priority !== "urgent") return;
    this.urgentOnTheirWay--;
    if (this.lines.urgent.size > 0) this.serveNow();
  }

  /** Somebody waits who need not wait for what is slept for. */
  private serveNow(): void {
    if (this.isServing) this.idle.abort(WOKEN);
    else void this.serve();
  }

  private async serve(): Promise<void> {
    this.isServing = true;
    for (let line = this.next(); line !== undefined; line = this.next()) {
      const waitMs = this.waitMs(line);
      if (waitMs > 0) await this.sleep(waitMs);
      // Again after each sleep: a pause may have begun meanwhile.
      else this.serveNext(line);
    }
    this.isServing = false;
  }

  /** The line whose turn it is; undefined if nobody waits who could be served. */
  private next(): Line | undefined {
    const { urgent, ahead, others } = this.lines;
    if (urgent.size > 0 && this.urgentOnTheirWay < MAX_URGENT_AT_ONCE) return "urgent";
    if (ahead.size > 0) return "ahead";
    return others.size > 0 ? "others" : undefined;
  }

  private async sleep(ms: number): Promise<void> {
    this.idle = new AbortController();
    await sleepUntilWoken(this.clock, ms, this.idle.signal);
  }

  private serveNext(line: Line): void {
    const [first] = this.lines[line];
    if (!first) return;
    this.lines[line].delete(first);
    this.tokens = Math.max(0, this.tokens - 1);
    if (line === "urgent") this.urgentOnTheirWay++;
    first.pass();
  }

  /** Whole milliseconds, as clocks count: a wait for less would never end on one that does not move for it. */
  private waitMs(line: Line): number {
    this.refill();
    const pausedMs = Math.max(0, this.refilledAtMs - this.clock.now());
    const isFree = line === "urgent" && !this.isUrgencyRefused;
    const lackingMs = isFree || this.tokens >= 1 ? 0 : ((1 - this.tokens) / this.ratePerSecond) * 1000;
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
