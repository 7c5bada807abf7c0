import { createHash } from "node:crypto";
import { createReadStream, type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";
import { ZipFile } from "yazl";
import { type Archive, type Asset, isArchive } from "../inputs/assets";
import { textAt } from "../values";
import { fileOf, fileProblem, type LocalFile, MAX_FILE_BYTES, tooLarge, unreadable } from "./local-file";

/*
 * A folder or a list of files becomes one zip file, whose bytes follow from the names and contents of the files alone: neither
 * times nor modes of files count, nor the version of a compression library.
 */

/** What the engine takes for an archive, which is uploaded as it is. */
const ARCHIVE_FILE = /\.(?:zip|jar|tar|tgz|tar\.gz)$/i;
/** Pulumi's own folder, which the engine leaves out too. */
const BOOKKEEPING = ".pulumi";
const MAX_FILES = 50_000;

/** The same in each time zone, which zip files do not know. */
const NO_TIME = new Date(1980, 0, 1);
const ENTRY = { mtime: NO_TIME, mode: 0o100644, compress: false, forceDosTimestamp: true } as const;

/** A file, and what it is called in the archive. */
interface Entry {
  readonly name: string;
  readonly sizeBytes: number;
  readonly from: { readonly path: string } | { readonly text: string };
}

/** What is wrong with files as an archive; `message` follows the name of an input. */
class ArchiveProblem extends Error {}

/** What is wrong with an archive as files to upload; undefined if nothing is. Reads names and sizes, sends nothing. */
export function archiveProblem(archive: Archive): string | undefined {
  const file = archiveFile(archive);
  if (file !== undefined) return fileProblem({ path: file }, undefined);
  try {
    const entries = entriesOf(archive);
    if (entries.length === 0) return `${describe(archive)} has no files`;
    const bytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    return bytes > MAX_FILE_BYTES ? tooLarge(describe(archive), bytes) : undefined;
  } catch (error) {
    if (error instanceof ArchiveProblem) return error.message;
    const code = textAt(error, "code");
    if (code === undefined) throw error;
    return unreadable(textAt(error, "path") ?? describe(archive), code);
  }
}

/** What an archive is called in storage unless the program says so; undefined for a list of files. */
export function archiveName(archive: Archive): string | undefined {
  const { path: at } = archive;
  if (at === undefined) return undefined;
  const name = path.basename(path.resolve(at));
  return archiveFile(archive) === undefined ? `${name}.zip` : name;
}

/** The one file that an archive stands for; `archiveProblem` found nothing wrong with it. */
export async function localArchive(archive: Archive, name: string): Promise<LocalFile> {
  const file = archiveFile(archive);
  // The engine's hash is that of the files, in whatever form they are packed.
  const read = (): AsyncIterable<Buffer> =>
    file === undefined ? zipped(entriesOf(archive)) : createReadStream(file);
  return fileOf(name, await measured(read()), read);
}

async function measured(parts: AsyncIterable<Buffer>): Promise<Pick<LocalFile, "sizeBytes" | "sha256">> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const part of parts) {
    hash.update(part);
    sizeBytes += part.length;
  }
  return { sizeBytes, sha256: hash.digest("hex") };
}

function zipped(entries: readonly Entry[]): AsyncIterable<Buffer> {
  const zip = new ZipFile();
  const output = zip.outputStream.pipe(new PassThrough());
  zip.on("error", (error: Error) => output.destroy(error));
  for (const { name, from } of entries) {
    if ("path" in from) zip.addFile(from.path, name, ENTRY);
    else zip.addBuffer(Buffer.from(from.text), name, ENTRY);
  }
  zip.end();
  return output;
}

/** The path of an archive that is one file already. */
function archiveFile({ path: at }: Archive): string | undefined {
  return at !== undefined && ARCHIVE_FILE.test(at) && !isFolder(at) ? at : undefined;
}

function isFolder(at: string): boolean {
  return statSync(at, { throwIfNoEntry: false })?.isDirectory() === true;
}

function describe({ path: at }: Archive): string {
  return at === undefined ? "the archive" : `${at} (in ${process.cwd()})`;
}

/** All files, in the order of their names. @throws ArchiveProblem; errors of the file system */
function entriesOf(archive: Archive): Entry[] {
  const entries = [...filesIn(archive, "")].sort((a, b) =>
    Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)),
  );
  const twice = entries.find(({ name }, index) => name === entries[index - 1]?.name);
  if (twice) throw new ArchiveProblem(`holds ${twice.name} twice`);
  return entries;
}

function* filesIn({ path: at, assets, uri }: Archive, prefix: string): Generator<Entry> {
  if (uri !== undefined)
    throw new ArchiveProblem("is a RemoteArchive, which is not uploaded: give files of this machine");
  if (at !== undefined) {
    if (!isFolder(at))
      throw new ArchiveProblem(
        statSync(at).isFile() && prefix !== ""
          ? `holds ${prefix.slice(0, -1)}, an archive: give its folder, or the file itself as a FileAsset`
          : `${at} is neither a folder nor an archive file (zip, jar, tar, tgz)`,
      );
    yield* limited(filesBelow(at, realpathSync(at), prefix));
    return;
  }
  for (const [key, value] of Object.entries(assets ?? {})) {
    const name = prefix + inArchive(key);
    if (isArchive(value)) yield* filesIn(value, `${name}/`);
    else yield entryOf(name, value as Asset);
  }
}

function* limited(entries: Iterable<Entry>): Generator<Entry> {
  let count = 0;
  for (const entry of entries) {
    if (++count > MAX_FILES) throw new ArchiveProblem(`has more than ${MAX_FILES} files`);
    yield entry;
  }
}

/** A name that stays in the folder into which somebody unpacks the archive. */
function inArchive(key: string): string {
  const name = key.replaceAll("\\", "/").replace(/\/+$/, "");
  const isPlain = !name.split("/").some((part) => part === "" || part === "." || part === "..");
  if (isPlain && !/^[A-Za-z]:/.test(name)) return name;
  throw new ArchiveProblem(
    `has a file named ${JSON.stringify(key)}: a name must be a path within the archive`,
  );
}

function entryOf(name: string, asset: Asset): Entry {
  const problem = asset.text === "" ? undefined : fileProblem(asset, name);
  // A file in an archive may be empty.
  if (problem !== undefined && !(asset.path !== undefined && isEmptyFile(asset.path)))
    throw new ArchiveProblem(`has a file ${name} that ${problem}`);
  const { path: file, text = "" } = asset;
  if (file !== undefined) return { name, sizeBytes: statSync(file).size, from: { path: file } };
  return { name, sizeBytes: Buffer.byteLength(text), from: { text } };
}

function isEmptyFile(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size === 0;
}

/** @param root what a link must not leave */
function* filesBelow(folder: string, root: string, prefix: string): Generator<Entry> {
  for (const item of readdirSync(folder, { withFileTypes: true })) {
    if (item.name === BOOKKEEPING) continue;
    const at = path.join(folder, item.name);
    const name = prefix + item.name;
    if (item.isDirectory()) yield* filesBelow(at, root, `${name}/`);
    else yield fileBelow(item, at, root, name);
  }
}

function fileBelow(item: Dirent, at: string, root: string, name: string): Entry {
  if (item.isSymbolicLink()) requireInside(at, root);
  const found = statSync(at);
  if (found.isDirectory())
    throw new ArchiveProblem(
      `${at} is a symbolic link to a folder, which Pulumi does not follow: put the files themselves there`,
    );
  if (!found.isFile()) throw new ArchiveProblem(`${at} is not a regular file`);
  return { name, sizeBytes: found.size, from: { path: at } };
}

function requireInside(link: string, root: string): void {
  const target = realpathSync(link);
  if (target.startsWith(root + path.sep)) return;
  throw new ArchiveProblem(
    `${link} is a symbolic link that leaves the folder, to ${target}: put the file itself there`,
  );
}
