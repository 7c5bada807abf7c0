import type { LifecycleContext } from "../../resource";
import { callOptions } from "../../run/call-options";
import { activeAtFirst } from "../job-run/find";
import { namesOf, type RunNames } from "../job-run/names";
import type { Members } from "./members";

/** Active runs that a killed deployment left, as far as they belong to keys that need a run. */
export interface Orphans {
  /** Keys of which one is active: it takes a slot already. */
  readonly keys: ReadonlySet<string>;
  /** The names of the keys' runs, where they were worked out. Their creates use them again. */
  readonly names: ReadonlyMap<string, RunNames>;
}

export const NO_ORPHANS: Orphans = { keys: new Set(), names: new Map() };

/** Finds orphans of these keys in the listing that all creates share. The creates of their keys take them over. */
export async function findOrphans(
  keys: readonly string[],
  members: Members,
  contextOf: (key: string) => LifecycleContext,
  context: LifecycleContext,
): Promise<Orphans> {
  const [first] = keys;
  if (first === undefined) return NO_ORPHANS;
  const active = await activeAtFirst(members.inputsOf(first), contextOf(first));
  if (active.length === 0) return NO_ORPHANS;
  const account = await context.session.account(context.signal, callOptions(context));
  const names = new Map(
    keys.map((key) => [key, namesOf(members.inputsOf(key), contextOf(key), account)] as const),
  );
  const isOrphaned = (key: string): boolean =>
    active.some(({ name }) => names.get(key)?.isSameSpec(name) ?? false);
  return { keys: new Set(keys.filter(isOrphaned)), names };
}
