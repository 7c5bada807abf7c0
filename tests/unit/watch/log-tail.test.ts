import { WherobotsClient } from "../../../provider/api/client";
import type { LogsPage } from "../../../provider/api/models";
import type { HttpAnswer, HttpRequest } from "../../../provider/api/transport";
import { type Redact } from "../../../provider/text/redact";
import { LogTail } from "../../../provider/watch/log-tail";
import { jsonAnswer, stubClient, stubParts } from "../../support/context/stub-client";

interface Line {
  timestamp: string;
  raw: string;
}

/** A log that is served by one of the two readings of a cursor in the field. */
class LogServer {
  readonly lines: Line[] = [];

  constructor(private readonly reading: "inclusive timestamp" | "offset") {}

  write(...texts: string[]): void {
    for (const raw of texts) this.lines.push({ timestamp: String(1_000 + this.lines.length), raw });
  }

  readonly answer = ({ url }: HttpRequest): HttpAnswer => {
    const query = new URL(url).searchParams;
    const cursor = query.get("cursor");
    const from = cursor === null ? 0 : this.indexOf(cursor);
    const items = this.lines.slice(from, from + Number(query.get("size")));
    const isWhole = from + items.length >= this.lines.length;
    return jsonAnswer({ items, next_page: isWhole ? null : this.cursorAt(from + items.length) });
  };

  private indexOf(cursor: string): number {
    return this.reading === "offset"
      ? Number(cursor)
      : this.lines.findIndex((line) => line.timestamp >= cursor);
  }

  private cursorAt(index: number): string {
    return this.reading === "offset" ? String(index) : (this.lines[index - 1]?.timestamp ?? "");
  }
}

function tailOf(
  server: { answer: LogServer["answer"] },
  lines = 1_000,
  redact: Redact = (text) => text,
): LogTail {
  return new LogTail(stubClient(server.answer), "run-1", lines, redact);
}

/** A log that is made while it is read, without the work of JSON. */
class LazyLog extends WherobotsClient {
  longestPage = 0;

  constructor(private readonly total: number) {
    super(stubParts(() => jsonAnswer({})));
  }

  override getRunLogs(_runId: string, page: { cursor?: string; size: number }): Promise<LogsPage> {
    const from = Number(page.cursor ?? 0);
    const count = Math.min(page.size, this.total - from);
    this.longestPage = Math.max(this.longestPage, count);
    const items = Array.from({ length: count }, (_, index) => {
      return { timestamp: String(from + index), raw: `l${from + index}` };
    });
    const next = from + count;
    return Promise.resolve({ items, next_page: next < this.total ? String(next) : null });
  }
}

const { signal } = new AbortController();
const numbered = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => `line ${from + index}`);

describe.each(["inclusive timestamp", "offset"] as const)("a log whose cursor is an %s", (reading) => {
  it("is read to its present end, each line once, and further after a page without a next one", async () => {
    const server = new LogServer(reading);
    const tail = tailOf(server, 2_000);
    const counts: number[] = [];
    for (const part of [numbered(3), [], numbered(2, 3), numbered(1_200, 5), [], numbered(1, 1_205)]) {
      server.write(...part);
      counts.push(await tail.poll(signal));
    }
    expect(counts).toEqual([3, 0, 2, 1_200, 0, 1]);
    expect(tail.tail).toEqual(numbered(1_206));
  });

  it("keeps lines that are equal but were written twice", async () => {
    const server = new LogServer(reading);
    server.lines.push({ timestamp: "1", raw: "same" }, { timestamp: "1", raw: "same" });
    const tail = tailOf(server);
    await tail.poll(signal);
    server.lines.push({ timestamp: "1", raw: "same" });
    await tail.poll(signal);
    await tail.poll(signal);
    expect(tail.tail).toEqual(["same", "same", "same"]);
  });
});

describe("LogTail", () => {
  it("stands still on a cursor that repeats itself, instead of asking for ever", async () => {
    let requests = 0;
    const page = { items: [{ timestamp: "1", raw: "a" }], next_page: "same" };
    const tail = tailOf({ answer: () => jsonAnswer({ ...page, requests: ++requests }) });
    expect(await tail.poll(signal)).toBe(1);
    expect(await tail.poll(signal)).toBe(0);
    expect(requests).toBe(3);
  });

  // rule: log-bounds
  it("keeps no more than the tail of a million lines", async () => {
    const api = new LazyLog(1_000_000);
    const tail = new LogTail(api, "run-1", 3, (text) => text);
    let count = 0;
    let polls = 0;
    for (let read = -1; read !== 0; polls += 1) {
      read = await tail.poll(signal);
      count += read;
    }
    expect(count).toBe(1_000_000);
    expect(tail.tail).toEqual(["l999997", "l999998", "l999999"]);
    expect(api.longestPage).toBeLessThanOrEqual(500);
    // Each call is bounded too, so that the wait goes on meanwhile.
    expect(polls).toBeGreaterThan(50);
  });

  it("hands on each new line once, the newest 200 of a call and how many came before them", async () => {
    const server = new LogServer("offset");
    const tail = tailOf(server, 3);
    const shown: unknown[] = [];
    tail.streamTo((lines, more) => shown.push([lines.length, lines[0], lines.at(-1), more]));
    for (const part of [numbered(114), [], numbered(414, 114), ["", "last"]]) {
      server.write(...part);
      await tail.poll(signal);
    }
    expect(shown).toEqual([
      [114, "line 0", "line 113", 0],
      [200, "line 328", "line 527", 214],
      [1, "last", "last", 0],
    ]);
  });
});
