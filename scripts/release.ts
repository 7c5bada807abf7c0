import path from "node:path";
import { makeRelease } from "./release/index";

/** `npm run release:dry [-- FOLDER]`: everything that a release publishes, and nothing is published. */
async function main([folder = "release"]: readonly string[]): Promise<void> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  for (const file of await makeRelease(path.resolve(folder), say)) say(file);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`release: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
