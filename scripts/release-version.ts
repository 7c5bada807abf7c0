import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import manifest from "../package.json";
import { released, releasedVersions } from "./release/changelog";
import { problemWith } from "./release/next-version";
import { npm } from "./release/run-npm";
import { PLACES, withVersion } from "./release/version-places";

const REPOSITORY = path.resolve(__dirname, "..");
const CHANGELOG = "CHANGELOG.md";

/** `npm run release:version -- 0.2.0`: all places that name the version, the change log, and the states that it writes. */
function main([to = ""]: readonly string[]): void {
  const read = (file: string): string => readFileSync(path.join(REPOSITORY, file), "utf8");
  const changelog = read(CHANGELOG);
  const problem = problemWith(manifest.version, to, releasedVersions(changelog));
  if (problem !== undefined) throw new Error(problem);
  const today = new Date().toISOString().slice(0, 10);
  const files = Object.fromEntries(Object.keys(PLACES).map((file) => [file, read(file)]));
  const changed = withVersion(files, manifest.version, to);
  const notes = released(changelog, to, today);
  for (const [file, text] of Object.entries(changed)) write(file, text);
  // Before the change log says that the version is out: then its states would be those of the next.
  process.stdout.write(npm(REPOSITORY, "run", "--silent", "release:states"));
  write(CHANGELOG, notes);
}

function write(file: string, text: string): void {
  writeFileSync(path.join(REPOSITORY, file), text);
  process.stdout.write(`${file}\n`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`release: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
