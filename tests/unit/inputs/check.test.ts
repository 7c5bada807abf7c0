import { z } from "zod";
import { schemaFailures, withTexts } from "../../../provider/inputs/check";
import { type Properties } from "../../../provider/values";
import { UNKNOWN } from "../../../wire/pulumi-values";

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
