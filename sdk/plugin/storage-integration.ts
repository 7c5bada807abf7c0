import * as pulumi from "@pulumi/pulumi";
import type { StorageIntegrationRecord } from "../../provider/resources/storage-integration/record";
import { pluginType } from "../../wire/type-tokens";
import type { StorageIntegrationArgs } from "../args.generated";
import { pluginRegistration } from "../registration";
import { isOfType, type RecordOutputs, STORAGE_INTEGRATION } from "../resource-traits";

/**
 * A bucket of your own that jobs can use. `pulumi up` creates the integration, then checks what its role may do until
 * that is enough, for three minutes at most: a new role takes time to spread.
 *
 * The API has no update, so every change replaces the integration. Destroying it leaves the objects in the bucket.
 */
export class StorageIntegration extends pulumi.CustomResource {
  /** The type of these resources, by which policies know them. */
  static readonly __pulumiType: string = pluginType(STORAGE_INTEGRATION.noun);

  /**
   * Whether a value is a resource of this type.
   *
   * @param value anything
   * @returns true for a resource that this class, or a copy of it in another installation, declared
   */
  static override isInstance(value: unknown): value is StorageIntegration {
    return isOfType(value, StorageIntegration.__pulumiType);
  }

  /**
   * Declares a storage integration.
   *
   * @param name name of the resource in this program
   * @param args which bucket, and what gives access to it
   * @param opts Pulumi's own options
   */
  constructor(name: string, args: StorageIntegrationArgs, opts?: pulumi.CustomResourceOptions) {
    super(...pluginRegistration(STORAGE_INTEGRATION, name, args, opts));
  }
}

/** The outputs. */
export interface StorageIntegration extends RecordOutputs<StorageIntegrationRecord> {}
