import { isWhole } from "./install";
import { installedEngine } from "./installed-engine";
import type { Machine } from "./machine";
import { ENGINE_VERSION } from "./parts";
import type { Found } from "./search";

/** A copy that was installed before by `fromDownload` or `fromGoSource`. */
export async function fromCache(machine: Machine): Promise<Found> {
  const engine = installedEngine(machine);
  if (!(await isWhole(engine))) return { why: `no copy installed before in ${engine.folder}` };
  return { engine: { binFolder: engine.folder, version: ENGINE_VERSION, source: "installed before" } };
}
