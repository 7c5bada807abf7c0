import * as pulumi from "@pulumi/pulumi";
import type { StorageFileRecord } from "../provider/resources/storage-file/record";
import { dynamicType } from "../wire/type-tokens";
import type { StorageFileArgs } from "./args.generated";
import { dynamicRegistration } from "./registration";
import { isOfType, type RecordOutputs, STORAGE_FILE } from "./resource-traits";

/**
 * A file, folder or text of your program in storage, under an address of which its content is a part: what changes gets a new
 * address, so that a job that is queued keeps the file that it was submitted with.
 *
 * A replaced file is deleted once the jobs that used it have moved. It stays as long as an active run uses it.
 */
export class StorageFile extends pulumi.CustomResource {
  /** The type of these resources, by which policies know them. */
  static readonly __pulumiType: string = dynamicType(STORAGE_FILE.noun);

  /**
   * Whether a value is a resource of this type.
   *
   * @param value anything
   * @returns true for a resource that this class, or a copy of it in another installation, declared
   */
  static override isInstance(value: unknown): value is StorageFile {
    return isOfType(value, StorageFile.__pulumiType);
  }

  /**
   * Declares a file in storage.
   *
   * @param name name of the resource in this program
   * @param args what it holds, and where it goes
   * @param opts Pulumi's own options
   */
  constructor(name: string, args: StorageFileArgs, opts?: pulumi.CustomResourceOptions) {
    super(...dynamicRegistration(STORAGE_FILE, name, args, opts));
  }
}

/** The outputs. */
export interface StorageFile extends RecordOutputs<StorageFileRecord> {}
