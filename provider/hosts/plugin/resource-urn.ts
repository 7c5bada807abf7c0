import type { Identity } from "../../../wire/identity";
import { pluginType } from "../../../wire/type-tokens";
import { RESOURCES, type ResourceName } from "../../resources/registry";

/** The resource that a URN is of; undefined if it is none of this package's. */
export function nounOf(urn: string): ResourceName | undefined {
  const type = typesIn(urn).split("$").at(-1);
  return (Object.keys(RESOURCES) as ResourceName[]).find((noun) => pluginType(noun) === type);
}

/** The organisation of states that the user keeps: the dynamic host is told it, a plugin never. */
const OWN_ORGANIZATION = "organization";

/** Who a resource is, of its URN `urn:pulumi:<stack>::<project>::<types>::<name>`. */
export function identityOf(urn: string, noun: string): Identity {
  const [head = "", project = "", types = "", ...names] = urn.split("::");
  const own = pluginType(noun);
  return {
    organization: OWN_ORGANIZATION,
    project,
    stack: head.slice("urn:pulumi:".length),
    path: [`${types.slice(0, types.length - own.length)}${noun}`, ...names].join("::"),
    urn,
  };
}

/** The name of a provider that the program made; undefined for the engine's own, which has the stack's configuration. */
export function explicitProvider(urn: string): string | undefined {
  const name = urn.split("::").slice(3).join("::");
  return name === "" || /^default(_|$)/.test(name) ? undefined : name;
}

function typesIn(urn: string): string {
  return urn.split("::")[2] ?? "";
}
