import { z } from "zod";
import { UNKNOWN } from "../../wire/pulumi-values";
import { nearest } from "../text/did-you-mean";
import { formatChoice } from "../text/format";
import { type CheckFailure, type Properties, pathText, withoutNulls } from "../values";

/*
 * Validation that every resource shares: unknown values of a preview pass, null is absence, an unknown property
 * names the nearest known one.
 */

/** YAML makes a number of 2.10 and of 1e21, and what was written is gone. */
export const NEEDS_QUOTES =
  "must be text, and a number does not keep how it was written: put it in quotes; for a value from the configuration of a YAML " +
  "program see docs/plugin.md, Numbers in YAML";

/** State holds them twice, and a failed create has to hand it over in one message (`boundedState`). */
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
  const parsed = schema.safeParse(given, { error: wordsOf });
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue) => issueFailures(issue, given, knownPaths));
}

/** For types that a schema says nothing else of. */
const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** Where a schema says nothing itself: the library's own words are those of its schemas. */
function wordsOf({ code, input, ...issue }: z.core.$ZodRawIssue): string | undefined {
  if (code === "invalid_value" && Array.isArray(issue["values"]))
    return `must be ${formatChoice(issue["values"].map((value) => JSON.stringify(value)))}`;
  const type = code === "invalid_type" ? TYPES[String(issue["expected"])] : undefined;
  if (type === undefined) return undefined;
  return input === undefined ? `is missing: give ${type}` : `must be ${type}, and is ${typeOf(input)}`;
}

function typeOf(value: unknown): string {
  const type = Array.isArray(value) ? "array" : typeof value;
  return TYPES[type] ?? type;
}

function issueFailures(
  issue: z.core.$ZodIssue,
  given: unknown,
  knownPaths: readonly string[],
): CheckFailure[] {
  const value = knownAt(given, issue.path);
  if (value === UNKNOWN) return [];
  const path = pathText(issue.path);
  if (typeof value === "number" && issue.code === "invalid_type" && issue.expected === "string")
    return [{ path, reason: NEEDS_QUOTES }];
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
  const known = siblings.length === 0 ? "it takes no arguments" : `known are ${siblings.join(", ")}`;
  const advice = meant === undefined ? known : `did you mean \`${meant}\`?`;
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

/** The value at the path; unknown if it, or one that contains it, is not known yet. */
function knownAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = root;
  for (const key of path) {
    if (value === UNKNOWN || typeof value !== "object" || value === null) break;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/**
 * A copy in which whole numbers and booleans are text wherever the schema takes text alone: YAML makes numbers of
 * arguments and versions that stand without quotes. A number that its text may not show as it was written stays one,
 * and is refused.
 */
export function withTexts(schema: z.core.$ZodType, value: unknown): unknown {
  if (schema instanceof z.ZodOptional) return withTexts(schema.unwrap(), value);
  if (schema instanceof z.ZodString) return textOf(value) ?? value;
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return value.map((item: unknown) => withTexts(schema.element, item));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const inner = (key: string): z.core.$ZodType | undefined => {
    if (schema instanceof z.ZodRecord) return schema.valueType;
    if (!(schema instanceof z.ZodObject)) return undefined;
    const shape = schema.shape as Record<string, z.core.$ZodType>;
    return Object.hasOwn(shape, key) ? shape[key] : undefined;
  };
  const entries = Object.entries(value).map(([key, item]) => {
    const of = inner(key);
    return [key, of ? withTexts(of, item) : (item as unknown)] as const;
  });
  return Object.fromEntries(entries);
}

/** The text of a boolean or of a number that is written in one way only; undefined for all else. */
export function textOf(value: unknown): string | undefined {
  const isPlain = typeof value === "boolean" || (Number.isSafeInteger(value) && !Object.is(value, -0));
  return isPlain ? String(value) : undefined;
}
