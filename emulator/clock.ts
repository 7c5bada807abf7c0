/** The emulator's time. Every state is derived from it, nothing waits on timers. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Moves time forward. Works on both kinds of clock. @throws RangeError for a step that no clock can take. */
  advance(ms: number): void;
}

/** Log lines carry nanoseconds as 64-bit integers, which end in 2262. */
const LATEST_MS = Date.UTC(2262, 0);
/** Earlier timestamps of log lines would be taken for offsets. */
const EARLIEST_MS = Date.UTC(1971, 0);

const TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ]([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?)?$/i;

/** A clock that follows the machine's, plus what was advanced. */
export function realClock(): Clock {
  let offsetMs = 0;
  const now = (): number => Date.now() + offsetMs;
  return {
    now,
    advance: (ms) => {
      offsetMs += checkedStep(now(), ms);
    },
  };
}

/** A clock that stands still until it is advanced. */
export function manualClock(startMs: number): Clock {
  if (!(startMs >= EARLIEST_MS && startMs <= LATEST_MS)) {
    throw new RangeError(`the clock starts between ${isoTime(EARLIEST_MS)} and ${isoTime(LATEST_MS)}`);
  }
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance: (ms) => {
      nowMs += checkedStep(nowMs, ms);
    },
  };
}

/** Milliseconds since the epoch as the API writes them. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/**
 * Milliseconds since the epoch of a time as the API reads it, or undefined where the text names no moment. A time
 * without an offset is UTC, which JavaScript would take for local.
 */
export function parseTime(text: string): number | undefined {
  const [, year, month, day, hour, offset] = TIME.exec(text) ?? [];
  if (day === undefined || Number(day) > daysIn(Number(year), Number(month))) return undefined;
  const iso = text.toUpperCase().replace(" ", "T");
  const ms = Date.parse(hour !== undefined && offset === undefined ? `${iso}Z` : iso);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Days of a month that counts from 1; 0 for one that is none. */
function daysIn(year: number, month: number): number {
  return month >= 1 && month <= 12 ? new Date(Date.UTC(year, month, 0)).getUTCDate() : 0;
}

function checkedStep(nowMs: number, ms: number): number {
  if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`time moves forward only, not by ${ms} ms`);
  if (nowMs + ms > LATEST_MS) throw new RangeError(`time ends at ${isoTime(LATEST_MS)}: ${ms} ms is too far`);
  return ms;
}
