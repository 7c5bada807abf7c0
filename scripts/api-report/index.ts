import path from "node:path";
import manifest from "../../package.json";
import { apiReports } from "./report";

const REPOSITORY = path.resolve(__dirname, "../..");
/** One for each entry that has types. */
const FOLDER = path.join(REPOSITORY, "tests/package/api");

/** What `npm run api-report` writes: the text of each file by its path. `dist/` must have been built. */
export function reportFiles(): Record<string, string> {
  const entries = Object.entries(manifest.exports).flatMap(([name, target]) =>
    typeof target === "string"
      ? []
      : [[path.posix.join("pulumi-wherobots", name), path.join(REPOSITORY, target.types)] as const],
  );
  const reports = Object.entries(apiReports(Object.fromEntries(entries)));
  return Object.fromEntries(
    reports.map(([name, text]) => [path.join(FOLDER, `${path.basename(name)}.txt`), text]),
  );
}
