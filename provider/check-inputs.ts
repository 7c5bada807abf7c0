import type { z } from "zod";
import { type CheckFailure, type Properties, UNKNOWN } from "./lifecycle";
import { nearest } from "./nearest";

/*
 * Validation that every resource shares: unknown values of a preview pass, null is absence, an unknown property
 * names the nearest known one.
 */

/** State holds them twice, and a failed create has to hand it over in one message (plain-json.ts). */
export const MAX_INPUT_BYTES = 2_000_000;

/** What is wrong with `inputs`, one entry each. */
export function schemaFailures(
  schema: z.ZodType,
  inputs: Properties,
  knownPaths: readonly string[],
): CheckFailure[] {
  const bytes = Buffer.byteLength(JSON.stringify(inputs));
  if (bytes > MAX_INPUT_BYTES) {
    const reason = `the inputs are ${bytes} bytes together, and at most ${MAX_INPUT_BYTES} can be kept: put large values into a file in storage`;
    return [{ path: "", reason }];
  }
  const given = withoutNulls(inputs);
  const parsed = schema.safeParse(given);
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue) => issueFailures(issue, given, knownPaths));
}

function issueFailures(
  issue: z.core.$ZodIssue,
  given: unknown,
  knownPaths: readonly string[],
): CheckFailure[] {
  if (isUnknownAt(given, issue.path)) return [];
  const path = pathText(issue.path);
  if (issue.code !== "unrecognized_keys") return [{ path, reason: issue.message }];
  return issue.keys.map((key) => unknownProperty(issue.path, key, knownPaths));
}

function unknownProperty(
  parent: readonly PropertyKey[],
  key: string,
  knownPaths: readonly string[],
): CheckFailure {
  const siblings = childNames(parent, knownPaths);
  const meant = nearest(key, siblings);
  const advice = meant === undefined ? `known are ${siblings.join(", ")}` : `did you mean \`${meant}\`?`;
  return { path: pathText([...parent, key]), reason: `is not a known property: ${advice}` };
}

/** The names that may stand under a path, from the dotted paths of a field table; `[]` stands for any index, `*` for any name. */
function childNames(parent: readonly PropertyKey[], knownPaths: readonly string[]): string[] {
  const prefix = parent.map((key) => (typeof key === "number" ? "[]" : String(key)));
  const names = knownPaths
    .map((path) => path.split("."))
    .filter((parts) => prefix.every((part, index) => parts[index] === part || parts[index] === "*"))
    .map((parts) => parts[prefix.length]);
  return [...new Set(names)].filter((name) => name !== undefined && !name.startsWith("__")) as string[];
}

/** True if the value at the path, or one that contains it, is not known yet. */
function isUnknownAt(root: unknown, path: readonly PropertyKey[]): boolean {
  let value: unknown = root;
  for (const key of path) {
    if (value === UNKNOWN) return true;
    if (typeof value !== "object" || value === null) return false;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value === UNKNOWN;
}

/** `runPython.args[2]`, `environment.sparkConfigs["spark.x"]`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((result, key) => {
    if (typeof key === "number") return `${result}[${key}]`;
    const name = String(key);
    if (!/^[A-Za-z_]\w*$/.test(name)) return `${result}[${JSON.stringify(name)}]`;
    return result === "" ? name : `${result}.${name}`;
  }, "");
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
