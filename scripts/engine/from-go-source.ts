import { buildTools, copyScript, OLDEST_GO, whyNoGo } from "./go-tools";
import { installAtomically } from "./install";
import { installedEngine } from "./installed-engine";
import type { Machine } from "./machine";
import { ENGINE_VERSION, fileOf, LAUNCHER } from "./parts";
import type { Found } from "./search";

const STAGES = [
  { module: "language-nodejs", what: "building the Node.js language host (1 of 2)" },
  { module: "engine", what: "building pulumi and the YAML language host (2 of 2; minutes the first time)" },
] as const;

/** The same engine from the Go modules pinned in tools/, where a Go module proxy is all there is. */
export async function fromGoSource(machine: Machine): Promise<Found> {
  const remedy = `install Go ${OLDEST_GO} or newer (https://go.dev/doc/install) to build the engine from source`;
  const goMissing = await whyNoGo(machine);
  if (goMissing !== undefined) return { why: goMissing, remedy };
  const engine = installedEngine(machine);
  const why = await installAtomically(machine, engine, (folder) => buildAll(machine, folder));
  if (why !== undefined) return { why: `the build from Go modules failed: ${why}` };
  return {
    engine: { binFolder: engine.folder, version: ENGINE_VERSION, source: "built from Go modules" },
  };
}

async function buildAll(machine: Machine, folder: string): Promise<string | undefined> {
  for (const { module, what } of STAGES) {
    const why = await buildTools(machine, module, folder, what);
    if (why !== undefined) return why;
  }
  // The launcher is in no npm package.
  return copyScript(machine, "engine", `nodejs/dist/${fileOf(LAUNCHER, machine.platform)}`, folder);
}
