import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import manifest from "../../package.json";
import { joinLicences } from "../licences";
import { type Bundle, bundlePlugin } from "./bundle";
import { type Entry, tarGz } from "./tar";
import { compileLauncher } from "./windows-launcher";

const REPOSITORY = path.resolve(__dirname, "../..");

/** As Pulumi names them. */
export const SYSTEMS = ["linux", "darwin", "windows"] as const;
export type System = (typeof SYSTEMS)[number];
const PROCESSORS = ["amd64", "arm64"] as const;
type Processor = (typeof PROCESSORS)[number];

/** What Pulumi starts: in an installed plugin, and in a folder of which it does not know the name yet. */
const SCRIPTS = ["pulumi-resource-wherobots", "pulumi-resource-"];
const PROGRAM = "pulumi-resource-wherobots.exe";
const LICENCES = "third-party-licences.txt";

/**
 * Writes the archives of the plugin, by the names that `pulumi plugin install` asks for. All hold the same bundle:
 * JavaScript is the same for all.
 *
 * @returns the paths of the files, which are new or written over, and the places of the packages in them
 * @throws in words, for Windows on a machine without Go
 */
export async function writeArchives(
  folder: string,
  systems: readonly System[] = SYSTEMS,
): Promise<{ readonly archives: string[]; readonly packages: readonly string[] }> {
  const bundle = await bundlePlugin(REPOSITORY);
  mkdirSync(folder, { recursive: true });
  const archives: string[] = [];
  for (const system of systems)
    for (const processor of PROCESSORS) {
      const name = `pulumi-resource-wherobots-v${manifest.version}-${system}-${processor}.tar.gz`;
      const place = path.join(folder, name);
      writeFileSync(place, tarGz(await entriesOf(system, processor, bundle)));
      archives.push(place);
    }
  return { archives, packages: bundle.packages };
}

async function entriesOf(system: System, processor: Processor, bundle: Bundle): Promise<Entry[]> {
  const compiled = system === "windows" ? await compileLauncher(system, processor) : undefined;
  const launchers = compiled
    ? [{ name: PROGRAM, content: compiled.program }]
    : SCRIPTS.map((name) => ({ name, content: readFileSync(path.join(REPOSITORY, "plugin", name)) }));
  const licences = compiled ? [bundle.licences, compiled.licence] : [bundle.licences];
  const texts = [...bundle.files, [LICENCES, joinLicences(licences)] as const];
  const others = ["plugin/schema.json", "LICENSE"].map((file) => ({
    name: path.basename(file),
    content: readFileSync(path.join(REPOSITORY, file)),
  }));
  return [
    ...launchers.map((launcher) => ({ ...launcher, isExecutable: true })),
    ...texts.map(([name, text]) => ({ name, content: Buffer.from(text), isExecutable: false })),
    ...others.map((other) => ({ ...other, isExecutable: false })),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
}
