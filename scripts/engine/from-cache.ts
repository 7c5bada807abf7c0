import { installedFolder } from "./cache-folder";
import type { Machine } from "./machine";
import { ENGINE_VERSION, missingParts } from "./parts";
import type { Found } from "./search";

/** A copy that was installed before by `fromDownload` or `fromGoSource`. */
export async function fromCache(machine: Machine): Promise<Found> {
  const folder = installedFolder(machine);
  const missing = await missingParts(machine, folder);
  if (missing.length > 0) return { why: `no copy installed before in ${folder}` };
  return { engine: { binFolder: folder, version: ENGINE_VERSION, source: "installed before" } };
}
