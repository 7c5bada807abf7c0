import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import lock from "../../package-lock.json";
import { bundlePlugin } from "../../scripts/archives/bundle";
import type { LockFile } from "../../scripts/lock-file/platforms";
import { runtimePackages } from "../../scripts/release/shipped-packages";
import { bundlePage } from "../../scripts/report-page/bundle";
import { REPOSITORY } from "../support/repository";

/** Licences that ask for no more than to be passed on with the code. */
const ALLOWED = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"];
/** What says something else in its package.json, and what a person has read there. */
const READ: Readonly<Record<string, string>> = {
  "node_modules/@logdna/tail-file SEE LICENSE IN LICENSE": "MIT",
  "node_modules/google-protobuf (BSD-3-Clause AND Apache-2.0)": "Apache-2.0",
};
const LOCK: LockFile = lock;

/** The packages whose licence is not on the list, with what their package.json says. */
function notAllowed(root: string, places: readonly string[]): [place: string, license: unknown][] {
  const licences = places.map((place): [string, unknown] => {
    const text = readFileSync(path.join(root, place, "package.json"), "utf8");
    return [place, (JSON.parse(text) as { license?: unknown }).license];
  });
  return licences.filter(
    ([place, license]) =>
      !ALLOWED.some((allowed) => allowed === (READ[`${place} ${String(license)}`] ?? license)),
  );
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "wherobots-licences-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

// rule: licences
it("what npm installs with the package has licences of the list", () => {
  const places = runtimePackages(LOCK);
  expect(places).toEqual(expect.arrayContaining(["node_modules/undici", "node_modules/fast-deep-equal"]));
  expect(notAllowed(REPOSITORY, places)).toEqual([]);
});

// rule: licences
it("what is bundled into the plugin's archives and the page of a report has licences of the list", async () => {
  const { packages } = await bundlePlugin(REPOSITORY);
  const page = bundlePage(folder);
  expect(packages).toContain("node_modules/@grpc/grpc-js");
  expect(page).toContain("node_modules/d3-scale");
  expect(notAllowed(REPOSITORY, [...packages, ...page])).toEqual([]);
});

it.each(["GPL-3.0-only", "(MIT OR GPL-2.0)", undefined])(
  "a package under %s is not on the list",
  (license) => {
    const place = "node_modules/other";
    mkdirSync(path.join(folder, place), { recursive: true });
    writeFileSync(path.join(folder, place, "package.json"), JSON.stringify({ name: "other", license }));
    expect(notAllowed(folder, [place])).toEqual([[place, license]]);
  },
);
