import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { VERSION } from "../../provider/version";
import { buildIfStale } from "../../scripts/build-if-stale";
import { findEngine } from "../../scripts/engine/index";
import { releasedVersions } from "../../scripts/release/changelog";
import { TEST_RUN } from "../../scripts/tagged-processes";
import { ENGINE_FOLDER } from "../support/engine/engine-environment";
import { REPOSITORY } from "../support/repository";
import { deployStack, keptState, STACK_HOSTS, STACKS_FOLDER } from "./stack-now";
import { GOLDEN_FOLDER, statesNow } from "./states-now";

/** Until the next version has its number. Sorts after all versions. */
const NEXT = "next";

/**
 * `npm run release:states`: keeps what this version writes, for the tests of later ones: the state of each resource, and
 * of a stack at either host, made by the real engine. What a published version wrote never changes: after it, states are
 * those of the next, and `npm run release:version` gives them its number.
 */
async function main(): Promise<void> {
  const changelog = await readFile(path.join(REPOSITORY, "CHANGELOG.md"), "utf8");
  const version = releasedVersions(changelog).includes(VERSION) ? NEXT : VERSION;
  for (const folder of [GOLDEN_FOLDER, STACKS_FOLDER])
    for (const name of new Set([version, NEXT]))
      await rm(path.join(folder, name), { recursive: true, force: true });
  for (const [name, state] of Object.entries(await statesNow()))
    await keep(path.join(GOLDEN_FOLDER, version, `${name}.json`), `${JSON.stringify(state, undefined, 2)}\n`);
  const [engine] = await Promise.all([findEngine(), buildIfStale()]);
  process.env[ENGINE_FOLDER] = engine.binFolder;
  process.env[TEST_RUN] ??= `states-${process.pid}`;
  for (const host of STACK_HOSTS) {
    const deployed = await deployStack(host);
    await keep(path.join(STACKS_FOLDER, version, `${host}.json`), keptState(deployed));
    await deployed.dispose();
  }
}

async function keep(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  process.stdout.write(`${path.relative(REPOSITORY, file)}\n`);
}

main().catch((error: unknown) => {
  process.exitCode = 1;
  process.stderr.write(`release: ${error instanceof Error ? error.message : String(error)}\n`);
});
