import * as pulumi from "@pulumi/pulumi";
import { engineValues, secretPaths } from "./input-tree";
import { providerText } from "./provider-text";
import { recordedRunName } from "./recorded-run";

/**
 * Base of the resources of this package. It writes the provider's text itself instead of extending
 * `pulumi.dynamic.Resource`, which would serialise a closure of kilobytes into every resource's state.
 *
 * @internal
 */
export abstract class WherobotsResource extends pulumi.CustomResource {
  /**
   * Registers the resource.
   *
   * @param noun the resource's name in its type token
   * @param traits names of the outputs that are not inputs, and whether a create may start a run
   */
  protected constructor(
    noun: string,
    name: string,
    args: object,
    traits: { readonly outputs: readonly string[]; readonly startsRuns: boolean },
    opts: pulumi.CustomResourceOptions | undefined,
  ) {
    const type = `pulumi-nodejs:dynamic/wherobots:${noun}`;
    const urn = ownUrn(name, type, opts?.parent);
    const internal = {
      __provider: providerText(noun),
      __identity: urn.apply((text) => identity(text, type, noun)),
      ...(traits.startsRuns ? { __recordedRun: urn.apply((text) => recordedRunName(text)) } : {}),
      __secretPaths: secretPaths(args),
    };
    const unset = Object.fromEntries(traits.outputs.map((output) => [output, undefined]));
    super(type, name, { ...unset, ...(engineValues(args) as object), ...internal }, opts);
  }
}

/** The URN that the engine is about to give: provider calls are not told it. */
function ownUrn(name: string, type: string, parent: pulumi.Resource | undefined): pulumi.Output<string> {
  // The root stack as an explicit parent is the same as none: the engine leaves it out of the type path.
  return pulumi.createUrn(name, type, parent).apply((urn) => urn.replace("::pulumi:pulumi:Stack$", "::"));
}

/**
 * Organisation and URN as one short text, `organization::stack::project::types::name`, in which this package's part
 * of the type is the noun alone.
 */
function identity(urn: string, type: string, noun: string): string {
  return `${pulumi.getOrganization()}::${urn.replace("urn:pulumi:", "").replace(type, noun)}`;
}
