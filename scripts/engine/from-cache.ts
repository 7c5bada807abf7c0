import { installedEngine } from "./installed-engine";
import type { Machine } from "./machine";
import { ENGINE_VERSION } from "./parts";
import type { Found } from "./search";

/** A copy that was installed before by `fromDownload` or `fromGoSource`. */
export async function fromCache(machine: Machine): Promise<Found> {
  const { folder, missing } = installedEngine(machine);
  if ((await missing(folder)).length > 0) return { why: `no copy installed before in ${folder}` };
  return { engine: { binFolder: folder, version: ENGINE_VERSION, source: "installed before" } };
}
