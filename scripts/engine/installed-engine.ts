import path from "node:path";
import { cacheFolder } from "./cache-folder";
import type { Installation } from "./install";
import type { Machine } from "./machine";
import { ENGINE_VERSION, missingParts } from "./parts";

/** The engine in the cache, of the version and platform that this checkout needs. */
export function installedEngine(machine: Machine): Installation {
  const version = `${ENGINE_VERSION}-${machine.platform}-${machine.arch}`;
  return {
    folder: path.join(cacheFolder(machine, "engine"), version),
    missing: (folder) => missingParts(machine, folder),
  };
}
