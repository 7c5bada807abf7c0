/** A time without a zone is one of UTC, as the API means it. */
const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * The nanoseconds since the epoch of a timestamp in a log: a date in ISO 8601, or a whole number of seconds, milli-,
 * micro- or nanoseconds, which of them its length tells. Undefined for any other text.
 */
export function nanosecondsOf(timestamp: string): bigint | undefined {
  // Those of our time have 10 digits in seconds, and 19 in nanoseconds.
  if (/^\d{10,19}$/.test(timestamp)) return BigInt(timestamp.padEnd(19, "0"));
  const [, date, time = "00:00:00", fraction = "", zone = "Z"] = ISO.exec(timestamp) ?? [];
  if (date === undefined) return undefined;
  const ms = Date.parse(`${date}T${time}${zone}`);
  return Number.isNaN(ms) ? undefined : BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}
