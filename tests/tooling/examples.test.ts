import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { shardOf } from "../../examples/shards/shard-of";
import { REPOSITORY } from "../support/repository";

const LAUNCHER = "wherobots-plugin";
const EXAMPLES = path.join(REPOSITORY, "examples");
const NAMES = readdirSync(EXAMPLES).filter((name) => !name.endsWith(".md"));

function read(...parts: string[]): string {
  return readFileSync(path.join(...parts), "utf8");
}

describe("the launcher that projects commit", () => {
  const files = ["", "wherobots", "wherobots.cjs", "wherobots.cmd"].map((end) => `pulumi-resource-${end}`);

  it("has the files of the package's own, which differ only in how they find the plugin", () => {
    expect(readdirSync(path.join(REPOSITORY, LAUNCHER)).sort()).toEqual(files);
    for (const file of files.filter((name) => !name.endsWith(".cjs")))
      expect(read(REPOSITORY, LAUNCHER, file)).toBe(read(REPOSITORY, "plugin", file));
  });

  it.each(NAMES.filter((name) => read(EXAMPLES, name, "Pulumi.yaml").includes(LAUNCHER)))(
    "is in examples/%s as it is in the package, and can be run",
    (example) => {
      expect(readdirSync(path.join(EXAMPLES, example, LAUNCHER)).sort()).toEqual(files);
      for (const file of files) {
        const copy = path.join(EXAMPLES, example, LAUNCHER, file);
        expect(read(copy)).toBe(read(REPOSITORY, LAUNCHER, file));
        expect(statSync(copy).mode).toBe(statSync(path.join(REPOSITORY, LAUNCHER, file)).mode);
      }
    },
  );
});

it.each(NAMES)("examples/%s names no folder that only an install makes", (example) => {
  expect(read(EXAMPLES, example, "Pulumi.yaml")).not.toContain("node_modules");
});

it("the quickstarts of the dynamic provider and of the plugin differ in an import, a name and a setting", () => {
  const files = ["index.ts", "tsconfig.json", "package.json", "Pulumi.yaml"];
  const [program = "", settings, manifest, project = ""] = files.map((file) =>
    read(EXAMPLES, "quickstart", file),
  );
  const imported = 'from "pulumi-wherobots";';
  expect(program).toContain(imported);
  const ofPlugin = files.map((file) => read(EXAMPLES, "plugin-quickstart", file).replace("-plugin-", "-"));
  expect(ofPlugin.map((text) => text.replace(", by the plugin", ""))).toEqual([
    program.replace(imported, 'from "pulumi-wherobots/plugin";'),
    settings,
    manifest,
    `${project}plugins:\n  providers:\n    - name: wherobots\n      path: ${LAUNCHER}\n`,
  ]);
});

describe("a key of examples/shards", () => {
  const KEYS = Array.from({ length: 3_000 }, (_, index) => `tile-${index}`);

  it.each([1, 3, 16])("belongs to one of %i shards, which are of about a size", (shards) => {
    const found = KEYS.map((key) => shardOf(key, shards));
    const sizes = Array.from({ length: shards }, (_, shard) => found.filter((s) => s === shard).length);
    expect(Math.min(...sizes)).toBeGreaterThan((0.75 * KEYS.length) / shards);
    expect(Math.max(...sizes)).toBeLessThan((1.25 * KEYS.length) / shards);
  });

  // rule: shards-added
  it.each([1, 2, 3, 7, 15])("stays, or moves to the shard that is added to %i", (shards) => {
    const moved = KEYS.filter((key) => shardOf(key, shards + 1) !== shardOf(key, shards));
    expect(moved.filter((key) => shardOf(key, shards + 1) !== shards)).toEqual([]);
    expect(moved.length).toBeLessThan((1.25 * KEYS.length) / (shards + 1));
  });

  it("is where it was when the example was written: another function would run everything again", () => {
    expect(KEYS.slice(0, 8).map((key) => shardOf(key, 4))).toEqual([0, 0, 1, 0, 2, 3, 3, 2]);
  });
});
