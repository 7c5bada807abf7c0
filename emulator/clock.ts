/** The emulator's time. Every state is derived from it, nothing waits on timers. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Moves time forward. Works on both kinds of clock. */
  advance(ms: number): void;
}

/** A clock that follows the machine's, plus what was advanced. */
export function realClock(): Clock {
  let offsetMs = 0;
  return {
    now: () => Date.now() + offsetMs,
    advance: (ms) => {
      offsetMs += checkedStep(ms);
    },
  };
}

/** A clock that stands still until it is advanced. */
export function manualClock(startMs: number): Clock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance: (ms) => {
      nowMs += checkedStep(ms);
    },
  };
}

/** Milliseconds since the epoch as the API writes them. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

function checkedStep(ms: number): number {
  if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`time moves forward only, not by ${ms} ms`);
  return ms;
}
