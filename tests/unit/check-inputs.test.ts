import { z } from "zod";
import { hasUnknown, pathText, schemaFailures, withoutNulls } from "../../provider/check-inputs";
import { type Properties, UNKNOWN } from "../../provider/lifecycle";

const SCHEMA = z
  .strictObject({
    size: z.number(),
    script: z.strictObject({ uri: z.string(), args: z.array(z.string()).optional() }),
    files: z.array(z.strictObject({ name: z.string() })),
  })
  .partial();
const PATHS = ["size", "script.uri", "script.args", "files", "files.[].name", "__hidden"];

function failures(inputs: Properties): string[] {
  return schemaFailures(SCHEMA, inputs, PATHS).map(({ path, reason }) => `${path}: ${reason}`);
}

describe("schemaFailures", () => {
  it("has nothing to say of what fits", () => {
    expect(failures({ size: 1, script: { uri: "s3://x" }, files: [] })).toEqual([]);
  });

  it("names each thing that is wrong by its path", () => {
    expect(failures({ size: "1", script: { uri: "x", args: ["a", 2] } })).toEqual([
      expect.stringMatching(/^size: .*expected number/),
      expect.stringMatching(/^script\.args\[1\]: .*expected string/),
    ]);
  });

  it("takes null for absent, at any depth but in lists", () => {
    expect(failures({ size: null, script: { uri: "x", args: null } })).toEqual([]);
    expect(failures({ files: [null] })).toHaveLength(1);
  });

  it.each([
    { size: UNKNOWN },
    { script: UNKNOWN },
    { script: { uri: UNKNOWN, args: UNKNOWN } },
    { script: { uri: "x", args: ["a", UNKNOWN] } },
    { files: [UNKNOWN, { name: UNKNOWN }] },
  ])("lets pass what is not known yet: %j", (inputs) => {
    expect(failures(inputs)).toEqual([]);
  });

  it("still names what is wrong beside an unknown value", () => {
    expect(failures({ size: "1", script: UNKNOWN })).toHaveLength(1);
    expect(failures({ script: { uri: UNKNOWN, url: "x" } })).toEqual([
      "script.url: is not a known property: did you mean `uri`?",
    ]);
  });

  it("names the nearest known property, or all of them", () => {
    expect(failures({ sizes: 1 })).toEqual(["sizes: is not a known property: did you mean `size`?"]);
    expect(failures({ files: [{ nmae: "x", name: "y" }] })).toEqual([
      "files[0].nmae: is not a known property: known are name",
    ]);
    expect(failures({ colour: 1 })).toEqual([
      "colour: is not a known property: known are size, script, files",
    ]);
  });
});

describe("pathText", () => {
  it.each([
    [["runPython", "args", 2], "runPython.args[2]"],
    [["environment", "sparkConfigs", "spark.x"], 'environment.sparkConfigs["spark.x"]'],
    [[0, "a"], "[0].a"],
    [[], ""],
  ])("writes %j as %s", (path, expected) => {
    expect(pathText(path)).toBe(expected);
  });
});

describe("withoutNulls", () => {
  it("leaves out null and undefined in objects, and keeps places in lists", () => {
    expect(withoutNulls({ a: null, b: { c: undefined, d: 0 }, e: [null, { f: null }] })).toEqual({
      b: { d: 0 },
      e: [null, {}],
    });
  });
});

describe("hasUnknown", () => {
  it("finds an unknown value at any depth", () => {
    expect(hasUnknown({ a: [{ b: UNKNOWN }] })).toBe(true);
    expect(hasUnknown({ a: [{ b: "known" }], c: null })).toBe(false);
  });
});
