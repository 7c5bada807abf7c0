import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import manifest from "../../package.json";
import { type Bundle, bundlePlugin } from "./bundle";
import { type Entry, tarGz } from "./tar";

const REPOSITORY = path.resolve(__dirname, "../..");

/** As Pulumi names them, with the files that it starts there. */
const LAUNCHERS = {
  linux: ["pulumi-resource-wherobots", "pulumi-resource-"],
  darwin: ["pulumi-resource-wherobots", "pulumi-resource-"],
  windows: ["pulumi-resource-wherobots.cmd"],
} as const;
const SYSTEMS = Object.keys(LAUNCHERS) as (keyof typeof LAUNCHERS)[];
const PROCESSORS = ["amd64", "arm64"] as const;

/** An archive of the plugin, by the name that `pulumi plugin install` asks for. */
export interface Archive {
  readonly file: string;
  readonly bytes: Buffer;
}

/** Of every operating system and processor, all from one bundle: JavaScript is the same for all. */
export async function pluginArchives(): Promise<{ archives: Archive[]; bundle: Bundle }> {
  const bundle = await bundlePlugin(REPOSITORY);
  const archives = SYSTEMS.flatMap((system) => {
    const bytes = tarGz(entriesOf(system, bundle));
    return PROCESSORS.map((processor) => ({
      file: `pulumi-resource-wherobots-v${manifest.version}-${system}-${processor}.tar.gz`,
      bytes,
    }));
  });
  return { archives, bundle };
}

/** @returns the paths of the files, which are new or written over */
export async function writeArchives(folder: string): Promise<string[]> {
  const { archives } = await pluginArchives();
  mkdirSync(folder, { recursive: true });
  return archives.map(({ file, bytes }) => {
    const place = path.join(folder, file);
    writeFileSync(place, bytes);
    return place;
  });
}

function entriesOf(system: keyof typeof LAUNCHERS, bundle: Bundle): Entry[] {
  const launchers = LAUNCHERS[system].map((name) => ({
    name,
    content: readFileSync(path.join(REPOSITORY, "plugin", name)),
    isExecutable: true,
  }));
  const bundled = [...bundle.files].map(([name, text]) => ({
    name,
    content: Buffer.from(text),
    isExecutable: false,
  }));
  const others = ["plugin/schema.json", "LICENSE"].map((file) => ({
    name: path.basename(file),
    content: readFileSync(path.join(REPOSITORY, file)),
    isExecutable: false,
  }));
  return [...launchers, ...bundled, ...others].sort((a, b) => (a.name < b.name ? -1 : 1));
}
