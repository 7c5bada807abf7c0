import * as pulumi from "@pulumi/pulumi";
import type { StorageRecord, TrustPolicy } from "../../provider/functions/records";
import { pluginType } from "../../wire/type-tokens";

/** Arguments of `getStorageIntegration`: one of them. */
export interface GetStorageIntegrationArgs {
  /** Id of the storage. */
  id?: string;
  /** Name of the storage. */
  name?: string;
}

/** The same with values that may be known later only. */
export interface GetStorageIntegrationOutputArgs {
  /** Id of the storage. */
  id?: pulumi.Input<string | undefined>;
  /** Name of the storage. */
  name?: pulumi.Input<string | undefined>;
}

/** Arguments of `getTrustPolicy`. */
export interface GetTrustPolicyArgs {
  /** AWS accounts that may use the role, beside that of Wherobots. */
  trustedAccountIds?: string[];
}

/** The same with values that may be known later only. */
export interface GetTrustPolicyOutputArgs {
  /** AWS accounts that may use the role, beside that of Wherobots. */
  trustedAccountIds?: pulumi.Input<pulumi.Input<string>[] | undefined>;
}

/**
 * Reads a storage by its id or name, whoever created it. Nothing is changed or kept; in previews too it asks the API.
 *
 * @param args which storage
 * @param opts for example the provider whose account it is in
 * @returns the storage
 * @throws if there is no such storage in the account
 */
export function getStorageIntegration(
  args: GetStorageIntegrationArgs,
  opts?: pulumi.InvokeOptions,
): Promise<StorageRecord> {
  return pulumi.runtime.invoke(pluginType("getStorageIntegration"), { ...args }, opts);
}

/**
 * The same for arguments that are outputs; not asked for as long as they are not known.
 *
 * @param args which storage
 * @param opts for example the provider whose account it is in
 * @returns the storage
 */
export function getStorageIntegrationOutput(
  args: GetStorageIntegrationOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<StorageRecord> {
  return pulumi.runtime.invokeOutput<StorageRecord>(pluginType("getStorageIntegration"), { ...args }, opts);
}

/**
 * Reads whom an AWS role has to trust, so that a storage integration can use it. In previews too it asks the API.
 *
 * @param args which other accounts are trusted
 * @param opts for example the provider whose account it is
 * @returns the trust policy
 */
export function getTrustPolicy(
  args: GetTrustPolicyArgs = {},
  opts?: pulumi.InvokeOptions,
): Promise<TrustPolicy> {
  return pulumi.runtime.invoke(pluginType("getTrustPolicy"), { ...args }, opts);
}

/**
 * The same as an output, which can wait for resources.
 *
 * @param args which other accounts are trusted
 * @param opts for example `dependsOn`, or the provider whose account it is
 * @returns the trust policy
 */
export function getTrustPolicyOutput(
  args: GetTrustPolicyOutputArgs = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<TrustPolicy> {
  return pulumi.runtime.invokeOutput<TrustPolicy>(pluginType("getTrustPolicy"), { ...args }, opts);
}
