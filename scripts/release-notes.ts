import { readFileSync } from "node:fs";
import path from "node:path";
import { repository, version } from "../package.json";
import { releaseNotes } from "./release/changelog";

const ADDRESS = `${repository.url.replace(/^git\+|\.git$/g, "")}/blob/v${version}`;

/** `npm run --silent release:notes`: what the change log says of this version, for the release on GitHub. */
try {
  const changelog = readFileSync(path.resolve(__dirname, "../CHANGELOG.md"), "utf8");
  process.stdout.write(releaseNotes(changelog, version, ADDRESS));
} catch (error) {
  process.stderr.write(`release: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
