import path from "node:path";
import { cacheFolder } from "../cache-folder";
import { buildTools, copyScript, whyNoGo } from "../go-tools";
import type { Engine } from "../index";
import { type Installation, installAtomically, isWhole } from "../install";
import type { Machine } from "../machine";
import { executablesMissing } from "../parts";
import type { Python } from "./index";

/** The host looks for the script that runs a program in its own folder. */
const PARTS = ["pulumi-language-python", "pulumi-language-python-exec"];
/** The version of `sdk/v3` that tools/language-python pins. */
const VERSION = "3.68.0";

/** The one that came with the engine; else one beside it, built once: an engine of somebody's own is left as it is. */
export async function findLanguageHost(machine: Machine, engine: Engine): Promise<Python> {
  if ((await executablesMissing(machine, engine.binFolder, PARTS)).length === 0) return { folders: [] };
  const host = builtHost(machine);
  const why = (await isWhole(host)) ? undefined : await build(machine, host);
  return why === undefined ? { folders: [host.folder] } : { why: `no Python language host: ${why}` };
}

function builtHost(machine: Machine): Installation {
  const version = `${VERSION}-${machine.platform}-${machine.arch}`;
  return {
    folder: path.join(cacheFolder(machine, "language-python"), version),
    missing: (folder) => executablesMissing(machine, folder, PARTS),
  };
}

async function build(machine: Machine, host: Installation): Promise<string | undefined> {
  const goMissing = await whyNoGo(machine);
  if (goMissing !== undefined) return goMissing;
  return installAtomically(machine, host, async (folder) => {
    const why = await buildTools(machine, "language-python", folder, "building the Python language host");
    return why ?? copyScript(machine, "language-python", "python/cmd/pulumi-language-python-exec", folder);
  });
}
