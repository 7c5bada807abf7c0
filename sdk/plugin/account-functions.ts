import * as pulumi from "@pulumi/pulumi";
import type { OrganizationRecord, StorageList } from "../../provider/functions/records";
import { pluginType } from "../../wire/type-tokens";

/**
 * Reads the organisation of the credential, its limits, and who the credential acts as. In previews too it asks the API.
 *
 * @param opts for example the provider whose account it is
 * @returns the organisation
 */
export function getOrganization(opts?: pulumi.InvokeOptions): Promise<OrganizationRecord> {
  return pulumi.runtime.invoke(pluginType("getOrganization"), {}, opts);
}

/**
 * The same as an output, which can wait for resources.
 *
 * @param opts for example `dependsOn`, or the provider whose account it is
 * @returns the organisation
 */
export function getOrganizationOutput(opts?: pulumi.InvokeOutputOptions): pulumi.Output<OrganizationRecord> {
  return pulumi.runtime.invokeOutput<OrganizationRecord>(pluginType("getOrganization"), {}, opts);
}

/**
 * Reads where the files of the organisation are: its managed storage and its storage integrations. In previews too it
 * asks the API.
 *
 * @param opts for example the provider whose account it is
 * @returns all storages
 */
export function getStorages(opts?: pulumi.InvokeOptions): Promise<StorageList> {
  return pulumi.runtime.invoke(pluginType("getStorages"), {}, opts);
}

/**
 * The same as an output, which can wait for resources.
 *
 * @param opts for example `dependsOn`, or the provider whose account it is
 * @returns all storages
 */
export function getStoragesOutput(opts?: pulumi.InvokeOutputOptions): pulumi.Output<StorageList> {
  return pulumi.runtime.invokeOutput<StorageList>(pluginType("getStorages"), {}, opts);
}
