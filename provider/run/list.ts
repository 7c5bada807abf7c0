import type { RunListing } from "../account/session";
import type { CallOptions } from "../api/caller";
import type { ListRunsQuery } from "../api/client";
import type { RunView } from "../api/models";
import type { LifecycleContext } from "../resource";
import { given } from "../values";
import { callOptions } from "./call-options";

const PAGE_SIZE = 100;

/** Pages that are read of one name pattern, at most. */
export const MAX_PAGES = 10;

/** Pages of one exact name: enough for a run every hour, for a year. */
const MAX_PAGES_OF_NAME = 100;

/** How much of a listing is read. */
export interface ListBounds {
  /** Milliseconds since the epoch. Default: runs of any age. */
  createdAfterMs?: number;
  /** Default `MAX_PAGES`, of 100 runs each. */
  maxPages?: number;
  /** Runs in one of these statuses. Default: all. */
  status?: readonly string[];
}

/** A page of a listing. */
export interface RunListPage {
  readonly items: readonly RunView[];
  readonly isLast: boolean;
  /** Where the next page begins; undefined if there is none, or none can be found. */
  readonly next: string | undefined;
}

/**
 * The pages of a listing, until there are no more or a cursor leads nowhere. An empty page may be followed by another.
 *
 * @param query which runs, and where to begin
 * @param options of each request
 * @param sizeOf how many runs the next page may have
 */
export async function* runPages(
  query: ListRunsQuery,
  options: CallOptions,
  { session }: LifecycleContext,
  sizeOf = () => PAGE_SIZE,
): AsyncGenerator<RunListPage, void> {
  let { cursor } = query;
  for (;;) {
    const page = await session.api().listRuns({ ...query, size: sizeOf(), ...given({ cursor }) }, options);
    const following = page.next_page ?? undefined;
    const next = following === cursor ? undefined : following;
    yield { items: page.items, isLast: following === undefined, next };
    if (next === undefined) return;
    cursor = next;
  }
}

/**
 * The runs whose names match a pattern, in no particular order.
 *
 * @param name exact, or with one `*`
 */
export async function listRuns(
  name: string,
  context: LifecycleContext,
  { createdAfterMs, maxPages = MAX_PAGES, status = [] }: ListBounds = {},
): Promise<RunListing> {
  const createdAfter = createdAfterMs === undefined ? {} : { createdAfter: new Date(createdAfterMs) };
  const runs: RunView[] = [];
  let pages = 0;
  for await (const { items, isLast } of runPages(
    { name, ...createdAfter, status },
    callOptions(context),
    context,
  )) {
    runs.push(...items);
    if (isLast || ++pages >= maxPages) return { runs, complete: isLast };
  }
  return { runs, complete: false };
}

/** All runs of one exact name, of any age. Clocks do not show which of them are new, so callers compare ids. */
export async function listRunsNamed(name: string, context: LifecycleContext): Promise<RunListing> {
  const { runs, complete } = await listRuns(name, context, { maxPages: MAX_PAGES_OF_NAME });
  return { runs: runs.filter((run) => run.name === name), complete };
}
