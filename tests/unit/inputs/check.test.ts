import { z } from "zod";
import { schemaFailures, withTexts } from "../../../provider/inputs/check";
import { hasUnknown, type Properties, pathText, withoutNulls } from "../../../provider/values";
import { UNKNOWN } from "../../../wire/pulumi-values";

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

const textNeeded = /^script\.args\[1\]: must be text.*in quotes/;

it.each<[Properties, (string | RegExp)[]]>([
  [{ size: 1, script: { uri: "s3://x" }, files: [] }, []],
  [{ size: "1", script: { uri: "x", args: ["a", 2] } }, [/^size: .*expected number/, textNeeded]],
  // Null is absent, at any depth but in lists.
  [{ size: null, script: { uri: "x", args: null } }, []],
  [{ files: [null] }, [/^files\[0\]/]],
  // What is not known yet passes, and nothing beside it.
  [{ size: UNKNOWN }, []],
  [{ script: UNKNOWN }, []],
  [{ script: { uri: "x", args: ["a", UNKNOWN] } }, []],
  [{ files: [UNKNOWN, { name: UNKNOWN }] }, []],
  [{ size: "1", script: UNKNOWN }, [/^size/]],
  [{ script: { uri: UNKNOWN, url: "x" } }, ["script.url: is not a known property: did you mean `uri`?"]],
  [{ sizes: 1 }, ["sizes: is not a known property: did you mean `size`?"]],
  [{ files: [{ nmae: "x", name: "y" }] }, ["files[0].nmae: is not a known property: known are name"]],
  [{ colour: 1 }, ["colour: is not a known property: known are size, script, files"]],
])("of %j is wrong: %j", (inputs, expected) => {
  expect(failures(inputs)).toEqual(expected.map(matching));
});

function matching(text: string | RegExp): unknown {
  return typeof text === "string" ? text : expect.stringMatching(text);
}

it.each([
  [["runPython", "args", 2], "runPython.args[2]"],
  [["environment", "sparkConfigs", "spark.x"], 'environment.sparkConfigs["spark.x"]'],
  [[0, "a"], "[0].a"],
  [[], ""],
])("pathText writes %j as %s", (path, expected) => {
  expect(pathText(path)).toBe(expected);
});

it("withoutNulls leaves out null and undefined in objects, and keeps places in lists", () => {
  const value = { a: null, b: { c: undefined, d: 0 }, e: [null, { f: null }] };
  expect(withoutNulls(value)).toEqual({ b: { d: 0 }, e: [null, {}] });
});

it("hasUnknown finds an unknown value at any depth", () => {
  expect(hasUnknown({ a: [{ b: UNKNOWN }] })).toBe(true);
  expect(hasUnknown({ a: [{ b: "known" }], c: null })).toBe(false);
});

describe("withTexts", () => {
  const ofAny = z
    .strictObject({
      text: z.string().min(3),
      list: z.array(z.string()),
      map: z.record(z.string(), z.string()),
      items: z.array(z.strictObject({ name: z.string().optional(), size: z.number() }).partial()),
      runs: z.record(z.string(), z.strictObject({ uri: z.string().optional() })),
      size: z.number(),
      flag: z.boolean(),
      choice: z.enum(["a", "b"]),
      anything: z.unknown(),
    })
    .partial();

  it("makes text of whole numbers and booleans where text is taken, at any depth, and of nothing else", () => {
    const given = {
      text: 12,
      list: [0, -7, true, false, "x", Number.MAX_SAFE_INTEGER],
      map: { a: 4, "04da": true },
      items: [{ name: 1, size: 2 }],
      runs: { 2024: { uri: 3 } },
      ...{ size: 1, flag: true, choice: 1, anything: { list: [1, true] } },
    };
    expect(withTexts(ofAny, given)).toEqual({
      ...given,
      text: "12",
      list: ["0", "-7", "true", "false", "x", "9007199254740991"],
      map: { a: "4", "04da": "true" },
      items: [{ name: "1", size: 2 }],
      runs: { 2024: { uri: "3" } },
    });
  });

  it.each([2.1, 1e21, -0, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])(
    "leaves %p a number, which check refuses with the advice to quote it",
    (number) => {
      const inputs = withTexts(ofAny, { list: [number] }) as Properties;
      expect(inputs).toEqual({ list: [number] });
      expect(schemaFailures(ofAny, inputs, [])).toEqual([
        { path: "list[0]", reason: expect.stringContaining("put it in quotes") },
      ]);
    },
  );

  it.each([null, undefined, UNKNOWN, "text", 5, [1], { list: null }, { list: UNKNOWN, unknown: 1 }])(
    "leaves alone what is absent, unknown or of another shape: %j",
    (value) => expect(withTexts(ofAny, value)).toEqual(value),
  );
});
