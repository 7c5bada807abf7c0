import { isDeepStrictEqual } from "node:util";
import { pathText } from "./check-inputs";
import { UNKNOWN } from "./lifecycle";

/*
 * What a change of an input means, as data. The tables stand beside their resources; diff, the documentation and
 * the tests read the same rows.
 */

/**
 * - `run`: defines the run; a change is a new run
 * - `trigger`: asks for a new run when it changes
 * - `next`: recorded, and used by the next run
 * - `members`: says what the runs of a resource of many are; a change is a new run of each that it concerns
 * - `local`: policy of this program; no run, no request
 * - `attach`: only read by create
 * - `internal`: set by the sdk, the host or check; never compared
 */
export type FieldClass = "run" | "trigger" | "next" | "members" | "local" | "attach" | "internal";

/** One input. */
export interface FieldPolicy {
  /** Path in inputs and state, for example `runPython.args`. */
  readonly path: string;
  readonly class: FieldClass;
  /** What an absent value equals; undefined: nothing, or what the account says (`effectivePath`). */
  readonly default?: unknown;
  /** Where state records the value in force when the input is absent; then absence is no wish. */
  readonly effectivePath?: string;
  /** Brings values that mean the same to the same form before they are compared. */
  readonly canonical?: (value: unknown) => unknown;
  /** Why the field is in its class. */
  readonly why: string;
}

/** The value at a dotted path; undefined if any part is absent or null, and unknown inside what is not known yet. */
export function valueAt(root: unknown, path: string): unknown {
  let value: unknown = root;
  for (const key of path.split(".")) {
    if (value === UNKNOWN) return UNKNOWN;
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value ?? undefined;
}

/**
 * A JSON value in which null, absent and undefined are one, and keys have one order.
 * Inside arrays null keeps its place.
 */
export function canonicalJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => canonicalJson(item) ?? null);
  if (typeof value !== "object" || value === null) return value ?? undefined;
  const entries = Object.entries(value)
    .map(([key, item]) => [key, canonicalJson(item)] as const)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

/** The rows whose value differs between what state recorded and what is wished now. */
export function changedFields(
  policies: readonly FieldPolicy[],
  state: object,
  inputs: object,
): FieldPolicy[] {
  return policies.filter((policy) => policy.class !== "internal" && isChanged(policy, state, inputs));
}

function isChanged(policy: FieldPolicy, state: object, inputs: object): boolean {
  const wished = valueAt(inputs, policy.path);
  if (policy.effectivePath !== undefined) {
    const inForce = valueAt(state, policy.path) ?? valueAt(state, policy.effectivePath);
    return wished !== undefined && wished !== inForce;
  }
  return !isDeepStrictEqual(comparableValue(policy, inputs), comparableValue(policy, state));
}

/** Where exactly a row's value differs, for example `runPython.args[2]`. */
export function changedPaths(policy: FieldPolicy, state: object, inputs: object): string[] {
  const [old, wished] = [comparableValue(policy, state), comparableValue(policy, inputs)];
  return leafPaths(old, wished, policy.path.split(".")).map(pathText);
}

function leafPaths(old: unknown, wished: unknown, at: readonly PropertyKey[]): (readonly PropertyKey[])[] {
  if (isDeepStrictEqual(old, wished)) return [];
  const [before, after] = [entriesOf(old), entriesOf(wished)];
  if (!before || !after || Array.isArray(old) !== Array.isArray(wished)) return [at];
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys.flatMap((key) => leafPaths(before.get(key), after.get(key), [...at, key]));
}

/** The items of a list or an object; undefined for any other value. */
function entriesOf(value: unknown): Map<PropertyKey, unknown> | undefined {
  if (Array.isArray(value)) return new Map<PropertyKey, unknown>(value.entries());
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)) : undefined;
}

/** What a row compares: its value or default, in the form in which equal things are equal. */
export function comparableValue(policy: FieldPolicy, root: unknown): unknown {
  const present = valueAt(root, policy.path) ?? policy.default;
  return canonicalJson(policy.canonical && present !== undefined ? policy.canonical(present) : present);
}

/** A copy in which the values of these rows are in the form in which equal things are equal. */
export function canonicalAt(policies: readonly FieldPolicy[], root: unknown): unknown {
  return policies.reduce((copy, { path, canonical }) => {
    const value = canonical && valueAt(copy, path);
    return canonical && value !== undefined ? withValue(copy, path.split("."), canonical(value)) : copy;
  }, root);
}

function withValue(root: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (typeof root !== "object" || root === null) return root;
  return { ...root, [key]: withValue((root as Record<string, unknown>)[key], rest, value) };
}

/** The type of the default of one row of a table. */
type DefaultIn<F extends readonly FieldPolicy[], P extends string> = Extract<
  F[number],
  { path: P; default: unknown }
>["default"];

/** The default of an input, as its table says it. */
export function defaultIn<F extends readonly FieldPolicy[], P extends F[number]["path"]>(
  policies: F,
  path: P,
): DefaultIn<F, P> {
  const row: FieldPolicy | undefined = policies.find((candidate) => candidate.path === path);
  return row?.default;
}
