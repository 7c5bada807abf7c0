import type { Fields, FieldType } from "../../../../provider/inputs/field-types";
import { changedFields } from "../../../../provider/inputs/fields";
import { diffJobRun } from "../../../../provider/resources/job-run/diff";
import { JOB_RUN, JOB_RUN_FIELDS } from "../../../../provider/resources/job-run/fields";
import type { JobRunInputs } from "../../../../provider/resources/job-run/inputs";
import type { Properties } from "../../../../provider/values";
import { valueAt } from "../../../../provider/values";
import { ASSET_SIGNATURE, SIGNATURE_KEY } from "../../../../wire/pulumi-values";
import { offlineContext } from "../../../support/context/lifecycle-context";
import { someState } from "../../../support/context/some-state";

/** Two values of inputs whose type does not give them. */
const VALUES: Readonly<Record<string, readonly [unknown, unknown]>> = {
  "environment.dependencies": [[{ libraryName: "a" }], [{ libraryName: "b" }]],
  __identity: ["a", "b"],
  __recordedRun: ["tiles-a", "tiles-b"],
  __secretPaths: [[["name"]], [["region"]]],
  __name: ["tiles-a", "tiles-b"],
  __resource: [{ heldRunIds: ["run-1"] }, { formerPaths: ["JobRun::before"] }],
};

/** A value of each input, and another. */
function twoValues(path: string): readonly [unknown, unknown] {
  return VALUES[path] ?? twoOf(fieldAt(JOB_RUN.fields, path.split(".")));
}

function fieldAt(fields: Fields, [key = "", ...rest]: string[]): FieldType {
  const type = fields[key]?.type;
  if (!type) throw new Error(`no field ${key}`);
  return type.kind === "group" && rest.length > 0 ? fieldAt(type.fields, rest) : type;
}

function assetOf(text: string): object {
  return { [SIGNATURE_KEY]: ASSET_SIGNATURE, text, hash: text };
}

function twoOf(type: FieldType): readonly [unknown, unknown] {
  switch (type.kind) {
    case "text":
    case "anything":
      return ["value-one", "value-two"];
    case "integer":
    case "number":
      return [50, 60];
    case "boolean":
      return [false, true];
    case "choice":
      return [type.values[1], type.values[0]];
    case "list":
      return [[twoOf(type.of.type)[0]], [twoOf(type.of.type)[1]]];
    case "map":
      return [{ a: twoOf(type.of.type)[0] }, { a: twoOf(type.of.type)[1] }];
    case "file":
    case "files":
      return [assetOf("one"), assetOf("two")];
    case "group":
      throw new Error("a group is no row");
  }
}

/** What a change of a field of each class means for a run that completed. */
const VERDICT = {
  run: "replace",
  trigger: "replace",
  next: "update",
  local: "update",
  attach: "none",
  internal: "none",
  members: "none",
} as const;

function inputsWith(path: string, value: unknown): JobRunInputs {
  const [top = "", inner] = path.split(".");
  const base: Properties = path.startsWith("runJar") ? {} : { runPython: { uri: "s3://bucket/job.py" } };
  if (inner === undefined) return { ...base, [top]: value };
  const siblings = path.startsWith("runJar") ? { uri: "s3://bucket/job.jar" } : base[top];
  return { ...base, [top]: { ...(siblings as object | undefined), [inner]: value } };
}

function verdict(from: JobRunInputs, to: JobRunInputs): string {
  const state = { ...someState(), ...from };
  if (from.runJar) delete state.runPython;
  return diffJobRun("run-0", state, to, offlineContext()).changes;
}

/** Whether neither is a change of the other. */
function isSame(one: JobRunInputs, other: JobRunInputs): boolean {
  return verdict(one, other) === "none" && verdict(other, one) === "none";
}

describe.each(JOB_RUN_FIELDS.map((row) => [row.path, row] as const))("%s", (path, row) => {
  const [value, other] = twoValues(path);

  // rule: input-classes
  it(`is of class ${row.class}: a change of it alone means ${VERDICT[row.class]}`, () => {
    expect(verdict(inputsWith(path, value), inputsWith(path, other))).toBe(VERDICT[row.class]);
    const copy: unknown = JSON.parse(JSON.stringify(value));
    expect(verdict(inputsWith(path, value), inputsWith(path, copy))).toBe("none");
  });

  // rule: absent-is-default
  it("means the same absent, null, undefined and as its default", () => {
    const absent = inputsWith(path, undefined);
    for (const same of [null, undefined, ...("default" in row ? [row.default] : [])])
      expect(isSame(absent, inputsWith(path, same))).toBe(true);
  });
});

// rule: unset-setting
it.each(["region", "runtime", "version"] as const)(
  "%s, which an account may choose, is no change when absent, or when what is in force is said",
  (field) => {
    const [absent, inForce] = [inputsWith(field, undefined), valueAt(someState(), `effective.${field}`)];
    expect(verdict(inputsWith(field, "an-older-spec"), absent)).toBe("none");
    expect(verdict(absent, inputsWith(field, inForce))).toBe("none");
    expect(verdict(absent, inputsWith(field, "another"))).toBe("replace");
  },
);

describe("triggers", () => {
  const KEY = "4dabf18193072939515e22adb298388d";
  const asset = (more: object): object => ({ [KEY]: "c44067f5952c0a294b673a41bacd8c17", ...more });

  it.each<[string, "none" | "replace", unknown, unknown]>([
    ["as JSON", "none", { a: [{ x: 1, y: 2 }], b: null }, { a: [{ y: 2, x: 1 }] }],
    ["by the order of a list", "replace", [1, 2], [2, 1]],
    ["by their type", "replace", 1, "1"],
    ["by nulls in a list", "replace", [null, 1], [1]],
    ["as assets by content", "none", asset({ hash: "h1", path: "a" }), asset({ hash: "h1", path: "/x/a" })],
    ["as assets by content", "replace", asset({ hash: "h1", path: "a" }), asset({ hash: "h2", path: "a" })],
    ["as assets in lists", "replace", [asset({ hash: "h1" })], [asset({ hash: "h2" })]],
    ["as assets without a hash by text", "none", asset({ text: "a" }), asset({ text: "a", hash: "" })],
    ["as assets without a hash by text", "replace", asset({ text: "a" }), asset({ text: "b" })],
    ["as assets without a hash by path", "replace", asset({ path: "a" }), asset({ path: "b" })],
  ])("are compared %s: %s", (_, expected, one, other) => {
    expect(verdict(inputsWith("triggers", { t: one }), inputsWith("triggers", { t: other }))).toBe(expected);
  });
});

it("a dependency means the same with its sourceType said", () => {
  const path = "environment.dependencies";
  const [library, file] = [{ libraryName: "a" }, { filePath: "s3://x.whl" }];
  const said = [
    { ...library, sourceType: "PYPI" },
    { ...file, sourceType: "FILE" },
  ];
  expect(verdict(inputsWith(path, said), inputsWith(path, [library, file]))).toBe("none");
});

it("an input that a later version adds is no change for states that lack it", () => {
  const added = { path: "later", class: "run", default: "usual", why: "a test" } as const;
  const inputs = { ...someState(), later: "usual" };
  expect(changedFields([...JOB_RUN_FIELDS, added], someState(), inputs)).toEqual([]);
});
