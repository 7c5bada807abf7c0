import type { EmulatorAccount } from "./accounts";

/** A place for files: the organization's own bucket or an integrated one. */
export interface StorageSource {
  id: string;
  name: string;
  bucket: string;
  region: string;
  type: "MANAGED" | "INTEGRATION";
  /** Everything in the source is below this key, which ends in `/` or is empty. */
  prefix: string;
}

/** A stored object; a key that ends in `/` marks an empty directory. */
export interface StoredObject {
  bytes: Uint8Array;
  modifiedMs: number;
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
  readonly #objects = new Map<string, StoredObject>();

  /** The two sources that every organization has. */
  sourcesOf({
    organizationId,
    defaultRegion,
  }: EmulatorAccount): Record<"managed" | "integration", StorageSource> {
    const id = organizationId.toLowerCase();
    const base = { region: defaultRegion, prefix: "" };
    return {
      managed: {
        ...base,
        id: `store-${id}`,
        name: "managed",
        bucket: `wbts-emulator-${id}`,
        type: "MANAGED",
      },
      integration: { ...base, id: `int-${id}`, name: "team", bucket: `team-${id}`, type: "INTEGRATION" },
    };
  }

  /** The source with this id, the caller's personal files included. */
  source(account: EmulatorAccount, id: string): StorageSource | undefined {
    const { managed, integration } = this.sourcesOf(account);
    if (id === `user_files::${account.defaultRegion}`) {
      return { ...managed, id, name: "My Files", prefix: `user-files/${account.userId}/` };
    }
    return [managed, integration].find((source) => source.id === id);
  }

  /** The source whose bucket this is. */
  sourceOfBucket(account: EmulatorAccount, bucket: string): StorageSource | undefined {
    return Object.values(this.sourcesOf(account)).find((source) => source.bucket === bucket);
  }

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
      entries.set(entry.name, entry);
    }
    return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  reset(): void {
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
