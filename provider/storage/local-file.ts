import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import type { Asset } from "../inputs/assets";
import { textAt } from "../values";

/** What Wherobots takes in one upload (500 MiB). */
export const MAX_FILE_BYTES = 500 * 1024 * 1024;

/** A file of this machine, or text that is to be one. */
export interface LocalFile {
  /** The last part of its path in storage. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Of the content, in hexadecimal digits, as the engine saw it. */
  readonly sha256: string;
  /**
   * Its content, from the beginning.
   *
   * @param onPart told of each part
   * @returns fails with FileChangedError, before its last bytes, if the content is no longer that of `sha256`
   */
  open(onPart: (part: Buffer) => void): Readable;
}

/** The file is not what it was when the engine looked at it. */
export class FileChangedError extends Error {
  override name = "FileChangedError";
}

/**
 * What is wrong with an asset as a file to upload; undefined if nothing is.
 *
 * @param textName what text is called in storage; undefined where a file is needed
 */
export function fileProblem(asset: Asset, textName: string | undefined): string | undefined {
  const { path: file, text, uri } = asset;
  if (uri !== undefined)
    return "is a RemoteAsset, which is not uploaded: give the address in storage, or a file of this machine";
  if (file === undefined) {
    if (text === undefined) return undefined;
    if (textName === undefined) return "is text, and its name would not be known: write it to a file";
    return text === "" ? "is empty" : undefined;
  }
  return pathProblem(file);
}

function pathProblem(file: string): string | undefined {
  const named = `${file} (in ${process.cwd()})`;
  try {
    const found = statSync(file);
    if (found.isDirectory()) return `${named} is a folder, and one file is needed`;
    if (!found.isFile()) return `${named} is not a regular file`;
    if (found.size === 0) return `${named} is empty`;
    return found.size > MAX_FILE_BYTES ? tooLarge(named, found.size) : undefined;
  } catch (error) {
    return unreadable(named, textAt(error, "code") ?? String(error));
  }
}

/** Why a file or folder cannot be read, by Node's code. */
export function unreadable(named: string, code: string): string {
  return code === "ENOENT" ? `${named} does not exist` : `${named} cannot be read: ${code}`;
}

/** What is wrong with so many bytes, and what to do. */
export function tooLarge(what: string, bytes: number): string {
  return (
    `${what} has ${mebibytes(bytes)} MiB, and at most ${mebibytes(MAX_FILE_BYTES)} MiB can be uploaded: put it into a bucket ` +
    "with the cloud's own provider, and give its address as `uri` (`filePath` of a dependency)"
  );
}

/** Whole MiB, rounded up. */
export function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024);
}

/** The file that an asset stands for; `fileProblem` found nothing wrong with it. */
export function localFile({ hash, path: file, text = "" }: Asset, textName: string): LocalFile {
  if (file === undefined) return textFile(text, textName);
  if (hash === undefined) throw new TypeError("the engine sends the hash of each file");
  const size = { sizeBytes: statSync(file).size, sha256: hash };
  return fileOf(path.basename(file), size, () => createReadStream(file));
}

/** Text that is to be a file. */
export function textFile(text: string, name: string): LocalFile {
  const bytes = Buffer.from(text);
  const size = { sizeBytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  return fileOf(name, size, () => [bytes]);
}

/** A file of which the content is known. */
export function fileOf(
  name: string,
  size: Pick<LocalFile, "sizeBytes" | "sha256">,
  read: () => Parts,
): LocalFile {
  return { name, ...size, open: (onPart) => checked(read(), size, onPart) };
}

/** Bytes in order. */
type Parts = AsyncIterable<Buffer> | Iterable<Buffer>;

/** The last part is held back until the whole is known to be what it should be. */
function checked(
  source: Parts,
  { sizeBytes, sha256 }: Pick<LocalFile, "sizeBytes" | "sha256">,
  onPart: (part: Buffer) => void,
): Readable {
  const parts = async function* (): AsyncGenerator<Buffer> {
    const hash = createHash("sha256");
    let left = sizeBytes;
    let held: Buffer | undefined;
    for await (const part of source) {
      left -= part.length;
      if (left < 0) throw new FileChangedError();
      hash.update(part);
      if (held) yield held;
      held = part;
      onPart(part);
    }
    if (left !== 0 || hash.digest("hex") !== sha256) throw new FileChangedError();
    if (held) yield held;
  };
  return Readable.from(parts(), { objectMode: false });
}
