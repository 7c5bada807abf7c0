import path from "node:path";
import { engineVersion } from "./engine-version";
import type { Machine } from "./machine";
import { missingParts } from "./parts";
import type { Found } from "./search";

const SETTING = "PULUMI_WHEROBOTS_ENGINE";

/**
 * The engine that the environment names. A wrong setting is an error and not a reason to look elsewhere:
 * whoever sets it wants that engine and no other.
 */
export async function fromSetting(machine: Machine): Promise<Found> {
  const value = machine.env[SETTING];
  if (value === undefined || value === "") return { why: `${SETTING} is not set` };
  const folder = path.resolve(value);
  const missing = await missingParts(machine, folder);
  if (missing.length > 0) {
    throw new Error(
      `${SETTING} is ${folder}, which has no ${missing.join(", no ")}: set it to a folder that holds a whole ` +
        "Pulumi engine, or unset it to let one be found",
    );
  }
  const version = await engineVersion(machine, folder);
  return { engine: { binFolder: folder, version: version ?? "unknown", source: SETTING } };
}
