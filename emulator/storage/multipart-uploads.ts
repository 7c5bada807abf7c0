import { randomUUID } from "node:crypto";

interface Upload {
  path: string;
  parts: Map<number, Uint8Array>;
}

/** Uploads of large objects in parts, until they are completed or aborted. */
export class MultipartUploads {
  readonly #uploads = new Map<string, Upload>();

  /** Begins the upload of one object and returns its id. */
  begin(path: string): string {
    const id = randomUUID();
    this.#uploads.set(id, { path, parts: new Map() });
    return id;
  }

  /** Keeps a part; false where there is no such upload of that object. */
  addPart({ id, path }: { id: string; path: string }, number: number, bytes: Uint8Array): boolean {
    const upload = this.#find(id, path);
    upload?.parts.set(number, bytes);
    return upload !== undefined;
  }

  /** Ends the upload; the bytes of these parts in this order, or undefined where the upload or a part is missing. */
  complete(id: string, path: string, numbers: readonly number[]): Uint8Array | undefined {
    const upload = this.#find(id, path);
    const parts = numbers.flatMap((number) => upload?.parts.get(number) ?? []);
    if (numbers.length === 0 || parts.length < numbers.length) return undefined;
    this.#uploads.delete(id);
    return Buffer.concat(parts);
  }

  /** Forgets the upload; false where there is none. */
  abort(id: string, path: string): boolean {
    return this.#find(id, path) !== undefined && this.#uploads.delete(id);
  }

  reset(): void {
    this.#uploads.clear();
  }

  #find(id: string, path: string): Upload | undefined {
    const upload = this.#uploads.get(id);
    return upload?.path === path ? upload : undefined;
  }
}
