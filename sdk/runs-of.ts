import * as pulumi from "@pulumi/pulumi";
import type { ListedRun, RunList } from "../provider/functions/records";

/** The most that the API sends at once. */
const PAGE_SIZE = 100;

/**
 * The runs of a list, each once. A page is read when somebody asks for its first run.
 *
 * @param readPage reads a part of the list, from `cursor` on
 * @throws pulumi.RunError if the list does not come to its end
 */
export async function* runsOf(
  readPage: (page: { maxRuns: number; cursor?: string }) => Promise<RunList>,
): AsyncGenerator<ListedRun, void> {
  // A run that is submitted meanwhile may move others to the next page.
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (;;) {
    const page = await readPage({ maxRuns: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) });
    const fresh = page.runs.filter(({ runId }) => !seen.has(runId));
    for (const run of fresh) {
      seen.add(run.runId);
      yield run;
    }
    if (page.complete) return;
    cursor = page.nextCursor;
    if (cursor === undefined || page.runs.length === 0)
      throw new pulumi.RunError(
        `eachRun: the API says that there are more than these ${seen.size} runs, and does not send them`,
      );
  }
}
