import { readFileSync } from "node:fs";
import path from "node:path";
import manifest from "../package.json";
import { notesOf } from "./release/changelog";

/** `npm run --silent release:notes`: what the change log says of this version, for the release on GitHub. */
const changelog = readFileSync(path.resolve(__dirname, "../CHANGELOG.md"), "utf8");
process.stdout.write(notesOf(changelog, manifest.version));
