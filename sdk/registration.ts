import * as pulumi from "@pulumi/pulumi";
import { formatIdentity } from "../wire/identity";
import { IDENTITY, PROVIDER_TEXT, SECRET_PATHS, SEEN } from "../wire/internal-properties";
import { providerText } from "../wire/provider-text";
import { dynamicType, pluginType } from "../wire/type-tokens";
import { boundedHooks } from "./bounded-hooks";
import { engineValues, secretPaths, seenValues } from "./input-tree";
import { recordedRun, recordedRuns, rememberFormerUrns, toldOfResource } from "./recorded-run";
import type { ResourceTraits } from "./resource-traits";

/** What the constructor of a Pulumi resource takes. */
type Registration = [type: string, name: string, props: pulumi.Inputs, opts: pulumi.CustomResourceOptions];

/**
 * What a class of the dynamic provider registers. A function and no base class: Pulumi takes the caller of the second
 * constructor from the top for the line of the program that declares the resource.
 *
 * @param traits the kind of resource
 * @param name name of the resource in the program
 * @param args its arguments
 * @param opts its options
 */
export function dynamicRegistration(
  traits: ResourceTraits,
  name: string,
  args: object,
  opts: pulumi.CustomResourceOptions | undefined,
): Registration {
  const { noun, repeatsInputs = [] } = traits;
  return [
    dynamicType(noun),
    name,
    dynamicProperties(traits, name, args, opts),
    pulumi.mergeOptions(movable(traits, opts, pluginType(noun)), {
      additionalSecretOutputs: [...repeatsInputs],
    }),
  ];
}

/**
 * What a class of the plugin registers.
 *
 * @param traits the kind of resource
 * @param name name of the resource in the program
 * @param args its arguments
 * @param opts its options
 */
export function pluginRegistration(
  traits: ResourceTraits,
  name: string,
  args: object,
  opts: pulumi.CustomResourceOptions | undefined,
): Registration {
  const { noun } = traits;
  return [
    pluginType(noun),
    name,
    pluginProperties(traits, name, args, opts),
    movable(traits, opts, dynamicType(noun)),
  ];
}

/**
 * Options with which a resource is known by its type in the other host too: a stack changes hosts by changing the
 * import, and without this every run would be destroyed and started again. Error hooks are bounded.
 */
function movable(
  { isUnique }: ResourceTraits,
  opts: pulumi.CustomResourceOptions | undefined,
  otherType: string,
): pulumi.CustomResourceOptions {
  const earlier = (opts?.aliases ?? []).map((alias) =>
    pulumi.output(alias).apply((known) => inOtherHost(known, otherType)),
  );
  const merged = pulumi.mergeOptions(withLastLook(opts), { aliases: [{ type: otherType }, ...earlier] });
  return { ...(isUnique ? { deleteBeforeReplace: true } : {}), ...merged, ...boundedHooks(opts) };
}

/**
 * What a resource was before it was renamed or got another parent, in the other host. An alias that names a type, or
 * is a URN, means that one resource; it is then given twice, which the engine takes as once.
 */
function inOtherHost(alias: pulumi.UnwrappedObject<pulumi.Alias> | pulumi.URN, type: string) {
  return typeof alias === "string" || alias.type !== undefined ? alias : { ...alias, type };
}

/**
 * The properties to register a resource of the dynamic host with: the arguments, and what tells the engine how to run
 * it.
 *
 * The provider's text is written here instead of extending `pulumi.dynamic.Resource`, which would serialise a closure
 * of kilobytes into every resource's state.
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
  const values = argumentValues(traits, args, opts);
  return {
    ...commonProperties(traits, values, opts, { urn, former: formerUrns(name, type, opts) }),
    [PROVIDER_TEXT]: providerText(noun),
    [IDENTITY]: urn.apply((text) => formatIdentity(organization(), text, noun)),
    ...argumentTraits(values, opts?.ignoreChanges),
  };
}

/** The same for the plugin: the engine itself says who a resource is and what is secret. */
export function pluginProperties(
  traits: ResourceTraits,
  name: string,
  args: object,
  opts: pulumi.CustomResourceOptions | undefined,
): pulumi.Inputs {
  const type = pluginType(traits.noun);
  const urn = ownUrn(name, type, opts?.parent);
  const names = { urn, former: formerUrns(name, type, opts) };
  return commonProperties(traits, argumentValues(traits, args, opts), opts, names);
}

function commonProperties(
  { outputs, startsRuns }: ResourceTraits,
  values: object,
  opts: pulumi.CustomResourceOptions | undefined,
  names: Names,
): pulumi.Inputs {
  return {
    ...Object.fromEntries(outputs.map((output) => [output, undefined])),
    ...values,
    // What is only read starts nothing, and the engine would take the record for its state.
    ...(opts?.id === undefined ? recorded(startsRuns, names) : {}),
  };
}

/** The arguments in the form that the engine can carry, with what follows from the options. */
function argumentValues(
  { startsRuns, fileInputs = [] }: ResourceTraits,
  args: object,
  opts: pulumi.CustomResourceOptions | undefined,
): object {
  return {
    ...(engineValues(args, fileInputs) as object),
    ...(startsRuns === "none" ? {} : onReplace(args, opts)),
  };
}

/** What the program does not say of a replacement follows from the option that keeps a run from being cancelled by a delete. */
function onReplace(
  args: { onReplace?: unknown },
  opts: pulumi.CustomResourceOptions | undefined,
): pulumi.Inputs {
  const isSaid = args.onReplace !== undefined || opts?.id !== undefined;
  return opts?.retainOnDelete === true && !isSaid ? { onReplace: "leave" } : {};
}

/** Who a resource is, and was. */
interface Names {
  readonly urn: pulumi.Output<string>;
  /** Undefined: it has no aliases. */
  readonly former: pulumi.Output<string[]> | undefined;
}

/** What the sdk sends to check about the runs in state. */
function recorded(startsRuns: ResourceTraits["startsRuns"], { urn, former }: Names): pulumi.Inputs {
  if (startsRuns === "none") return {};
  const __resource = pulumi.all([urn, former ?? []]).apply(([text, before]) => toldOfResource(text, before));
  return startsRuns === "one"
    ? { __recordedRun: urn.apply((text) => recordedRun(text)), __resource }
    : { __recordedRuns: urn.apply((text) => recordedRuns(text)), __resource };
}

/** What its own aliases and those of its parents say. Other resources of the program must not take these for their own. */
function formerUrns(
  name: string,
  type: string,
  opts: pulumi.CustomResourceOptions | undefined,
): pulumi.Output<string[]> | undefined {
  const parent: Aliased | undefined = opts?.parent ?? pulumi.runtime.getStackResource();
  if (!parent || ((opts?.aliases ?? []).length === 0 && (parent.__aliases ?? []).length === 0))
    return undefined;
  const aliases = pulumi.allAliases(opts?.aliases ?? [], name, type, parent, parent.__name ?? "");
  const former = pulumi.all(aliases).apply((urns) => urns.map(withoutStack));
  const urn = ownUrn(name, type, opts?.parent);
  pulumi.all([urn, former]).apply(([text, before]) => rememberFormerUrns(text, before));
  return former;
}

/** What Pulumi keeps of a resource for the aliases of its children. */
type Aliased = pulumi.Resource & { __name?: string; __aliases?: readonly pulumi.Input<string>[] };

/** The URN that the engine is about to give: provider calls do not carry it. */
function ownUrn(name: string, type: string, parent: pulumi.Resource | undefined): pulumi.Output<string> {
  if (!parent) return pulumi.createUrn(name, type).apply(withoutStack);
  // Pulumi's own createUrn takes a parent's name for its last part alone, and a name may hold `::`.
  return parent.urn.apply((urn) => {
    const [stack, project, types] = urn.split("::");
    return withoutStack(`${stack}::${project}::${types}$${type}::${name}`);
  });
}

/** The root stack as an explicit parent is the same as none: the engine leaves it out of the type path. */
function withoutStack(urn: string): string {
  return urn.replace("::pulumi:pulumi:Stack$", "::");
}

/** Under an engine there always is one; without, it is a user's own test, for which the name that states of one's own have will do. */
function organization(): string {
  try {
    return pulumi.getOrganization();
  } catch {
    return "organization";
  }
}

/** What the dynamic host is told of arguments beside their values, which reach it without marks. */
export function argumentTraits(args: object, ignoreChanges: readonly string[] = []): pulumi.Inputs {
  return {
    [SECRET_PATHS]: secretPaths(args),
    [SEEN]: { digests: seenValues(args), keepsOld: ignoreChanges.length > 0 },
  };
}

/** Transformations of a resource, those of its parents and of the stack too, as Pulumi goes through them. */
type Transformed = { __transformations?: pulumi.ResourceTransformation[] };

/**
 * Options with which this package has the last word on properties that transformations of the program change: they
 * are brought into the form that the engine can carry, and what is secret in them is known.
 *
 * Those of the stack come after those of the options. Pulumi goes through one list of all, so that what the first one
 * appends to it is called last; where a version of Pulumi has no such list, what a transformation adds counts as secret.
 */
export function withLastLook(opts: pulumi.CustomResourceOptions | undefined): pulumi.CustomResourceOptions {
  let own: pulumi.Resource | undefined;
  const first: pulumi.ResourceTransformation = ({ resource }) => {
    own ??= resource;
    const { __transformations: all } = resource as Transformed;
    // A child has its parent's transformations too.
    if (resource === own && Array.isArray(all) && all.length > 1) all.push(last);
    return undefined;
  };
  const last: pulumi.ResourceTransformation = ({ resource, props, opts: finalOpts }) =>
    resource === own ? { props: completed(props, finalOpts.ignoreChanges), opts: finalOpts } : undefined;
  return pulumi.mergeOptions({ transformations: [first] }, opts);
}

function completed(props: pulumi.Inputs, ignoreChanges: readonly string[] | undefined): pulumi.Inputs {
  const entries = Object.entries(props).filter(([key]) => !key.startsWith("__"));
  const args = engineValues(Object.fromEntries(entries)) as object;
  return { ...props, ...args, ...(SEEN in props ? argumentTraits(args, ignoreChanges) : {}) };
}
