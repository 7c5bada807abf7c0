import fc from "fast-check";
import type { Field, Fields, FieldType } from "../../provider/inputs/field-types";
import { JOB_RUN_FIELDS } from "../../provider/resources/job-run/fields";
import type { Properties } from "../../provider/values";
import { Region, Runtime } from "../../wire/known-values";
import { UNKNOWN } from "../../wire/pulumi-values";

/*
 * What the properties are tried on. A failure prints its seed and path; `fc.assert(…, { seed, path })` repeats it.
 */

/** Any text, lone surrogates and controls included. */
export const anyText = fc.string({ unit: "binary", maxLength: 60 });

/** Pieces of which hostile lines are made, beside any text. */
const PIECES = [
  ...["\u200b", "\ufeff", "\u{e0041}", "\ufe0f", "\ufff9", "\u0300".repeat(20), "\u2028", "\u009b", "\u202e"],
  ...["<{", "%", "<{%fg 1%}>", "<{%none%}>", "teamcity[", "##", "#", "[", "vso", "::", ":", " ", "\n", "\r"],
  ...["\u001b[31m", "\u001b]0;x\u0007", "]", "a"],
];

/** Text that tries to be a command of a CI runner or a terminal. */
export const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), anyText), { maxLength: 12 })
  .map((pieces) => pieces.join(""));

/** Inputs that a table names, nearly right, so that many of them pass check. */
export function likelyInputs(fields: Fields): fc.Arbitrary<Properties> {
  const own = Object.entries(fields).filter(([name]) => !name.startsWith("__"));
  // One program and not both: what is wrong with two is a test of its own.
  return recordOf(own).map(({ runPython, runJar, ...rest }) => {
    // An address has a form that no other text has.
    const inputs = "path" in rest ? { ...rest, path: "s3://tiles-bucket/world" } : rest;
    if (runPython !== undefined) return { ...inputs, runPython };
    return runJar === undefined ? inputs : { ...inputs, runJar };
  });
}

function recordOf(fields: readonly [string, Field][]): fc.Arbitrary<Properties> {
  const values = fields.map(([name, field]) => [name, likely(field)] as const);
  const requiredKeys = fields.flatMap(([name, { required }]) => (required ? [name] : []));
  return fc.record(Object.fromEntries(values), { requiredKeys });
}

/** A value of the field's type, and now and then another; check takes any text where some are known, the API does not. */
function likely({ type, known }: Field): fc.Arbitrary<unknown> {
  if (known !== undefined && type.kind === "text")
    return fc.constantFrom(null, ...Object.values({ Region, Runtime }[known]));
  return fc.oneof(
    { weight: 30, arbitrary: ofType(type) },
    { weight: 1, arbitrary: fc.constantFrom(null, "", "else", 0, -1, 0.5, 1e300, [], {}) },
  );
}

function ofType(type: FieldType): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case "text":
      return fc.oneof(
        { weight: 9, arbitrary: fc.stringMatching(/^[a-zA-Z0-9_\-.]{8,12}$/) },
        { weight: 1, arbitrary: fc.string() },
      );
    case "integer":
    case "number":
      return fc.integer({ min: 1, max: 10 });
    case "boolean":
      return fc.boolean();
    case "anything":
      return fc.jsonValue();
    // It has to be uploaded first: tests/lifecycle.
    case "file":
    case "files":
      return fc.constant(null);
    case "choice":
      return fc.constantFrom(...type.values);
    case "list":
      return fc.array(likely(type.of), { maxLength: 2 });
    case "map":
      return fc.dictionary(fc.string(), likely(type.of), { maxKeys: 3 });
    case "group":
      return recordOf(Object.entries(type.fields));
  }
}

/** Any JSON object. */
export const anyObject = fc.dictionary(
  fc.oneof(
    fc.string(),
    fc.constantFrom(...JOB_RUN_FIELDS.map(({ path }) => path.split(".")[0] ?? "")),
    fc.constantFrom("__proto__", "constructor", "toString", "runId", "__recordedRun", "__name"),
  ),
  fc.oneof(
    { weight: 9, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 500 }).map(nested) },
    { weight: 1, arbitrary: fc.constantFrom(UNKNOWN, [UNKNOWN], "x".repeat(1_000_000), { __proto__: null }) },
  ),
);

/** A list in a list, so deep. */
function nested(depth: number): unknown {
  let value: unknown = "deep";
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { more: value };
  return value;
}
