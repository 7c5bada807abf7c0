import { z } from "zod";
import type { ListRunsQuery } from "../api/client";
import type { RunView } from "../api/models";
import { ACTIVE_STATUSES, isKnownStatus, TERMINAL_STATUSES } from "../api/run-status";
import type { LifecycleContext } from "../resource";
import { briefCallOptions } from "../run/call-options";
import { runPages } from "../run/list";
import { observe } from "../run/observe";
import { nearest } from "../text/did-you-mean";
import { given, type Properties } from "../values";
import { nanosecondsOf } from "../watch/timestamp";
import { count, type ListPage, type PageRequest, providerFunction } from "./provider-function";
import type { ListedRun, RunList } from "./records";

const DEFAULT_RUNS = 1_000;
const MAX_RUNS = 100_000;
/** Of the API. */
const MAX_PAGE = 100;
/** An empty page may be followed by another. A server that sends nothing else is given up on. */
const MAX_EMPTY_PAGES = 100;

const NAME = /^[\w.-]*\*?[\w.-]*$/;
const MAX_NAME_LENGTH = 255;
const EXPECTED_NAME = `must be a name of at most ${MAX_NAME_LENGTH} letters, digits and . _ -, with at most one *, which stands for anything`;
const EXPECTED_TIME = "must be a time in ISO 8601, for example 2026-01-31T08:00:00Z";
const STATUSES = [...ACTIVE_STATUSES, ...TERMINAL_STATUSES];

const status = z.string().check((context) => {
  // A status that is newer than this version is the API's to refuse.
  const meant = isKnownStatus(context.value) ? undefined : nearest(context.value, STATUSES);
  if (meant === undefined && context.value !== "") return;
  const message = `must be one of ${STATUSES.join(", ")}${meant === undefined ? "" : `: did you mean ${meant}?`}`;
  context.issues.push({ code: "custom", input: context.value, message });
});

const listRunsArgs = z.strictObject({
  name: z
    .string()
    .min(1, EXPECTED_NAME)
    .max(MAX_NAME_LENGTH, EXPECTED_NAME)
    .regex(NAME, EXPECTED_NAME)
    .optional(),
  status: z.array(status, "must be a list of statuses").optional(),
  region: z.string().min(1, "must be the name of a region, for example aws-us-west-2").optional(),
  createdAfter: z
    .string()
    .refine((text) => /\D/.test(text) && nanosecondsOf(text) !== undefined, EXPECTED_TIME)
    .optional(),
  maxRuns: count(MAX_RUNS).optional(),
  cursor: z.string().min(1, "must be the `nextCursor` of an earlier answer").optional(),
});

/** The runs of the account that match, whoever started them. */
export const listRuns = providerFunction(listRunsArgs, readRuns);

/** One page of the same runs, for the engine's List. `filters` passed the check. */
export async function runsPage(
  filters: Properties,
  { cursor, limit }: PageRequest,
  context: LifecycleContext,
): Promise<ListPage> {
  const size = limit > 0 ? { size: Math.min(limit, MAX_PAGE) } : {};
  const query = { ...queryOf(listRunsArgs.parse(filters)), ...size, ...(cursor === "" ? {} : { cursor }) };
  const { items, next_page } = await context.session.api().listRuns(query, briefCallOptions(context));
  return {
    items: items.map(({ id, name }) => ({ id, name: context.session.redact(name) })),
    next: next_page ?? "",
  };
}

function queryOf({
  name,
  status: statuses,
  region,
  createdAfter,
}: z.infer<typeof listRunsArgs>): ListRunsQuery {
  return given({
    ...{ name, status: statuses, region },
    createdAfter: createdAfter === undefined ? undefined : timeOf(createdAfter),
  });
}

async function readRuns(
  { maxRuns = DEFAULT_RUNS, cursor, ...filters }: z.infer<typeof listRunsArgs>,
  context: LifecycleContext,
): Promise<RunList> {
  const query = { ...queryOf(filters), ...given({ cursor }) };
  // By id: a run that is submitted meanwhile may move others to the next page.
  const found = new Map<string, RunView>();
  let empty = 0;
  let nextCursor: string | undefined;
  let complete = false;
  // No page has more than is wanted, so that nothing lies between these runs and the next page.
  const sizeOf = (): number => Math.min(MAX_PAGE, maxRuns - found.size);
  for await (const { items, isLast, next } of runPages(query, briefCallOptions(context), context, sizeOf)) {
    for (const run of items) found.set(run.id, run);
    if (items.length === 0) empty++;
    // A server that sends more than it was asked for would have the rest forgotten.
    nextCursor = found.size > maxRuns ? undefined : next;
    complete = isLast && found.size <= maxRuns;
    if (found.size >= maxRuns || empty > MAX_EMPTY_PAGES) break;
  }
  const runs = listedRuns([...found.values()].slice(0, maxRuns), context);
  return { runs, complete, ...given({ nextCursor }) };
}

/** Newest first: the API promises no order. */
function listedRuns(runs: readonly RunView[], context: LifecycleContext): ListedRun[] {
  return runs
    .map((run) => listedRun(run, context))
    .sort((a, b) => Date.parse(b.createTime) - Date.parse(a.createTime));
}

function listedRun(run: RunView, { session }: LifecycleContext): ListedRun {
  const redact = (text: string): string => session.redact(text);
  const origin = { account: { apiUrl: session.api().apiUrl }, sent: {}, redact };
  const { runId, runName, status, createTime, startTime, completeTime, effective } = observe(run, origin);
  const { region, runtime } = effective;
  return { runId, runName, status, createTime, ...given({ region, runtime, startTime, completeTime }) };
}

/** The whole millisecond before it: the API is asked for too many rather than for too few. */
function timeOf(text: string): Date {
  return new Date(Number((nanosecondsOf(text) ?? 0n) / 1_000_000n));
}
