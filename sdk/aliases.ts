import * as pulumi from "@pulumi/pulumi";
import { rememberFormerUrns } from "./recorded-run";

/** The URNs of a resource. */
export interface Names {
  /** Its own. */
  readonly urn: pulumi.Output<string>;
  /** Those of its aliases; undefined: it has none. */
  readonly former: pulumi.Output<string[]> | undefined;
}

/**
 * Which resource it is, and was.
 *
 * @param name name of the resource in the program
 * @param type its type token
 * @param opts its options
 */
export function namesOf(name: string, type: string, opts: pulumi.CustomResourceOptions | undefined): Names {
  const urn = ownUrn(name, type, opts?.parent);
  return { urn, former: formerUrns(urn, name, type, opts) };
}

/**
 * Aliases by which a resource is known by its type in the other host too: a stack changes hosts by changing the import, and
 * without this every run would be destroyed and started again.
 *
 * @param opts its options
 * @param otherType its type token in the other host
 */
export function aliasesInBothHosts(
  opts: pulumi.CustomResourceOptions | undefined,
  otherType: string,
): pulumi.Input<pulumi.Alias | pulumi.URN>[] {
  const earlier = (opts?.aliases ?? []).map((alias) =>
    pulumi.output(alias).apply((known) => inOtherHost(known, otherType)),
  );
  return [{ type: otherType }, ...earlier];
}

/**
 * What a resource was before it was renamed or got another parent, in the other host. An alias that names a type, or
 * is a URN, means that one resource; it is then given twice, which the engine takes as once.
 */
function inOtherHost(alias: pulumi.UnwrappedObject<pulumi.Alias> | pulumi.URN, type: string) {
  return typeof alias === "string" || alias.type !== undefined ? alias : { ...alias, type };
}

/** What its own aliases and those of its parents say. Other resources of the program must not take these for their own. */
function formerUrns(
  urn: pulumi.Output<string>,
  name: string,
  type: string,
  opts: pulumi.CustomResourceOptions | undefined,
): pulumi.Output<string[]> | undefined {
  const parent: Aliased | undefined = opts?.parent ?? pulumi.runtime.getStackResource();
  if (!parent || ((opts?.aliases ?? []).length === 0 && (parent.__aliases ?? []).length === 0))
    return undefined;
  const aliases = pulumi.allAliases(opts?.aliases ?? [], name, type, parent, parent.__name ?? "");
  const former = withoutDependencies(pulumi.all(aliases).apply((urns) => urns.map(withoutStack)));
  pulumi.all([urn, former]).apply(([text, before]) => rememberFormerUrns(text, before));
  return former;
}

/**
 * The same value, of which nobody waits for more than the value. Whoever depends on the URN of a stack or a component waits
 * for every resource in it: also for those that use this one, and for this one itself.
 */
function withoutDependencies<T>(output: pulumi.Output<T>): pulumi.Output<pulumi.Unwrap<T>> {
  return pulumi.output((output as unknown as { promise(): Promise<T> }).promise());
}

/** What Pulumi keeps of a resource for the aliases of its children. */
type Aliased = pulumi.Resource & { __name?: string; __aliases?: readonly pulumi.Input<string>[] };

/** The URN that the engine is about to give: provider calls do not carry it. */
function ownUrn(name: string, type: string, parent: pulumi.Resource | undefined): pulumi.Output<string> {
  if (!parent) return pulumi.createUrn(name, type).apply(withoutStack);
  // Pulumi's own createUrn takes a parent's name for its last part alone, and a name may hold `::`.
  return withoutDependencies(parent.urn).apply((urn) => {
    const [stack, project, types] = urn.split("::");
    return withoutStack(`${stack}::${project}::${types}$${type}::${name}`);
  });
}

/** The root stack as an explicit parent is the same as none: the engine leaves it out of the type path. */
function withoutStack(urn: string): string {
  return urn.replace("::pulumi:pulumi:Stack$", "::");
}
