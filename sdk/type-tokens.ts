import * as pulumi from "@pulumi/pulumi";

/** The type token of a resource in the dynamic host. */
export function dynamicType(noun: string): string {
  return `pulumi-nodejs:dynamic/wherobots:${noun}`;
}

/** The type token of a resource in the plugin. */
export function pluginType(noun: string): string {
  return `wherobots:index:${noun}`;
}

/** A URN as it would be if each resource of this package in it, parents included, were the plugin's. */
export function pluginUrn(urn: string): string {
  return urn.replaceAll(dynamicType(""), pluginType(""));
}

/**
 * Options with which a resource is known by its type in the other host too: a stack changes hosts by changing the
 * import, and without this every run would be destroyed and started again.
 */
export function movable(
  opts: pulumi.CustomResourceOptions | undefined,
  otherType: string,
): pulumi.CustomResourceOptions {
  return pulumi.mergeOptions(opts, { aliases: [{ type: otherType }] });
}
