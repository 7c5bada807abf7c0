import type { StoredPath } from "../api/client";
import { isExpected, NotFoundError } from "../api/errors";
import { ACTIVE_STATUSES } from "../api/run-status";
import type { LifecycleContext } from "../resource";
import { briefCallOptions, callOptions } from "../run/call-options";
import { listRuns } from "../run/list";
import type { FileUpload } from "../run/record";
import { formatList } from "../text/format";
import { deleteObject, listFolder } from "./objects";

/** How long the object is; undefined if there is none. */
export async function storedBytes(
  { storageId, path }: StoredPath,
  context: LifecycleContext,
): Promise<number | undefined> {
  const cut = path.lastIndexOf("/");
  const folder = { storageId, path: path.slice(0, cut) };
  const name = path.slice(cut + 1);
  try {
    // The folder is of this content alone, so what it holds is on its first page.
    const items = await listFolder(folder, context, callOptions(context));
    return items.find((item) => item.name === name)?.size ?? undefined;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/**
 * Deletes the files that a run used, once nothing uses them. It never fails: what cannot be deleted is named, and costs no
 * more than its bytes.
 *
 * @returns those that are gone
 */
export async function deleteUploads(
  uploads: readonly FileUpload[],
  context: LifecycleContext,
): Promise<FileUpload[]> {
  const unused = uploads.filter((upload) => !isNeeded(upload, context));
  const left = new Set(unused);
  const deleted: FileUpload[] = [];
  if (unused.length === 0) return deleted;
  try {
    const isInUse = await usedByActiveRuns(context);
    for (const upload of unused) {
      if (!isKept(upload, isInUse, context)) {
        await deleteObject(upload, context, briefCallOptions(context)).catch(ifGone);
        deleted.push(upload);
      }
      left.delete(upload);
    }
  } catch (error) {
    if (!isExpected(error)) throw error;
    const uris = formatList([...left].map(({ uri }) => uri));
    context.log("warning", `not deleted from storage: ${uris} (${error.message}). Nothing uses it any more`);
  }
  return deleted;
}

/** An object in storage, as programs know it. */
export interface StoredFile extends StoredPath {
  readonly uri: string;
}

/**
 * Deletes an object, unless a run that is active uses it or a resource that this process created.
 *
 * @returns false if it is not there, or the storage is not. A list of runs that is not found says nothing of the object
 */
export async function deleteUnlessUsed(file: StoredFile, context: LifecycleContext): Promise<boolean> {
  if (isNeeded(file, context) || isKept(file, await usedByActiveRuns(context), context)) return true;
  try {
    await deleteObject(file, context, briefCallOptions(context));
    return true;
  } catch (error) {
    ifGone(error);
    return false;
  }
}

function isNeeded({ uri }: StoredFile, { session }: LifecycleContext): boolean {
  return session.usedUploads.has(uri);
}

function isKept({ uri }: StoredFile, isInUse: IsInUse, { log }: LifecycleContext): boolean {
  if (!isInUse(uri)) return false;
  log("info", `${uri} stays in storage: a run that is active may use it`);
  return true;
}

function ifGone(error: unknown): void {
  if (!(error instanceof NotFoundError)) throw error;
}

type IsInUse = (uri: string) => boolean;

async function usedByActiveRuns(context: LifecycleContext): Promise<IsInUse> {
  const { runs, complete } = await listRuns("*", context, { status: ACTIVE_STATUSES });
  const sent = JSON.stringify(runs.map(({ payload }) => payload));
  // In JSON an address stands between quotes, so none is found as a part of another.
  return (uri) => !complete || sent.includes(JSON.stringify(uri));
}
