import type { WherobotsClient } from "../api/client";
import type { LogsPage } from "../api/models";
import type { Redact } from "../redact";
import { safeLine } from "../remote-text";

const PAGE_SIZE = 500;
/** Pages per call, at most: a run that logs faster is caught up with over several calls, and its wait goes on meanwhile. */
const PAGES_PER_CALL = 20;
/** A longer line is cut: a traceback line is far shorter, a dumped data frame is not worth more. */
const MAX_LINE_LENGTH = 500;
/** What the run's own wrapper prints last; after it no line is awaited. */
const LAST_LINE = /\bSubprocess finished with return code: -?\d+/;

/**
 * Follows the log of one run. Cursors are opaque, and the two readings of them in the field (an inclusive
 * timestamp, an offset) both repeat lines: lines already seen from the same or the previous page are dropped.
 * Memory is bounded by one page and the tail, however long the log.
 */
export class LogTail {
  private cursor: string | undefined;
  private seen: ReadonlyMap<string, number> = new Map();
  private readonly lines: string[] = [];
  /** The newest line, also where none are kept. */
  lastLine: string | undefined;
  /** True once the line was seen that ends every log. */
  ended = false;
  /** True if the last call left lines unread. */
  isBehind = false;

  /** @param tailLines how many of the newest lines to keep */
  constructor(
    private readonly api: WherobotsClient,
    private readonly runId: string,
    private readonly tailLines: number,
    private readonly redact: Redact,
  ) {}

  /** False: lines pass by, and none is to be had in the end. */
  get keepsLines(): boolean {
    return this.tailLines > 0;
  }

  /** The newest lines, oldest first; safe to show. */
  get tail(): readonly string[] {
    return this.lines;
  }

  /**
   * Reads what is new.
   *
   * @param maxPages requests that it may take
   * @returns how many lines came
   * @throws what the client throws; the position is kept, so the next call goes on
   */
  async poll(signal: AbortSignal, maxPages = PAGES_PER_CALL): Promise<number> {
    let count = 0;
    this.isBehind = false;
    for (let page = 0; page < Math.min(maxPages, PAGES_PER_CALL); page++) {
      const cursor = this.cursor;
      const request = { size: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) };
      const answer = await this.api.getRunLogs(this.runId, request, { signal, retry: false });
      count += this.take(answer);
      const next = answer.next_page ?? undefined;
      // No next page means "nothing more now": the same cursor is asked again later.
      if (next === undefined || next === cursor) return count;
      this.cursor = next;
    }
    this.isBehind = true;
    return count;
  }

  private take(page: LogsPage): number {
    const before = new Map(this.seen);
    const seen = new Map<string, number>();
    let count = 0;
    for (const { timestamp, raw } of page.items) {
      const key = `${timestamp} ${raw}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
      const repeated = before.get(key) ?? 0;
      if (repeated > 0) before.set(key, repeated - 1);
      else {
        this.keep(raw);
        count++;
      }
    }
    if (page.items.length > 0) this.seen = seen;
    return count;
  }

  private keep(raw: string): void {
    if (LAST_LINE.test(raw.slice(0, MAX_LINE_LENGTH))) this.ended = true;
    const line = safeLine(raw, MAX_LINE_LENGTH, this.redact);
    if (line.trim() === "") return;
    this.lastLine = line;
    this.lines.push(line);
    if (this.lines.length > this.tailLines) this.lines.shift();
  }
}
