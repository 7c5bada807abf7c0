import * as pulumi from "@pulumi/pulumi";
import { engineValues, secretPaths } from "./input-tree";
import { providerText } from "./provider-text";
import { recordedRun, recordedRuns } from "./recorded-run";
import type { ResourceTraits } from "./resource-traits";
import { dynamicType, pluginType } from "./type-tokens";

/**
 * The properties to register a resource of the dynamic host with: the arguments, and what tells the engine how to run
 * it.
 *
 * The provider's text is written here instead of extending `pulumi.dynamic.Resource`, which would serialise a closure
 * of kilobytes into every resource's state. It is no base class, since Pulumi takes the caller of the second
 * constructor from the top for the line of the program that declares the resource.
 *
 * @param traits the kind of resource
 * @param name name of the resource in the program
 * @param args its arguments
 * @param opts its options
 */
export function dynamicProperties(
  traits: ResourceTraits,
  name: string,
  args: object,
  opts: pulumi.CustomResourceOptions | undefined,
): pulumi.Inputs {
  const { noun } = traits;
  const type = dynamicType(noun);
  const urn = ownUrn(name, type, opts?.parent);
  return {
    ...commonProperties(traits, args, opts, urn),
    __provider: providerText(noun),
    __identity: urn.apply((text) => identity(text, type, noun)),
    __secretPaths: secretPaths(args),
  };
}

/** The same for the plugin, which is told by the engine who a resource is and what is secret. */
export function pluginProperties(
  traits: ResourceTraits,
  name: string,
  args: object,
  opts: pulumi.CustomResourceOptions | undefined,
): pulumi.Inputs {
  return commonProperties(traits, args, opts, ownUrn(name, pluginType(traits.noun), opts?.parent));
}

function commonProperties(
  { outputs, startsRuns }: ResourceTraits,
  args: object,
  opts: pulumi.CustomResourceOptions | undefined,
  urn: pulumi.Output<string>,
): pulumi.Inputs {
  return {
    ...Object.fromEntries(outputs.map((output) => [output, undefined])),
    ...(engineValues(args) as object),
    // What is only read starts nothing, and the engine would take the record for its state.
    ...(opts?.id === undefined ? recorded(startsRuns, urn) : {}),
  };
}

/** What check is told of the runs in state. */
function recorded(startsRuns: ResourceTraits["startsRuns"], urn: pulumi.Output<string>): pulumi.Inputs {
  if (startsRuns === "none") return {};
  return startsRuns === "one"
    ? { __recordedRun: urn.apply((text) => recordedRun(text)) }
    : { __recordedRuns: urn.apply((text) => recordedRuns(text)) };
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
  const [head, project, types, ...name] = urn.replace("urn:pulumi:", "").split("::");
  // Only the last type is this resource's own: its parent may be one of this package too.
  const own = `${types?.slice(0, -type.length) ?? ""}${noun}`;
  return [organization(), head, project, own, ...name].join("::");
}

/** Under an engine there always is one; without, it is a user's own test, for which the name that states of one's own have will do. */
function organization(): string {
  try {
    return pulumi.getOrganization();
  } catch {
    return "organization";
  }
}
