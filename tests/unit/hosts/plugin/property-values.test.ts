import * as pulumi from "@pulumi/pulumi";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import fc from "fast-check";
import {
  propertiesOf,
  structOf,
  unwrapSecrets,
  wrapSecrets,
} from "../../../../provider/hosts/plugin/properties";
import { type ValuePath } from "../../../../provider/hosts/secret-outputs";
import { type Properties } from "../../../../provider/values";
import {
  ARCHIVE_SIGNATURE,
  ASSET_SIGNATURE,
  OUTPUT_SIGNATURE,
  SECRET_SIGNATURE,
  SIGNATURE_KEY,
  UNKNOWN,
  UNKNOWN_SENTINELS,
} from "../../../../wire/pulumi-values";
import { tries } from "../../../support/sample";

const secret = (value: unknown): Properties => ({ [SIGNATURE_KEY]: SECRET_SIGNATURE, value });
const output = (parts: Properties): Properties => ({ [SIGNATURE_KEY]: OUTPUT_SIGNATURE, ...parts });

/** A value as the engine sends it, and what is expected of it. */
interface Sample {
  marked: unknown;
  plain: unknown;
  secretPaths: ValuePath[];
}

const hidden = ({ marked, plain }: Sample): Sample => ({ marked: secret(marked), plain, secretPaths: [[]] });
const below = (key: string | number, { secretPaths }: Sample): ValuePath[] =>
  secretPaths.map((path) => [key, ...path]);

function listOf(items: Sample[]): Sample {
  return {
    marked: items.map(({ marked }) => marked),
    plain: items.map(({ plain }) => plain),
    secretPaths: items.flatMap((item, index) => below(index, item)),
  };
}

function objectOf(entries: [string, Sample][]): Sample {
  return {
    marked: Object.fromEntries(entries.map(([key, { marked }]) => [key, marked])),
    plain: Object.fromEntries(entries.map(([key, { plain }]) => [key, plain])),
    secretPaths: entries.flatMap(([key, item]) => below(key, item)),
  };
}

const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const leaf = fc
  .oneof(fc.string(), number, fc.boolean(), fc.constant(null))
  .map((value): Sample => ({ marked: value, plain: value, secretPaths: [] }));
const unknown = fc
  .constantFrom(...UNKNOWN_SENTINELS, output({}), output({ dependencies: ["urn"] }))
  .map((marked): Sample => ({ marked, plain: UNKNOWN, secretPaths: [] }));
const unknownSecret = fc.constant<Sample>({
  ...hidden({ marked: "", plain: UNKNOWN, secretPaths: [] }),
  marked: output({ secret: true }),
});
/** But `__proto__`, which protobuf's own conversion takes for the prototype, in every provider that is written in JavaScript. */
const key = fc
  .oneof(fc.string(), fc.constantFrom("value", "secret", "0", "toString", "a.b"))
  .filter((name) => name !== "__proto__");

const { node } = fc.letrec<{ node: Sample }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    leaf,
    unknown,
    unknownSecret,
    tie("node").map(hidden),
    tie("node").map((inner) => ({ ...inner, marked: output({ value: inner.marked, dependencies: [] }) })),
    tie("node").map((inner) => ({ ...hidden(inner), marked: output({ value: inner.marked, secret: true }) })),
    fc.array(tie("node"), { maxLength: 4 }).map(listOf),
    fc.uniqueArray(fc.tuple(key, tie("node")), { maxLength: 4, selector: ([name]) => name }).map(objectOf),
  ),
}));
const properties = fc.dictionary(key, node).map((entries) => objectOf(Object.entries(entries)));

describe("the engine's marks", () => {
  it("come off with the path of each outermost secret, and come back at the same places over the wire", () => {
    fc.assert(
      fc.property(properties, ({ marked, plain, secretPaths }) => {
        const again = wrapSecrets(plain as Properties, secretPaths);
        for (const values of [marked as Properties, propertiesOf(structOf(again))]) {
          const found = unwrapSecrets(values);
          expect(found.values).toEqual(plain);
          expect(new Set(found.secretPaths)).toEqual(new Set(secretPaths));
        }
      }),
      tries(200),
    );
  });

  it("mark nothing where a path leads nowhere, and nothing twice", () => {
    const values = { list: ["a", "b"], text: "c", inner: { x: 1 } };
    expect(wrapSecrets(values, [["list", 2], ["text", "deeper"], ["gone"], ["inner", "y"]])).toEqual(values);
    const once = wrapSecrets(values, [["list", 1]]);
    expect(wrapSecrets(once, [["list", 1]])).toEqual(once);
    expect(wrapSecrets(values, [["inner"], ["inner", "x"]])).toEqual({ ...values, inner: secret({ x: 1 }) });
    // A list whose place holds an object by now, and the other way round.
    for (const path of [
      ["list", "0"],
      ["inner", 0],
    ])
      expect(wrapSecrets(values, [path])).toEqual(values);
  });

  it("tell of a secret that came without its value, and of none that is unknown in a preview", () => {
    const lost = { [SIGNATURE_KEY]: SECRET_SIGNATURE };
    const marked = { a: [lost], b: secret(lost), c: secret(UNKNOWN), d: output({}) };
    expect(unwrapSecrets(marked)).toMatchObject({ lostPaths: [["a", 0], ["b"]] });
  });

  it("leave assets as they are", async () => {
    const asset: unknown = await rpc.serializeProperty("a", new pulumi.asset.StringAsset("text"), new Set());
    expect(unwrapSecrets({ asset, hidden: secret(asset) })).toEqual({
      values: { asset, hidden: asset },
      secretPaths: [["hidden"]],
      lostPaths: [],
    });
  });

  it("are Pulumi's", () => {
    expect(SIGNATURE_KEY).toBe(rpc.specialSigKey);
    expect(SECRET_SIGNATURE).toBe(rpc.specialSecretSig);
    expect(OUTPUT_SIGNATURE).toBe(rpc.specialOutputValueSig);
    expect([ASSET_SIGNATURE, ARCHIVE_SIGNATURE]).toEqual([rpc.specialAssetSig, rpc.specialArchiveSig]);
    expect(UNKNOWN_SENTINELS).toContain(rpc.unknownValue);
  });
});
