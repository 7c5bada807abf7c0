import { ApiProblem } from "../problem";
import { RunLog } from "../runs/logs";
import { timelineOf } from "../runs/timeline";
import { runOf } from "./job-runs";
import {
  integerOf,
  type OperationAnswer,
  type OperationCall,
  type OperationHandlers,
  textOf,
} from "./operation";

/** Reading a run's log page by page. */
export const JOB_RUN_LOG_HANDLERS: OperationHandlers = { getJobRunLogs };

/** Plain numbers from here on are timestamps, below they are offsets: official clients send both. */
const FIRST_TIMESTAMP = 10n ** 12n;

function getJobRunLogs(call: OperationCall): OperationAnswer {
  const run = runOf(call);
  const { numericLogTimestamps, opaqueLogCursors } = call.world.options;
  const log = new RunLog(run, timelineOf(run, call.point), call.point);
  const cursor = textOf(call.query, "cursor");
  const from = startIndex(log, cursor);
  const to = Math.min(log.length, from + Math.max(0, integerOf(call.query, "size")));
  const nextCursor =
    numericLogTimestamps === true ? repeatingCursor : opaqueLogCursors === true ? opaqueCursor : cursorAfter;
  const body = {
    items: log.slice(from, to),
    current_page: cursor ?? "0",
    // Null says only that there is nothing more now; readers come back with their last cursor.
    next_page: to < log.length && to > from ? nextCursor(log, from, to) : null,
  };
  return numericLogTimestamps === true ? { body, text: unquoteNumbers(JSON.stringify(body)) } : { body };
}

function startIndex(log: RunLog, cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^\d{1,20}$/.test(cursor)) {
    const value = BigInt(cursor);
    return value < FIRST_TIMESTAMP ? Number(value) : log.indexAt(value);
  }
  const [, index] = /^line:(\d+)$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (index === undefined) throw new ApiProblem(400, `Invalid cursor value: ${cursor}`);
  return Number(index);
}

function opaqueCursor(_log: RunLog, _from: number, to: number): string {
  return Buffer.from(`line:${to}`).toString("base64url");
}

/** Just after the last line: a number for clients that parse it, and never the timestamp of a line. */
function cursorAfter(log: RunLog, _from: number, to: number): string {
  return String(log.timestampOf(to - 1) + 1n);
}

/** The last line itself, unless it is the only one of the page: paging would stand still. */
function repeatingCursor(log: RunLog, from: number, to: number): string {
  return String(log.timestampOf(to - from > 1 ? to - 1 : to));
}

/** Integers of nanoseconds do not fit a JavaScript number, so they are unquoted in the text. */
function unquoteNumbers(json: string): string {
  return json.replace(/"(timestamp|current_page|next_page)":"(\d+)"/g, '"$1":$2');
}
