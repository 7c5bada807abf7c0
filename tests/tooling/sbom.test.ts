import lock from "../../package-lock.json";
import type { LockFile } from "../../scripts/lock-file/platforms";
import { checksums } from "../../scripts/release/checksums";
import { cycloneDx } from "../../scripts/release/sbom";
import { dependenciesOf, runtimePackages } from "../../scripts/release/shipped-packages";

const PRODUCT = { name: "@acme/maps", version: "1.2.3", description: "Maps", license: "Apache-2.0" };
const SMALL: LockFile = {
  packages: {
    "": { dependencies: { a: "1", "@scope/b": "1" }, devDependencies: { other: "1" } },
    "node_modules/a": {
      version: "1.0.0",
      license: "MIT",
      integrity: "sha512-AAE=",
      dependencies: { c: "2" },
    },
    "node_modules/a/node_modules/c": {
      version: "2.0.0",
      license: "(MIT OR ISC)",
      dependencies: { "@scope/b": "1" },
    },
    "node_modules/@scope/b": { version: "1.1.0", license: "ISC" },
    "node_modules/c": { version: "1.0.0" },
    "node_modules/other": { version: "1.0.0" },
  },
};

describe("the bill of materials", () => {
  it("has each package that npm installs, nested ones by their own version, and none of development", () => {
    const places = runtimePackages(SMALL);
    expect(places).toEqual(["node_modules/@scope/b", "node_modules/a", "node_modules/a/node_modules/c"]);
    expect(cycloneDx(PRODUCT, SMALL, places)).toMatchObject({
      specVersion: "1.5",
      metadata: { component: { group: "@acme", name: "maps", version: "1.2.3" } },
      components: [
        { group: "@scope", name: "b", version: "1.1.0", purl: "pkg:npm/%40scope/b@1.1.0" },
        {
          name: "a",
          hashes: [{ alg: "SHA-512", content: "0001" }],
          licenses: [{ license: { id: "MIT" } }],
        },
        { name: "c", version: "2.0.0", licenses: [{ expression: "(MIT OR ISC)" }] },
      ],
      dependencies: [
        { ref: "pkg:npm/%40acme/maps@1.2.3", dependsOn: ["pkg:npm/%40scope/b@1.1.0", "pkg:npm/a@1.0.0"] },
        { ref: "pkg:npm/%40scope/b@1.1.0", dependsOn: [] },
        { ref: "pkg:npm/a@1.0.0", dependsOn: ["pkg:npm/c@2.0.0"] },
        { ref: "pkg:npm/c@2.0.0", dependsOn: ["pkg:npm/%40scope/b@1.1.0"] },
      ],
    });
  });

  // rule: release-content
  it("of this package has all that it requires, each with a licence and a hash, and nothing of the day", () => {
    const bill = cycloneDx(PRODUCT, lock, runtimePackages(lock)) as {
      components: { name: string; hashes?: unknown; licenses?: unknown }[];
    };
    const names = bill.components.map(({ name }) => name);
    // `npm sbom --omit dev` leaves these two out, since development needs them as well.
    expect(names).toEqual(expect.arrayContaining(["yaml", "zod"]));
    expect(names).not.toContain("typescript");
    expect(bill.components.filter(({ hashes, licenses }) => !hashes || !licenses)).toEqual([]);
    expect(JSON.stringify(bill)).not.toMatch(/serialNumber|timestamp/);
  });

  it("fails where the lock file lacks a package", () => {
    const broken: LockFile = { packages: { "": { dependencies: { gone: "1" } } } };
    expect(() => dependenciesOf(broken, "")).toThrow("package-lock.json lacks gone");
  });
});

it("checksums are what sha256sum reads, by name", () => {
  const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  const text = checksums([
    ["b.tgz", Buffer.alloc(0)],
    ["a.tgz", Buffer.alloc(0)],
  ]);
  expect(text).toBe(`${empty}  a.tgz\n${empty}  b.tgz\n`);
});
