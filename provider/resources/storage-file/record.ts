import type { RunAccount } from "../../run/record";

/** What a StorageFile records. */
export interface StorageFileRecord {
  /** Where jobs find it, `s3://…`; the same as `id`. */
  uri: string;
  /** SHA-256 of its content, in hexadecimal digits. */
  sha256: string;
  /** How long it is, in bytes. */
  sizeBytes: number;
  /** Id of the storage. */
  storageId: string;
  /** Its path in the storage. */
  path: string;
  /** Where it was uploaded. */
  account: RunAccount;
}
