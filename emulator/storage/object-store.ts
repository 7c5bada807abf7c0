import { createHash } from "node:crypto";
import { MultipartUploads } from "./multipart-uploads";

/** A stored object; a key that ends in `/` marks an empty directory. */
export interface StoredObject {
  bytes: Uint8Array;
  modifiedMs: number;
}

/** A file as tests look at it. */
export interface StoredFile {
  /** `s3://<bucket>/<key>`. */
  uri: string;
  /** Its length. */
  sizeBytes: number;
  /** SHA-256 of its content, in hexadecimal digits. */
  sha256: string;
}

/** A file or folder directly below a directory. */
export interface StoredEntry {
  name: string;
  key: string;
  type: "FILE" | "FOLDER";
  size: number;
  modifiedMs?: number;
}

/** Objects by bucket and key, in memory. */
export class ObjectStore {
  /** Objects that are on their way. */
  readonly uploads = new MultipartUploads();
  readonly #objects = new Map<string, StoredObject>();

  put(bucket: string, key: string, bytes: Uint8Array, modifiedMs: number): void {
    this.#objects.set(`${bucket}/${key}`, { bytes, modifiedMs });
  }

  get(bucket: string, key: string): StoredObject | undefined {
    return this.#objects.get(`${bucket}/${key}`);
  }

  delete(bucket: string, key: string): void {
    this.#objects.delete(`${bucket}/${key}`);
  }

  /** Deletes a directory, whose key ends in `/` or is empty, with everything below it. */
  deleteBelow(bucket: string, directory: string): void {
    const prefix = `${bucket}/${directory}`;
    for (const path of this.#objects.keys()) if (path.startsWith(prefix)) this.#objects.delete(path);
  }

  move(bucket: string, from: string, to: string): void {
    const object = this.get(bucket, from);
    if (object === undefined) return;
    this.delete(bucket, from);
    this.#objects.set(`${bucket}/${to}`, object);
  }

  /** What lies directly below a directory, whose key ends in `/` or is empty; sorted by name. */
  list(bucket: string, directory: string): StoredEntry[] {
    const prefix = `${bucket}/${directory}`;
    const entries = new Map<string, StoredEntry>();
    for (const [path, object] of this.#objects) {
      if (!path.startsWith(prefix) || path === prefix) continue;
      const entry = entryBelow(path.slice(prefix.length), directory, object);
      // A file and a folder may have one name; their keys differ.
      entries.set(entry.key, entry);
    }
    return [...entries.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** True for a directory that was made, or that something lies below; its key ends in `/` or is empty. */
  hasDirectory(bucket: string, directory: string): boolean {
    const prefix = `${bucket}/${directory}`;
    for (const path of this.#objects.keys()) if (path.startsWith(prefix)) return true;
    return false;
  }

  /** Every file, without the marks of directories. */
  all(): StoredFile[] {
    return [...this.#objects]
      .filter(([path]) => !path.endsWith("/"))
      .map(([path, { bytes }]) => ({
        uri: `s3://${path}`,
        sizeBytes: bytes.length,
        sha256: createHash("sha256").update(bytes).digest("hex"),
      }));
  }

  /** How many bytes all objects of a bucket have together. */
  bytesIn(bucket: string): number {
    let sum = 0;
    for (const [path, { bytes }] of this.#objects) if (path.startsWith(`${bucket}/`)) sum += bytes.length;
    return sum;
  }

  reset(): void {
    this.uploads.reset();
    this.#objects.clear();
  }
}

function entryBelow(rest: string, directory: string, object: StoredObject): StoredEntry {
  const slash = rest.indexOf("/");
  if (slash < 0) {
    const { bytes, modifiedMs } = object;
    return { name: rest, key: directory + rest, type: "FILE", size: bytes.length, modifiedMs };
  }
  const name = rest.slice(0, slash);
  return { name, key: `${directory}${name}/`, type: "FOLDER", size: 0 };
}
