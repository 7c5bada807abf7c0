import type { Clock } from "../../../provider/clock";
import { Sleepers } from "./sleepers";

/** Settings of a fake clock. */
export interface FakeClockOptions {
  /** Milliseconds since the epoch. Default 2026-01-01T00:00:00Z, when the emulator's manual clock begins. */
  startMs?: number;
  /** Told of each step, for example to move the emulator along: `(ms) => emulator.advance(ms)`. */
  onAdvance?: (ms: number) => void;
  /** False: time moves by `advance` alone. Default true: it jumps to the earliest sleeper when nothing else runs. */
  auto?: boolean;
}

const DEFAULT_START_MS = Date.UTC(2026, 0, 1);

/** A clock on which hours of waiting pass in milliseconds. Times are whole milliseconds. */
export class FakeClock implements Clock {
  /** Every sleep that was asked for, in order. */
  readonly sleeps: number[] = [];

  private nowMs: number;
  private readonly startMs: number;
  private readonly sleepers = new Sleepers();
  private working = 0;
  private isScheduled = false;

  constructor(private readonly options: FakeClockOptions = {}) {
    this.startMs = options.startMs ?? DEFAULT_START_MS;
    this.nowMs = this.startMs;
  }

  /** Time that has passed since the clock was made. */
  get elapsedMs(): number {
    return this.nowMs - this.startMs;
  }

  /** True if nobody sleeps. */
  get isIdle(): boolean {
    return this.sleepers.earliestMs === undefined;
  }

  now(): number {
    return this.nowMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleeps.push(ms);
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      const takeOut = this.sleepers.add({ dueMs: this.nowMs + wholeMs(ms), wake });
      const leave = (): void => {
        takeOut();
        wake();
      };
      signal?.addEventListener("abort", leave);
      this.schedule();
    });
    signal?.throwIfAborted();
  }

  /** Moves time on by hand and wakes whoever is due. */
  advance(ms: number): void {
    this.nowMs += ms;
    this.options.onAdvance?.(ms);
    const nowMs = this.nowMs;
    for (let due = this.sleepers.takeDue(nowMs); due; due = this.sleepers.takeDue(nowMs)) due.wake();
  }

  /**
   * Time stands still while `work` goes on. Wrap what waits for a real socket while others sleep:
   * `send: (request) => clock.during(transport.send(request))`.
   */
  async during<T>(work: Promise<T>): Promise<T> {
    this.working++;
    try {
      return await work;
    } finally {
      this.working--;
      this.schedule();
    }
  }

  private schedule(): void {
    if (this.isScheduled || this.options.auto === false) return;
    this.isScheduled = true;
    // Twice: whoever was woken last may first want to send, or to sleep for a shorter time.
    setImmediate(() =>
      setImmediate(() => {
        this.isScheduled = false;
        const { earliestMs } = this.sleepers;
        if (this.working > 0 || earliestMs === undefined) return;
        this.advance(Math.max(0, earliestMs - this.nowMs));
        this.schedule();
      }),
    );
  }
}

/** Rounded up, but for what floating point added. */
function wholeMs(ms: number): number {
  return Math.max(0, Math.ceil(ms - 1e-6));
}
