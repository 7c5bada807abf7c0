import type { CallOptions } from "../api/caller";
import type { WherobotsClient } from "../api/client";
import type { LogsPage } from "../api/models";
import { given } from "../values";

/** A line as the API gives it. */
export type LogItem = LogsPage["items"][number];

/**
 * The log of a run from its beginning, page by page. Cursors are opaque, and the two readings of them in the field (an
 * inclusive timestamp, an offset) both repeat lines: those that were on the page before are left out.
 */
export class LogPages {
  private cursor: string | undefined;
  private seen: ReadonlyMap<string, number> = new Map();
  /** True while more is known to be there. */
  isBehind = false;

  constructor(
    private readonly api: WherobotsClient,
    private readonly runId: string,
    private readonly size: number,
  ) {}

  /**
   * The new lines of the next page, or of the same one again.
   *
   * @throws what the client throws; the position is kept, so the next call goes on
   */
  async next(call: CallOptions): Promise<LogItem[]> {
    const { cursor, size } = this;
    const page = await this.api.getRunLogs(this.runId, { size, ...given({ cursor }) }, call);
    const next = page.next_page ?? undefined;
    // Null and the same cursor again mean both: nothing more now. The same cursor is asked again later.
    this.isBehind = next !== undefined && next !== cursor;
    if (this.isBehind) this.cursor = next;
    return this.unseen(page.items);
  }

  private unseen(items: readonly LogItem[]): LogItem[] {
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
