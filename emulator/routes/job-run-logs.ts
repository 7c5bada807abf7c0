import {
  integerOf,
  type OperationAnswer,
  type OperationCall,
  type OperationHandlers,
  textOf,
} from "../operation";
import { ApiProblem } from "../problem";
import { RunLog } from "../run-logs";
import { timelineOf } from "../run-timeline";
import { runOf } from "./job-runs";

/** Reading a run's log page by page. */
export const JOB_RUN_LOG_HANDLERS: OperationHandlers = { getJobRunLogs };

/** Plain numbers from here on are timestamps, below they are offsets: official clients send both. */
const FIRST_TIMESTAMP = 10n ** 12n;

function getJobRunLogs(call: OperationCall): OperationAnswer {
  const run = runOf(call);
  const log = new RunLog(run, timelineOf(run, call.point), call.point);
  const numeric = call.world.options.numericLogTimestamps === true;
  const from = startIndex(log, textOf(call.query, "cursor"));
  const to = Math.min(log.length, from + Math.max(0, integerOf(call.query, "size")));
  const cursor = numeric ? timestampCursor : opaqueCursor;
  const body = {
    items: log.slice(from, to),
    current_page: cursor(log, from),
    // Null says only that there is nothing more now; readers come back with their last cursor.
    next_page: to < log.length && to > from ? cursor(log, numeric ? lastOf(from, to) : to) : null,
  };
  return numeric ? { body, text: unquoteNumbers(JSON.stringify(body)) } : { body };
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

function opaqueCursor(_log: RunLog, index: number): string {
  return Buffer.from(`line:${index}`).toString("base64url");
}

/** The older API's cursor names the last line that was read, and the next page begins by repeating it. */
function timestampCursor(log: RunLog, index: number): string {
  return index === 0 ? "0" : (log.slice(index, index + 1)[0]?.timestamp ?? String(index));
}

/** Of a page of one line the next one is named instead, or paging would stand still. */
function lastOf(from: number, to: number): number {
  return to - from > 1 ? to - 1 : to;
}

/** Integers of nanoseconds do not fit a JavaScript number, so they are unquoted in the text. */
function unquoteNumbers(json: string): string {
  return json.replace(/"(timestamp|current_page|next_page)":"(\d+)"/g, '"$1":$2');
}
