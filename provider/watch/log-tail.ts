import type { WherobotsClient } from "../api/client";
import type { Redact } from "../text/redact";
import { safeLine } from "../text/safe-line";
import { type LogItem, LogPages } from "./log-pages";
import { nanosecondsOf } from "./timestamp";

const PAGE_SIZE = 500;
/** Pages per call, at most: a run that logs faster is caught up with over several calls, and its wait goes on meanwhile. */
const PAGES_PER_CALL = 20;
/**
 * Lines of one call that are shown: the newest ones, however fast a run logs. Of a run that has shown very many only a
 * few: the engine keeps each in memory until its end.
 */
const MAX_SHOWN = 200;
const MANY_SHOWN = 10_000;
const MAX_SHOWN_OF_MANY = 20;
/** A page that comes byte by byte is none. */
const PAGE_WITHIN_MS = 30_000;
/** A longer line is cut: a traceback line is far shorter, a dumped data frame is not worth more. */
const MAX_LINE_LENGTH = 500;
/** The same in a file, which is meant to be whole: no log of a person has such a line. */
const MAX_WRITTEN_LENGTH = 1_000_000;
/** What the run's own wrapper prints last; after it no line is awaited. */
const LAST_LINE = /\bSubprocess finished with return code: -?\d+/;

/** One line of a log, whole and safe to show. */
export interface LogLine {
  /** As the API gives it. */
  readonly timestamp: string;
  readonly text: string;
}

/** Takes every line of a log, in order. */
export interface LogSink {
  write(lines: readonly LogLine[]): void;
}

/** Shows new lines, oldest first; `more` came before them and are left out. */
export type ShowLines = (lines: readonly string[], more: number) => void;

/** Follows the log of one run. Memory is bounded by one page and the tail, however long the log. */
export class LogTail {
  private readonly pages: LogPages;
  private readonly lines: string[] = [];
  private showLines: ShowLines | undefined;
  private sink: LogSink | undefined;
  /** The newest lines of the present call, where they are shown, and how many there were. */
  private fresh: string[] = [];
  private freshCount = 0;
  private shownCount = 0;
  /** The newest line, also where none are kept. */
  lastLine: string | undefined;
  /** When it was written, by the server's clock, in milliseconds since the epoch; NaN if that is not known. */
  lastLineMs = Number.NaN;
  /** True once the line was seen that ends every log. */
  ended = false;

  /** @param tailLines how many of the newest lines to keep */
  constructor(
    api: WherobotsClient,
    runId: string,
    private readonly tailLines: number,
    private readonly redact: Redact,
  ) {
    this.pages = new LogPages(api, runId, PAGE_SIZE);
  }

  /** True while lines are known to be there that were not read. */
  get isBehind(): boolean {
    return this.pages.isBehind;
  }

  /** False: lines pass by, and none is to be had in the end. */
  get keepsLines(): boolean {
    return this.tailLines > 0;
  }

  /** The newest lines, oldest first; safe to show. */
  get tail(): readonly string[] {
    return this.lines;
  }

  /** True if every line counts, and not the newest ones alone. */
  get isWritten(): boolean {
    return this.sink !== undefined;
  }

  /** From now on each call writes what it brought. */
  writeTo(sink: LogSink): void {
    this.sink = sink;
  }

  /** From now on each call shows what it brought. */
  streamTo(showLines: ShowLines): void {
    this.showLines = showLines;
  }

  /**
   * Reads what is new.
   *
   * @param maxPages requests that it may take
   * @returns how many lines came
   * @throws what the client throws; the position is kept, so the next call goes on
   */
  async poll(signal: AbortSignal, maxPages = PAGES_PER_CALL): Promise<number> {
    try {
      return await this.read(signal, Math.min(maxPages, PAGES_PER_CALL));
    } finally {
      if (this.freshCount > 0) this.showLines?.(this.fresh, this.freshCount - this.fresh.length);
      this.shownCount += this.fresh.length;
      this.fresh = [];
      this.freshCount = 0;
    }
  }

  private async read(signal: AbortSignal, maxPages: number): Promise<number> {
    const call = { signal, retry: false, withinMs: PAGE_WITHIN_MS } as const;
    let count = 0;
    for (let page = 0; page < maxPages; page++) {
      count += this.take(await this.pages.next(call));
      if (!this.isBehind) return count;
    }
    return count;
  }

  private take(fresh: readonly LogItem[]): number {
    for (const { raw } of fresh) this.keep(raw);
    this.sink?.write(
      fresh.map(({ timestamp, raw }) => ({
        timestamp: safeLine(timestamp, MAX_LINE_LENGTH),
        text: safeLine(raw, MAX_WRITTEN_LENGTH, this.redact),
      })),
    );
    const newest = fresh.at(-1);
    if (newest) this.lastLineMs = timeOf(newest.timestamp);
    return fresh.length;
  }

  private keep(raw: string): void {
    if (LAST_LINE.test(raw.slice(0, MAX_LINE_LENGTH))) this.ended = true;
    const line = safeLine(raw, MAX_LINE_LENGTH, this.redact);
    if (line.trim() === "") return;
    this.lastLine = line;
    this.lines.push(line);
    if (this.lines.length > this.tailLines) this.lines.shift();
    if (!this.showLines) return;
    this.freshCount++;
    this.fresh.push(line);
    const maxShown = this.shownCount < MANY_SHOWN ? MAX_SHOWN : MAX_SHOWN_OF_MANY;
    if (this.fresh.length > maxShown) this.fresh.shift();
  }
}

/** Timestamps are documented as text and nothing more. A date in another form than ISO 8601 is read as far as Node can. */
function timeOf(timestamp: string): number {
  const ns = nanosecondsOf(timestamp);
  return ns === undefined ? Date.parse(timestamp) : Number(ns / 1_000_000n);
}
