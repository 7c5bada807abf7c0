import { type Properties, UNKNOWN } from "../../lifecycle";

/*
 * The engine's wire format for properties: JSON in which secrets, outputs and unknown values are marked. The lifecycle
 * takes plain values and the paths of the secrets in them. A test holds these constants equal to Pulumi's own.
 */

/** Path of a value: property names and indexes. */
export type ValuePath = readonly (string | number)[];

/** The key that marks a special value, and what stands there. */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
/** `{ value }`, not to be shown. */
export const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
/** `{ value?, secret?, dependencies? }`; without a value it is not known yet. */
export const OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** What stands for a value that is not known yet, by the type that it will have. */
export const UNKNOWN_SENTINELS: ReadonlySet<unknown> = new Set([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/** Properties without marks. */
export interface PlainProperties {
  values: Properties;
  /** Where the secrets are, each outermost one. */
  secretPaths: ValuePath[];
}

/** Takes the marks off. */
export function withoutMarks(marked: Properties): PlainProperties {
  const secretPaths: ValuePath[] = [];
  const values = plainValue(marked, [], (path) => secretPaths.push(path)) as Properties;
  return { values, secretPaths };
}

/** Marks the values at these paths as secret; a path that leads nowhere marks nothing. */
export function withMarks(values: Properties, secretPaths: readonly ValuePath[]): Properties {
  return secretPaths.reduce<unknown>(markAt, values) as Properties;
}

function plainValue(value: unknown, path: ValuePath, foundSecret: (path: ValuePath) => void): unknown {
  if (typeof value !== "object" || value === null) return UNKNOWN_SENTINELS.has(value) ? UNKNOWN : value;
  if (Array.isArray(value))
    return value.map((item, index) => plainValue(item, [...path, index], foundSecret));
  const marked = value as { value?: unknown; secret?: unknown } & Properties;
  const signature = marked[SIGNATURE_KEY];
  const isSecret =
    signature === SECRET_SIGNATURE || (signature === OUTPUT_SIGNATURE && marked.secret === true);
  if (isSecret) foundSecret(path);
  // What is inside of a secret needs no path of its own.
  if (isSecret || signature === OUTPUT_SIGNATURE)
    return "value" in marked
      ? plainValue(marked.value, path, isSecret ? () => undefined : foundSecret)
      : UNKNOWN;
  return Object.fromEntries(
    Object.entries(marked).map(([key, item]) => [key, plainValue(item, [...path, key], foundSecret)]),
  );
}

function markAt(value: unknown, path: ValuePath): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return isSecretMark(value) ? value : { [SIGNATURE_KEY]: SECRET_SIGNATURE, value };
  if (typeof value !== "object" || value === null || isSecretMark(value)) return value;
  if (Array.isArray(value))
    return value.map((item, index) => (index === key ? markAt(item, rest) : item) as unknown);
  if (!Object.hasOwn(value, key)) return value;
  return { ...value, [key]: markAt((value as Properties)[key], rest) };
}

function isSecretMark(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && (value as Properties)[SIGNATURE_KEY] === SECRET_SIGNATURE
  );
}
