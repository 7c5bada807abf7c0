import path from "node:path";
import { parseArgs } from "node:util";
import { buildSite } from "./site/build";

/** `npm run site`: the pages of the repository as a static site in release/site, for any web server. */
function main(): void {
  const { values } = parseArgs({ options: { base: { type: "string", default: "/" } } });
  const repository = path.resolve(__dirname, "..");
  const site = path.join(repository, "release/site");
  const problems = buildSite({
    repository,
    site,
    scratch: path.join(repository, ".local/site"),
    base: values.base,
  });
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`${path.relative(process.cwd(), site)} is built: any web server can serve it`);
}

main();
