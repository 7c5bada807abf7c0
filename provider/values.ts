import { UNKNOWN } from "../wire/pulumi-values";

/** One thing that is wrong with the inputs. */
export interface CheckFailure {
  /** Path of the input, for example `runPython.args[2]`; empty for the whole. */
  path: string;
  /** What is wrong and what would be right; never an input's value. */
  reason: string;
}

/** A plain JSON object, as it travels between engine, host and resource. */
export type Properties = Record<string, unknown>;

/** `runPython.args[2]`, `environment.sparkConfigs["spark.x"]`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((result, key) => {
    if (typeof key === "number") return `${result}[${key}]`;
    const name = String(key);
    if (!/^[A-Za-z_]\w*$/.test(name)) return `${result}[${JSON.stringify(name)}]`;
    return result === "" ? name : `${result}.${name}`;
  }, "");
}

/** Fields some of which may be absent. Where any name may stand, each that does has a value. */
export type Given<T> = string extends keyof T
  ? { [K in keyof T]: NonNullable<T[K]> }
  : { [K in keyof T]?: NonNullable<T[K]> };

/** The given fields without those that are null or undefined. */
export function given<T extends object>(fields: T): Given<T> {
  const kept = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(kept) as Given<T>;
}

/** The given fields without those that are null, undefined or empty text. */
export function present<T extends object>(fields: T): Given<T> {
  const kept = Object.entries(given(fields)).filter(([, value]) => value !== "");
  return Object.fromEntries(kept) as Given<T>;
}

/** A copy in which properties that are null or undefined are left out, deeply. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutNulls(item)]));
}

/** True if the value holds, at any depth, one that is not known yet. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(hasUnknown);
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

/**
 * A copy that every host can hand over: plain JSON values without undefined, functions, holes or numbers that
 * JSON cannot carry. Anything else would be refused after the run was started, and its id be lost.
 */
export function plainJson(value: object): Properties {
  return (toPlain(value) ?? {}) as Properties;
}

function toPlain(value: unknown): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : undefined;
    case "bigint":
      return value.toString();
    case "object":
      return value === null ? undefined : objectToPlain(value);
    default:
      return undefined;
  }
}

function objectToPlain(value: object): unknown {
  if (Array.isArray(value)) return Array.from(value, (item: unknown) => toPlain(item) ?? null);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  const entries = Object.entries(value).map(([key, item]) => [key, toPlain(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

export function isRecord(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A property of whatever was read; undefined if there is none. */
export function fieldOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

/** The same, where it is text that is not empty. */
export function textAt(value: unknown, name: string): string | undefined {
  const found = fieldOf(value, name);
  return typeof found === "string" && found !== "" ? found : undefined;
}
