import type { RunAccount } from "../../run/record";

/** What a StorageIntegration records. Absent fields are not known. */
export interface StorageIntegrationRecord {
  /** The storage's id at Wherobots; the same as `id`. */
  storageId: string;
  /** Where it is. */
  region?: string;
  /** True if jobs cannot write there. */
  readOnly?: boolean;
  /** INTEGRATION, or one that is newer than this version. */
  type?: string;
  /** What the last check found that the role may do. Absent until one was answered. */
  access?: StorageAccess;
  /** ISO 8601. */
  createTime?: string;
  /** Where it was created. */
  account: RunAccount;
}

/** What the role of a storage integration may do in the bucket. */
export interface StorageAccess {
  /** List its objects. */
  list: boolean;
  /** Read them. */
  get: boolean;
  /** Write them. */
  put: boolean;
  /** Delete them. */
  delete: boolean;
}
