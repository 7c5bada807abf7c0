import type { LogsPage } from "../api/models";

type LogItem = LogsPage["items"][number];

/**
 * The lines of each page of a log that were not on the page before. Cursors are opaque, and the two readings of them in
 * the field (an inclusive timestamp, an offset) both repeat lines.
 */
export class UnseenLines {
  private seen: ReadonlyMap<string, number> = new Map();

  /** The lines of the next page, or of the same one again. */
  of(items: readonly LogItem[]): LogItem[] {
    const before = new Map(this.seen);
    const seen = new Map<string, number>();
    const fresh = items.filter(({ timestamp, raw }) => {
      const key = `${timestamp} ${raw}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
      const repeated = before.get(key) ?? 0;
      if (repeated > 0) before.set(key, repeated - 1);
      return repeated === 0;
    });
    if (items.length > 0) this.seen = seen;
    return fresh;
  }
}
