import { randomBytes } from "node:crypto";

/** Numbers from 0 to below 1. */
export type Random = () => number;

/** Numbers that nobody can repeat. */
export function freshRandom(): Random {
  return () => randomBytes(4).readUInt32BE() / 2 ** 32;
}

/** The same numbers for the same seed; the mulberry32 generator, since Math.random cannot be repeated. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
