import type { Identity } from "../../lifecycle";
import { RESOURCES, type ResourceName } from "../../resources/registry";

/** `wherobots:index:<noun>`. */
export function typeToken(noun: string): string {
  return `wherobots:index:${noun}`;
}

/** The resource that a URN is of; undefined if it is none of this package's. */
export function nounOf(urn: string): ResourceName | undefined {
  const type = typesIn(urn).split("$").at(-1);
  return (Object.keys(RESOURCES) as ResourceName[]).find((noun) => typeToken(noun) === type);
}

/**
 * Who a resource is, of its URN `urn:pulumi:<stack>::<project>::<types>::<name>`.
 *
 * @param place the organisation, as far as the engine tells it, and what tells states apart
 */
export function identityOf(
  urn: string,
  noun: string,
  place: Pick<Identity, "organization" | "backend">,
): Identity {
  const [head = "", project = "", types = "", ...names] = urn.split("::");
  const own = typeToken(noun);
  return {
    ...place,
    project,
    stack: head.slice("urn:pulumi:".length),
    path: [`${types.slice(0, types.length - own.length)}${noun}`, ...names].join("::"),
    urn,
  };
}

function typesIn(urn: string): string {
  return urn.split("::")[2] ?? "";
}
