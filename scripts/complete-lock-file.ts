import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type LockFile, missingPlatforms } from "./lock-file/platforms";

const FILE = path.resolve(__dirname, "../package-lock.json");

/** `npm run lock`, after each change of dependencies: see `missingPlatforms`. */
function main(): void {
  const lock = JSON.parse(readFileSync(FILE, "utf8")) as LockFile;
  const missing = missingPlatforms(lock);
  const packages = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) =>
    a.localeCompare(b, "en"),
  );
  writeFileSync(FILE, `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`);
  process.stdout.write(
    `package-lock.json: ${Object.keys(missing).length} packages of other platforms added\n`,
  );
}

main();
