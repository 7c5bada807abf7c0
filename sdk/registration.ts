import { toUSVString } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { formatIdentity } from "../wire/identity";
import { IDENTITY, PROVIDER_TEXT, SECRET_PATHS, SEEN } from "../wire/internal-properties";
import { providerText } from "../wire/provider-text";
import { UNKNOWN_SENTINELS } from "../wire/pulumi-values";
import { seenDigest } from "../wire/seen-digest";
import { dynamicType, pluginType } from "../wire/type-tokens";
import { aliasesInBothHosts, type Names, namesOf } from "./aliases";
import { boundedHooks } from "./bounded-hooks";
import { requirePackageForDynamicProvider } from "./dynamic-process";
import { fileAt, isFileInput } from "./local-file";
import { recordedRun, recordedRuns, toldOfResource } from "./recorded-run";
import type { ResourceTraits } from "./resource-traits";

/** What the constructor of a Pulumi resource takes. */
type Registration = [type: string, name: string, props: pulumi.Inputs, opts: pulumi.CustomResourceOptions];

/**
 * What a class of the dynamic provider registers: its arguments, and what tells the engine how to run it. A function and
 * no base class: Pulumi takes the caller of the second constructor from the top for the line of the program that declares
 * the resource.
 *
 * The provider's text is written here instead of extending `pulumi.dynamic.Resource`, which would serialise a closure
 * of kilobytes into every resource's state.
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
  requirePackageForDynamicProvider();
  const { noun, repeatsInputs = [] } = traits;
  const type = dynamicType(noun);
  const names = namesOf(name, type, opts);
  const values = argumentValues(traits, args, opts);
  const props = {
    ...commonProperties(traits, values, opts, names),
    [PROVIDER_TEXT]: providerText(noun),
    [IDENTITY]: names.urn.apply((text) => formatIdentity(organization(), text, noun)),
    ...argumentTraits(values, opts?.ignoreChanges),
  };
  const options = pulumi.mergeOptions(movable(opts, pluginType(noun), traits), {
    additionalSecretOutputs: [...repeatsInputs],
  });
  return [type, name, props, options];
}

/**
 * What a class of the plugin registers. The engine itself says who a resource is and what is secret.
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
  const type = pluginType(traits.noun);
  const values = argumentValues(traits, args, opts);
  const props = commonProperties(traits, values, opts, namesOf(name, type, opts));
  return [type, name, props, movable(opts, dynamicType(traits.noun), traits)];
}

/** Options with which a resource can move to the other host. Error hooks are bounded. */
function movable(
  opts: pulumi.CustomResourceOptions | undefined,
  otherType: string,
  { fileInputs, isUnique }: ResourceTraits,
): pulumi.CustomResourceOptions {
  const aliases = aliasesInBothHosts(opts, otherType);
  const merged = pulumi.mergeOptions(withLastLook(opts, fileInputs), { aliases });
  return { ...(isUnique ? { deleteBeforeReplace: true } : {}), ...merged, ...boundedHooks(opts) };
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

/** What the sdk sends to check about the runs in state. */
function recorded(startsRuns: ResourceTraits["startsRuns"], { urn, former }: Names): pulumi.Inputs {
  if (startsRuns === "none") return {};
  const __resource = pulumi.all([urn, former ?? []]).apply(([text, before]) => toldOfResource(text, before));
  return startsRuns === "one"
    ? { __recordedRun: urn.apply((text) => recordedRun(text)), __resource }
    : { __recordedRuns: urn.apply((text) => recordedRuns(text)), __resource };
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
function argumentTraits(args: object, ignoreChanges: readonly string[] = []): pulumi.Inputs {
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
function withLastLook(
  opts: pulumi.CustomResourceOptions | undefined,
  fileInputs: readonly string[] | undefined,
): pulumi.CustomResourceOptions {
  let own: pulumi.Resource | undefined;
  const first: pulumi.ResourceTransformation = ({ resource }) => {
    own ??= resource;
    const { __transformations: all } = resource as Transformed;
    // A child has its parent's transformations too.
    if (resource === own && Array.isArray(all) && all.length > 1) all.push(last);
    return undefined;
  };
  const last: pulumi.ResourceTransformation = ({ resource, props, opts: finalOpts }) =>
    resource === own
      ? { props: completed(props, finalOpts.ignoreChanges, fileInputs), opts: finalOpts }
      : undefined;
  return pulumi.mergeOptions({ transformations: [first] }, opts);
}

function completed(
  props: pulumi.Inputs,
  ignoreChanges: readonly string[] | undefined,
  fileInputs: readonly string[] | undefined,
): pulumi.Inputs {
  const entries = Object.entries(props).filter(([key]) => !key.startsWith("__"));
  const args = engineValues(Object.fromEntries(entries), fileInputs) as object;
  return { ...props, ...args, ...(SEEN in props ? argumentTraits(args, ignoreChanges) : {}) };
}

/*
 * Arguments are trees with plain values, promises and outputs at their leaves. What is done here keeps that shape,
 * so that a secret leaf stays the only secret.
 */

/** Where a value stands: property names and indexes from the arguments down. */
export type InputPath = (string | number)[];

/**
 * Brings every value into a form that the engine can carry: a Date becomes ISO text, and text that stands where files do
 * the file of that path.
 *
 * @param value the arguments, or a part of them
 * @param fileInputs where files stand (`isFileInput`)
 * @param path where the value stands
 * @returns the value that the engine is sent
 * @throws pulumi.RunError for NaN, infinite and unsafe numbers, BigInt, functions, symbols, halves of surrogate pairs and what Pulumi sends for unknown values, which would be lost or changed on the way
 */
export function engineValues(
  value: unknown,
  fileInputs: readonly string[] = [],
  path: InputPath = [],
): unknown {
  const inner = (item: unknown, at = path): unknown => engineValues(item, fileInputs, at);
  if (pulumi.Output.isInstance(value)) return value.apply((item) => inner(item));
  if (value instanceof Promise) return value.then((item: unknown) => inner(item));
  if (value instanceof Date) return isoText(value, path);
  if (typeof value === "string") {
    const text = sendableText(value, path);
    return isFileInput(path, fileInputs) ? fileAt(text, path) : text;
  }
  if (isOpaque(value)) return value;
  if (Array.isArray(value)) return value.map((item, index) => inner(item, [...path, index]));
  if (isPlainObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [wholeText(key, path), inner(item, [...path, key])]),
    );
  }
  const problem = leafProblem(value);
  if (problem !== undefined) throw new pulumi.RunError(`${path.join(".")}: ${problem}`);
  return value;
}

/** The paths of all secret values; undefined if there is none, which takes no room in state. */
export async function secretPaths(value: unknown): Promise<InputPath[] | undefined> {
  const paths = await findSecrets(value, []);
  return paths.length > 0 ? paths : undefined;
}

async function findSecrets(value: unknown, path: InputPath): Promise<InputPath[]> {
  if (pulumi.Output.isInstance(value)) return (await pulumi.isSecret(value)) ? [path] : [];
  if (value instanceof Promise) return findSecrets(await value, path);
  if (isOpaque(value) || typeof value !== "object" || value === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return (await Promise.all(entries.map(([key, item]) => findSecrets(item, [...path, key])))).flat();
}

/** Values that the Pulumi runtime serialises in its own way. */
function isOpaque(value: unknown): boolean {
  return (
    pulumi.asset.Asset.isInstance(value) ||
    pulumi.asset.Archive.isInstance(value) ||
    pulumi.Resource.isInstance(value)
  );
}

function isoText(date: Date, path: InputPath): string {
  if (Number.isNaN(date.getTime())) throw new pulumi.RunError(`${path.join(".")}: is not a valid date`);
  return date.toISOString();
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // A program may run in a context of its own, with an Object of its own.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The engine would take such a text for a value that is not known yet, and leave it out without a word. */
function sendableText(text: string, path: InputPath): string {
  if (!UNKNOWN_SENTINELS.has(text)) return wholeText(text, path);
  throw new pulumi.RunError(
    `${path.join(".")}: is the text by which Pulumi marks a value that is not known yet, so it cannot be sent: nothing was ` +
      "started. Write it in another form, for example in capitals or without the hyphens",
  );
}

/** Text travels as UTF-8, which cannot hold half of a pair: it would be dropped on the way, and another text arrive. */
function wholeText(text: string, path: InputPath): string {
  if (toUSVString(text) === text) return text;
  throw new pulumi.RunError(
    `${path.join(".")}: contains half of a surrogate pair: was the text cut in the middle of a character?`,
  );
}

function leafProblem(value: unknown): string | undefined {
  if (typeof value === "object" && value !== null) {
    return `is a ${value.constructor.name}, which cannot be an input: write it as text, a list or a plain object`;
  }
  if (typeof value === "number" && !Number.isFinite(value)) return "is not a finite number";
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return "is too large for a number without loss: write it as text";
  }
  if (typeof value === "bigint") return "is a BigInt: write it as text";
  if (typeof value === "function" || typeof value === "symbol")
    return `is a ${typeof value}, which cannot be an input`;
  return undefined;
}

/**
 * What is seen of arguments here, for the provider: digests of their texts and numbers, in lists of any depth. What
 * the engine adds later (`transforms`) is not among them, and counts as secret there.
 */
export function seenValues(value: unknown): unknown {
  if (pulumi.Output.isInstance(value)) return value.apply(seenValues);
  if (value instanceof Promise) return value.then(seenValues);
  // A resource arrives as its id, or its URN where it has none.
  if (pulumi.CustomResource.isInstance(value)) return [value.id, value.urn].map(seenValues);
  if (pulumi.Resource.isInstance(value)) return [seenValues(value.urn)];
  if (typeof value === "string" || typeof value === "number") return seenDigest(String(value));
  if (typeof value !== "object" || value === null || pulumi.asset.Asset.isInstance(value)) return [];
  return pulumi.asset.Archive.isInstance(value) ? [] : Object.values(value).map(seenValues);
}
