import { isDeepStrictEqual } from "node:util";
import { canonicalJson, pathText, valueAt } from "../values";

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
  /** What absence means where that is no fixed value, in words. */
  readonly absent?: string;
  /** Where state records the value in force when the input is absent; then absence is no change. */
  readonly effectivePath?: string;
  /** Brings values that mean the same to the same form before they are compared. */
  readonly canonical?: (value: unknown) => unknown;
  /** Why the field is in its class. */
  readonly why: string;
}

/** The rows whose value differs between what state recorded and what the inputs say now. */
export function changedFields(
  policies: readonly FieldPolicy[],
  state: object,
  inputs: object,
): FieldPolicy[] {
  return policies.filter((policy) => policy.class !== "internal" && isChanged(policy, state, inputs));
}

function isChanged(policy: FieldPolicy, state: object, inputs: object): boolean {
  const wanted = valueAt(inputs, policy.path);
  if (policy.effectivePath !== undefined) {
    const inForce = valueAt(state, policy.path) ?? valueAt(state, policy.effectivePath);
    return wanted !== undefined && wanted !== inForce;
  }
  return !isDeepStrictEqual(comparableValue(policy, inputs), comparableValue(policy, state));
}

/** Where exactly a row's value differs, for example `runPython.args[2]`. */
export function changedPaths(policy: FieldPolicy, state: object, inputs: object): string[] {
  const [old, wanted] = [comparableValue(policy, state), comparableValue(policy, inputs)];
  return leafPaths(old, wanted, policy.path.split(".")).map(pathText);
}

function leafPaths(old: unknown, wanted: unknown, at: readonly PropertyKey[]): (readonly PropertyKey[])[] {
  if (isDeepStrictEqual(old, wanted)) return [];
  const [before, after] = [entriesOf(old), entriesOf(wanted)];
  if (!before || !after || Array.isArray(old) !== Array.isArray(wanted)) return [at];
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
