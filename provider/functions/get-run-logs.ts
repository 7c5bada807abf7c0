import { z } from "zod";
import { runIdText } from "../api/run-id";
import type { LifecycleContext } from "../resource";
import { briefCallOptions } from "../run/call-options";
import { safeLine } from "../text/safe-line";
import { type LogItem, LogPages } from "../watch/log-pages";
import { nanosecondsOf } from "../watch/timestamp";
import { ofOwnRun } from "./get-run";
import { count, providerFunction } from "./provider-function";
import type { RunLogLine, RunLogs } from "./records";

const PAGE_SIZE = 1_000;
const DEFAULT_LINES = 10_000;
/** They come in one message to the engine. */
const MAX_LINES = 100_000;
/** A million lines. What comes after them is not worth the requests of the whole command. */
const MAX_PAGES = 1_000;
const MAX_LINE_LENGTH = 2_000;

const EXPECTED_FROM =
  "must be the `timestamp` of a line, or a time in ISO 8601, for example 2026-01-31T08:00:00Z";

const getRunLogsArgs = z
  .strictObject({
    runId: runIdText,
    tail: count(MAX_LINES).optional(),
    from: z
      .string()
      .refine((text) => nanosecondsOf(text) !== undefined, EXPECTED_FROM)
      .optional(),
    maxLines: count(MAX_LINES).optional(),
  })
  .check(({ value: { tail, maxLines }, issues }) => {
    if (tail === undefined || maxLines === undefined || tail <= maxLines) return;
    const message = `must be at most maxLines (${maxLines}): leave out one of the two`;
    issues.push({ code: "custom", input: tail, path: ["tail"], message });
  });

/** Lines of a run's log as it is now. */
export const getRunLogs = providerFunction(getRunLogsArgs, async (args, context) =>
  ofOwnRun(args.runId, "getRunLogs", context, () => readLines(args, context)),
);

type Args = z.infer<typeof getRunLogsArgs>;

async function readLines({ runId, tail, from, maxLines }: Args, context: LifecycleContext): Promise<RunLogs> {
  const pages = new LogPages(context.session.api(), runId, PAGE_SIZE);
  const wanted = new WantedLines(from);
  const keep = tail ?? maxLines ?? DEFAULT_LINES;
  const lines: LogItem[] = [];
  const answer = (complete: boolean): RunLogs => ({
    lines: lines.map((line) => shownLine(line, context)),
    complete,
  });
  for (let count = 0; count < MAX_PAGES; count++) {
    lines.push(...wanted.of(await pages.next(briefCallOptions(context))));
    if (tail === undefined && lines.length > keep) {
      lines.length = keep;
      return answer(false);
    }
    lines.splice(0, lines.length - keep);
    if (!pages.isBehind) return answer(true);
  }
  return answer(false);
}

/** The lines from a time on. */
class WantedLines {
  private readonly fromNs: bigint | undefined;
  private hasBegun: boolean;

  constructor(from: string | undefined) {
    this.fromNs = from === undefined ? undefined : nanosecondsOf(from);
    this.hasBegun = this.fromNs === undefined;
  }

  /** Lines are in order of time, but for those of a time that cannot be read: they go with the one before. */
  of(items: readonly LogItem[]): LogItem[] {
    return items.filter(({ timestamp }) => {
      this.hasBegun ||= (nanosecondsOf(timestamp) ?? 0n) >= (this.fromNs ?? 0n);
      return this.hasBegun;
    });
  }
}

function shownLine({ timestamp, raw }: LogItem, { session }: LifecycleContext): RunLogLine {
  const redact = (text: string): string => session.redact(text);
  return {
    timestamp: safeLine(timestamp, MAX_LINE_LENGTH),
    text: safeLine(raw, MAX_LINE_LENGTH, redact),
  };
}
