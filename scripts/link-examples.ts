import { mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";

const REPOSITORY = path.resolve(__dirname, "..");
const EXAMPLES = path.join(REPOSITORY, "examples");

/**
 * Puts this package into the `node_modules` of each example of the plugin. Their Pulumi.yaml names it there, as in any
 * project, but npm keeps the packages of all examples in the root of the repository.
 */
function main(): void {
  for (const example of readdirSync(EXAMPLES).filter((name) => name.startsWith("plugin-"))) {
    const link = path.join(EXAMPLES, example, "node_modules/pulumi-wherobots");
    mkdirSync(path.dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(path.relative(path.dirname(link), REPOSITORY), link, "junction");
  }
}

main();
