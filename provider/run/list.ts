import type { RunListing } from "../account/session";
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

/**
 * The runs whose names match a pattern, in no particular order. An empty page may be followed by another.
 *
 * @param name exact, or with one `*`
 */
export async function listRuns(
  name: string,
  context: LifecycleContext,
  { createdAfterMs, maxPages = MAX_PAGES, status = [] }: ListBounds = {},
): Promise<RunListing> {
  const createdAfter = createdAfterMs === undefined ? {} : { createdAfter: new Date(createdAfterMs) };
  const query: ListRunsQuery = { name, ...createdAfter, status, size: PAGE_SIZE };
  const runs: RunView[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const answer = await context.session
      .api()
      .listRuns({ ...query, ...given({ cursor }) }, callOptions(context));
    runs.push(...answer.items);
    cursor = answer.next_page ?? undefined;
    if (cursor === undefined) return { runs, complete: true };
  }
  return { runs, complete: false };
}

/** All runs of one exact name, of any age. Clocks do not show which of them are new, so callers compare ids. */
export async function listRunsNamed(name: string, context: LifecycleContext): Promise<RunListing> {
  const { runs, complete } = await listRuns(name, context, { maxPages: MAX_PAGES_OF_NAME });
  return { runs: runs.filter((run) => run.name === name), complete };
}
