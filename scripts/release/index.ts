import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import manifest from "../../package.json";
import lock from "../../package-lock.json";
import { writeArchives } from "../archives/index";
import type { LockFile } from "../lock-file/platforms";
import { bundlePage } from "../report-page/bundle";
import { advisoriesOf, refuseSevere } from "./advisories";
import { CHECKSUMS, checksums } from "./checksums";
import { packPackage } from "./pack";
import { npm } from "./run-npm";
import { cycloneDx } from "./sbom";
import { runtimePackages } from "./shipped-packages";
import { writeSite } from "./site";

const REPOSITORY = path.resolve(__dirname, "../..");
const LOCK: LockFile = lock;

/**
 * Makes what a release publishes: the npm package, the plugin's archives, the site, the bills of materials and the
 * checksums of all. The same commit gives the same bytes, whatever lay in `dist/` and in the folder before.
 *
 * @param say told what is going on, line by line
 * @returns the paths of the files
 */
export async function makeRelease(folder: string, say: (line: string) => void): Promise<string[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // The compiler leaves the output of modules that are no more, and npm would pack it.
  rmSync(path.join(REPOSITORY, "dist"), { recursive: true, force: true });
  npm(REPOSITORY, "run", "--silent", "build");
  // The build has written them already, and said nothing of what is in them.
  const page = bundlePage();
  const tarball = packPackage(REPOSITORY, folder);
  const { archives, packages } = await writeArchives(folder);
  const site = writeSite(REPOSITORY, folder, say);
  const bills = [
    writeBill(folder, { name: "npm", packages: [...runtimePackages(LOCK), ...page] }),
    writeBill(folder, { name: "plugin", packages }),
  ];
  await sayAdvisories([...runtimePackages(LOCK), ...page, ...packages], say);
  const files = [tarball, ...archives, ...site, ...bills];
  const sums = path.join(folder, CHECKSUMS);
  writeFileSync(sums, checksums(files.map((file) => [path.basename(file), readFileSync(file)])));
  return [...files, sums];
}

/**
 * Nothing is released with a severe vulnerability. Where the registry gives no answer, a person has to ask it later:
 * `npm run advisories`.
 */
async function sayAdvisories(places: readonly string[], say: (line: string) => void): Promise<void> {
  const known = await advisoriesOf(REPOSITORY, places).catch((error: unknown) => {
    say(
      `vulnerabilities: NOT CHECKED, npm audit failed: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  if (known !== undefined) refuseSevere(known, say);
}

function writeBill(
  folder: string,
  bill: { readonly name: string; readonly packages: readonly string[] },
): string {
  const file = path.join(folder, `pulumi-wherobots-${manifest.version}-${bill.name}.cdx.json`);
  const text = JSON.stringify(cycloneDx(manifest, LOCK, [...new Set(bill.packages)].sort()), null, 2);
  writeFileSync(file, `${text}\n`);
  return file;
}
