import type { ListRunsQuery } from "../../api/client";
import type { RunView } from "../../api/models";
import type { LifecycleContext } from "../../lifecycle";
import type { RunListing } from "../../session";

const PAGE_SIZE = 100;
/** Runs of one name pattern that are read at most: ten requests. */
export const MAX_PAGES = 10;

/** How much of a listing is wanted. */
export interface ListBounds {
  /** Default `MAX_PAGES`, of 100 runs each. */
  maxPages?: number;
  /** Runs in one of these statuses. Default: all. */
  status?: readonly string[];
}

/**
 * The runs whose names fit a pattern, in no promised order.
 *
 * @param name exact, or with one `*`
 */
export async function listRuns(
  name: string,
  createdAfterMs: number,
  { session, signal }: LifecycleContext,
  { maxPages = MAX_PAGES, status = [] }: ListBounds = {},
): Promise<RunListing> {
  const query: ListRunsQuery = { name, createdAfter: new Date(createdAfterMs), status, size: PAGE_SIZE };
  const runs: RunView[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const answer = await session
      .api()
      .listRuns({ ...query, ...(cursor === undefined ? {} : { cursor }) }, { signal });
    runs.push(...answer.items);
    cursor = answer.next_page ?? undefined;
    if (cursor === undefined) return { runs, complete: true };
  }
  return { runs, complete: false };
}
