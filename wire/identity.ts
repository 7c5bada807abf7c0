import { dynamicType } from "./type-tokens";

/** Who a resource is, as far as naming and adoption need it. */
export interface Identity {
  organization: string;
  project: string;
  stack: string;
  /** Types and name as in the URN, in which this package's part is the noun alone: the same in the plugin. */
  path: string;
  /** Where log lines go. */
  urn: string;
}

/**
 * `organization::stack::project::types::name`: what the sdk tells the dynamic provider, which is not told the URN. Of the
 * resource's own type only the noun stands there.
 */
export function formatIdentity(organization: string, urn: string, noun: string): string {
  const [head, project, types = "", ...name] = urn.replace("urn:pulumi:", "").split("::");
  // Only the last type is this resource's own: its parent may be one of this package too.
  const own = `${types.slice(0, -dynamicType(noun).length)}${noun}`;
  return [organization, head, project, own, ...name].join("::");
}

/** What `formatIdentity` wrote. */
export function parseIdentity(text: string, noun: string): Identity {
  const [organization = "", stack = "", project = "", types = "", ...names] = text.split("::");
  const name = names.join("::");
  const type = `${types.slice(0, types.length - noun.length)}${dynamicType(noun)}`;
  const urn = `urn:pulumi:${stack}::${project}::${type}::${name}`;
  return { organization, stack, project, path: `${types}::${name}`, urn };
}
