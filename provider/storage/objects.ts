import type { CallOptions } from "../api/caller";
import type { StoredPath } from "../api/client";
import type { DirectoryPage, UploadTarget } from "../api/models";
import type { LifecycleContext } from "../resource";

/*
 * Objects by their storage and path. An organisation that is older than storages has one bucket instead, whose objects the
 * operations below `/files` know by the name of the bucket and the key.
 */

/** Ids of such buckets. No id of a storage begins so. */
const BUCKET = "files::";

/** What stands for a bucket in place of the id of a storage. */
export function bucketId(bucket: string): string {
  return BUCKET + bucket;
}

/** Where an object will be, and an address that takes its bytes. */
export async function createUploadUrl(
  file: StoredPath,
  { session }: LifecycleContext,
  options: CallOptions,
): Promise<UploadTarget> {
  const key = legacyKey(file);
  if (key === undefined) return session.api().createUploadUrl(file, options);
  const { uploadUrl } = await session.api().createLegacyUploadUrl(key, options);
  return { uploadUrl, destination: `s3://${key}` };
}

/** What is in a folder, a thousand entries of it. */
export async function listFolder(
  folder: StoredPath,
  { session }: LifecycleContext,
  options: CallOptions,
): Promise<DirectoryPage["items"]> {
  const key = legacyKey(folder);
  return key === undefined
    ? (await session.api().listDirectory(folder, undefined, options)).items
    : (await session.api().listLegacyDirectory(key, options)).files;
}

/** Deletes an object. @throws NotFoundError if there is none */
export function deleteObject(
  file: StoredPath,
  { session }: LifecycleContext,
  options: CallOptions,
): Promise<unknown> {
  const key = legacyKey(file);
  return key === undefined
    ? session.api().deleteFile(file, options)
    : session.api().deleteLegacyFile(key, options);
}

function legacyKey({ storageId, path }: StoredPath): string | undefined {
  return storageId.startsWith(BUCKET) ? `${storageId.slice(BUCKET.length)}/${path}` : undefined;
}
