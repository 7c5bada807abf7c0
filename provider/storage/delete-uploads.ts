import { isExpected, NotFoundError } from "../api/errors";
import { ACTIVE_STATUSES } from "../api/run-status";
import type { LifecycleContext } from "../resource";
import { briefCallOptions } from "../run/call-options";
import { listRuns } from "../run/list";
import type { FileUpload } from "../run/record";
import { formatList } from "../text/format";

/**
 * Deletes the files that a resource uploaded, once nothing uses them. A file stays if a run that is active uses it, or a
 * resource that this process created. It never fails: what cannot be deleted is named, and costs no more than its bytes.
 *
 * @returns those that are gone
 */
export async function deleteUploads(
  uploads: readonly FileUpload[],
  context: LifecycleContext,
): Promise<FileUpload[]> {
  const { session, log } = context;
  const unused = uploads.filter(({ uri }) => !session.usedUploads.has(uri));
  const deleted: FileUpload[] = [];
  if (unused.length === 0) return deleted;
  try {
    const isInUse = await usedByActiveRuns(context);
    for (const upload of unused) {
      const { uri, storageId, path } = upload;
      if (isInUse(uri)) {
        log("info", `${uri} stays in storage: a run that is active may use it`);
        continue;
      }
      await session.api().deleteFile({ storageId, path }, briefCallOptions(context)).catch(ifGone);
      deleted.push(upload);
    }
  } catch (error) {
    if (!isExpected(error)) throw error;
    const left = unused.filter((upload) => !deleted.includes(upload)).map(({ uri }) => uri);
    log(
      "warning",
      `not deleted from storage: ${formatList(left)} (${error.message}). Nothing uses it any more`,
    );
  }
  return deleted;
}

async function usedByActiveRuns(context: LifecycleContext): Promise<(uri: string) => boolean> {
  const { runs, complete } = await listRuns("*", context, { status: ACTIVE_STATUSES });
  const sent = JSON.stringify(runs.map(({ payload }) => payload));
  // In JSON an address stands between quotes, so none is found as a part of another.
  return (uri) => !complete || sent.includes(JSON.stringify(uri));
}

function ifGone(error: unknown): void {
  if (!(error instanceof NotFoundError)) throw error;
}
