import path from "node:path";
import { SYSTEMS, type System, writeArchives } from "./archives/index";
import { whyNoGo } from "./engine/go-source";
import { thisMachine } from "./engine/machine";

/** `npm run archives [-- FOLDER [SYSTEM…]]`: what `pulumi plugin install` gets, for every system. */
async function main([folder = "release", ...named]: readonly string[]): Promise<void> {
  const systems = named.length > 0 ? named.map(systemNamed) : await systemsHere();
  const { archives } = await writeArchives(path.resolve(folder), systems);
  for (const file of archives) process.stdout.write(`${file}\n`);
}

function systemNamed(name: string): System {
  const system = SYSTEMS.find((each) => each === name);
  if (system === undefined) throw new Error(`unknown system ${name}: ${SYSTEMS.join(", ")} are known`);
  return system;
}

/** Whoever is on another system than Windows can try the plugin without Go. */
async function systemsHere(): Promise<readonly System[]> {
  const goMissing = await whyNoGo(thisMachine());
  if (goMissing === undefined || process.platform === "win32") return SYSTEMS;
  process.stderr.write(`archives: none for Windows, which takes Go: ${goMissing}\n`);
  return SYSTEMS.filter((system) => system !== "windows");
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`archives: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
