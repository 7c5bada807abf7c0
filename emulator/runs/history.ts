/** A place in the history: what was written later, by order or by time, is not seen from it. */
export interface ReadPoint {
  /** Number of the last write that is seen. */
  write: number;
  /** Emulator time in milliseconds since the epoch. */
  atMs: number;
}

/** True when a write had happened by that point. */
export function isSeen(write: ReadPoint, point: ReadPoint): boolean {
  return write.write <= point.write && write.atMs <= point.atMs;
}
