import { isExpected } from "../api/errors";
import type { StorageSources } from "../api/models";
import { type LifecycleContext, UserError } from "../resource";
import { callOptions } from "../run/call-options";
import type { FileUpload } from "../run/record";
import { textAt } from "../values";
import { FileChangedError, type LocalFile } from "./local-file";

/** A file, and its place in storage, whether it is there yet or not. */
export interface PlacedFile extends FileUpload {
  readonly file: LocalFile;
  /** Takes its bytes for some time from now on. */
  readonly uploadUrl: string;
}

/** Whose files lie in one folder. */
export interface FileOwner {
  /** The resource in letters of a path, different for each of a stack. */
  readonly name: string;
  /** Where its runs compute, as far as that is known. */
  readonly region: string | undefined;
}

/** Letters of the hash in a path: enough that no two contents of one resource meet. */
const HASH_LENGTH = 16;

/**
 * Chooses the place of a file, once in this process. Nothing is uploaded yet. The hash of the content is part of the
 * path, so a run that is queued keeps the file that it was submitted with.
 *
 * @param input the input that is the file
 */
export async function placeFile(
  input: string,
  file: LocalFile,
  owner: FileOwner,
  context: LifecycleContext,
): Promise<PlacedFile> {
  try {
    return await placed(input, file, owner, context);
  } catch (error) {
    throw notUploaded(input, file, error, context);
  }
}

/** What became of a file, and what to do. */
export function notUploaded(
  input: string,
  { name, sizeBytes }: LocalFile,
  error: unknown,
  { signal }: LifecycleContext,
): unknown {
  if (signal.aborted || !(error instanceof Error)) return error;
  const what = `${input}: ${name} (${sizeBytes} bytes) was not uploaded, and no run was started`;
  if (error instanceof FileChangedError)
    return new UserError(`${what}: the file changed while it was read. Run the command again`, {
      cause: error,
    });
  if (error instanceof UserError || isExpected(error))
    return new UserError(`${what}: ${error.message}`, { cause: error });
  const code = textAt(error, "code");
  return code === undefined
    ? error
    : new UserError(`${what}: the file cannot be read (${code})`, { cause: error });
}

async function placed(
  input: string,
  file: LocalFile,
  owner: FileOwner,
  context: LifecycleContext,
): Promise<PlacedFile> {
  const { session, identity } = context;
  const { sizeBytes, sha256, name } = file;
  const storage = await managedStorage(owner.region, context);
  const folder = `${owner.name}-${sha256.slice(0, HASH_LENGTH)}`;
  const parts = ["pulumi", identity.project, identity.stack, folder, name].map(pathPart);
  const path = [...(storage.defaultDirectory ?? "").split("/").filter((part) => part !== ""), ...parts].join(
    "/",
  );
  const stored = { storageId: storage.id, path };
  const { destination, uploadUrl } = await session.shared(`address of ${storage.id} ${path}`, () =>
    session.api().createUploadUrl(stored, callOptions(context)),
  );
  return { input, uri: destination, sha256, sizeBytes, ...stored, file, uploadUrl };
}

/** Spark and pip read these letters in any path. */
function pathPart(text: string): string {
  return text.replace(/[^\w.+-]/g, "_");
}

/** The organisation's own storage: that of the region, if there are several. */
async function managedStorage(
  region: string | undefined,
  context: LifecycleContext,
): Promise<StorageSources[number]> {
  const { session } = context;
  const all = await session.shared("storages", () => session.api().listStorages(callOptions(context)));
  const writable = all.filter(({ type, readOnly }) => type === "MANAGED" && readOnly !== true);
  const found = writable.find((storage) => storage.region === region) ?? writable[0];
  if (found) return found;
  throw new UserError(
    "the organisation has no managed storage that takes files: upload the file to a storage integration, and give its address " +
      "(`uri`, or `filePath` of a dependency)",
  );
}
