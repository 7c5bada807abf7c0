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
  const earlier = (opts?.aliases ?? []).map((alias) =>
    pulumi.output(alias).apply((known) => inOtherHost(known, otherType)),
  );
  return pulumi.mergeOptions(opts, { aliases: [{ type: otherType }, ...earlier] });
}

/**
 * What a resource was before it was renamed or got another parent, in the other host. An alias that names a type, or
 * is a URN, means that one resource; it is then given twice, which the engine takes as once.
 */
function inOtherHost(alias: pulumi.UnwrappedObject<pulumi.Alias> | pulumi.URN, type: string) {
  return typeof alias === "string" || alias.type !== undefined ? alias : { ...alias, type };
}
