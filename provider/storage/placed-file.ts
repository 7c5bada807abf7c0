import { isExpected } from "../api/errors";
import { type LifecycleContext, UserError } from "../resource";
import { callOptions } from "../run/call-options";
import type { FileUpload } from "../run/record";
import { textAt } from "../values";
import type { ChosenStorage } from "./choose-storage";
import { FileChangedError, type LocalFile } from "./local-file";
import { createUploadUrl } from "./objects";

/** A file, and its place in storage, whether it is there yet or not. */
export interface PlacedFile extends FileUpload {
  readonly file: LocalFile;
  /** Takes its bytes for some time from now on. */
  readonly uploadUrl: string;
}

/** Where the files of one resource go. */
export interface FileOwner {
  /** The resource in letters of a path, different for each of all stacks. */
  readonly name: string;
  readonly storage: () => Promise<ChosenStorage>;
  /** Folder of the storage. */
  readonly folder: readonly string[];
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
  { name, sizeBytes }: Pick<LocalFile, "name"> & Partial<LocalFile>,
  error: unknown,
  { signal }: LifecycleContext,
): unknown {
  if (signal.aborted || !(error instanceof Error)) return error;
  const size = sizeBytes === undefined ? "" : ` (${sizeBytes} bytes)`;
  const what = `${input}: ${name}${size} was not uploaded, and nothing was started`;
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
  const { session } = context;
  const { sizeBytes, sha256, name } = file;
  const storage = await owner.storage();
  const below = storage.defaultDirectory ?? "";
  const parts = [...owner.folder, `${owner.name}-${sha256.slice(0, HASH_LENGTH)}`, name].map(pathPart);
  const path = [...below.split("/").filter((part) => part !== ""), ...parts].join("/");
  const stored = { storageId: storage.id, path };
  const { destination, uploadUrl } = await session.shared(`address of ${storage.id} ${path}`, () =>
    createUploadUrl(stored, context, callOptions(context)),
  );
  return { input, uri: destination, sha256, sizeBytes, ...stored, file, uploadUrl };
}

/** Spark and pip read these letters in any path. */
function pathPart(text: string): string {
  return text.replace(/[^\w.+-]/g, "_");
}
