/** The type token of a resource in the dynamic provider. */
export function dynamicType(noun: string): string {
  return `pulumi-nodejs:dynamic/wherobots:${noun}`;
}

/** The type token of a resource in the provider plugin. */
export function pluginType(noun: string): string {
  return `wherobots:index:${noun}`;
}

/** A URN as it would be if each resource of this package in it, parents included, were the plugin's. */
export function pluginUrn(urn: string): string {
  return urn.replaceAll(dynamicType(""), pluginType(""));
}
