import { safeLine } from "../../provider/text/safe-line";
import { fieldOf, isRecord, type Properties, textAt } from "../../provider/values";
import { textsAt } from "./shown";

/** A type of this package, in either host. */
const OWN_TYPE = /^(?:pulumi-nodejs:dynamic\/wherobots|wherobots:index):(JobRun|JobRunBatch|RunCompletion)$/;
const STACK_TYPE = "pulumi:pulumi:Stack";
const MAX_NAME_LENGTH = 200;

/** The noun of a resource that stands for runs; undefined for any other. */
export function runKindOf(resource: Properties): string | undefined {
  return OWN_TYPE.exec(textAt(resource, "type") ?? "")?.[1];
}

/** The name that a program gave it. */
export function nameOf(urn: string): string {
  return safeLine(urn.split("::").slice(3).join("::"), MAX_NAME_LENGTH);
}

/** The components around a resource, the outermost first; undefined if there are none. */
export function groupOf(resource: Properties, byUrn: ReadonlyMap<string, Properties>): string | undefined {
  const names: string[] = [];
  const seen = new Set<string>();
  let urn = textAt(resource, "parent");
  while (urn !== undefined && !seen.has(urn)) {
    seen.add(urn);
    if (urn.split("::")[2] !== STACK_TYPE) names.unshift(nameOf(urn));
    urn = textAt(byUrn.get(urn), "parent");
  }
  return names.length > 0 ? names.join(" / ") : undefined;
}

/**
 * The resources of the report that each one waits for. What stands between two of them, such as a component or an uploaded
 * file, is passed over.
 */
export function needsAmong(
  urns: ReadonlySet<string>,
  byUrn: ReadonlyMap<string, Properties>,
): Map<string, string[]> {
  return new Map([...urns].map((urn) => [urn, nearest(urn, urns, byUrn)]));
}

function nearest(from: string, urns: ReadonlySet<string>, byUrn: ReadonlyMap<string, Properties>): string[] {
  const found = new Set<string>();
  const seen = new Set([from]);
  const open = dependenciesOf(byUrn.get(from));
  for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
    if (seen.has(urn)) continue;
    seen.add(urn);
    if (urns.has(urn)) found.add(urn);
    else open.push(...dependenciesOf(byUrn.get(urn)));
  }
  return [...found].sort();
}

function dependenciesOf(resource: Properties | undefined): string[] {
  const byProperty = fieldOf(resource, "propertyDependencies");
  const listed = isRecord(byProperty)
    ? Object.keys(byProperty).flatMap((name) => textsAt(byProperty, name))
    : [];
  return [...textsAt(resource, "dependencies"), ...listed];
}

/** By URN. Of two with the same, the one that is to be deleted is passed over. */
export function resourcesByUrn(resources: readonly Properties[]): Map<string, Properties> {
  const kept = resources.filter((resource) => resource["delete"] !== true);
  return new Map(
    kept.flatMap((resource) => {
      const urn = textAt(resource, "urn");
      return urn === undefined ? [] : [[urn, resource] as const];
    }),
  );
}
