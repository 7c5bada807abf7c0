import path from "node:path";
import { writeArchives } from "./archives/index";

/** `npm run archives [-- FOLDER]`: what `pulumi plugin install` gets, for every system. */
async function main([folder = "release"]: readonly string[]): Promise<void> {
  for (const file of await writeArchives(path.resolve(folder))) process.stdout.write(`${file}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`archives: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
