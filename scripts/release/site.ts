import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import manifest from "../../package.json";
import { tarGz } from "../archives/tar";
import { npm } from "./run-npm";

/** Where `npm run site` writes. */
const OUTPUT = "release/site";

/** The site of the documents as an archive. @returns its path, or nothing where the repository has no site */
export function writeSite(repository: string, folder: string, say: (line: string) => void): string[] {
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = manifest;
  if (scripts["site"] === undefined) {
    say("no site: package.json has no script of that name");
    return [];
  }
  const output = path.join(repository, OUTPUT);
  rmSync(output, { recursive: true, force: true });
  npm(repository, "run", "--silent", "site");
  if (!existsSync(output)) throw new Error(`npm run site wrote nothing to ${OUTPUT}`);
  const file = path.join(folder, `pulumi-wherobots-${manifest.version}-site.tar.gz`);
  writeFileSync(file, tarGz(entriesOf(output)));
  // The folder of a release holds what is published, and nothing else.
  rmSync(output, { recursive: true });
  return [file];
}

function entriesOf(folder: string): { name: string; content: Buffer; isExecutable: boolean }[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const names = found.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  return names.sort().map((name) => ({
    name: name.split(path.sep).join("/"),
    content: readFileSync(path.join(folder, name)),
    isExecutable: false,
  }));
}
