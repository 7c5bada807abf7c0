import { fromCache } from "./from-cache";
import { fromDownload } from "./from-download";
import { fromGoSource } from "./from-go-source";
import { fromPath } from "./from-path";
import { fromSetting } from "./from-setting";
import { type Machine, thisMachine } from "./machine";
import type { Engine, Found } from "./search";

export type { Engine } from "./search";

/** In this order: what somebody asked for, what is there already, what has to be fetched, what has to be built. */
const PLACES = [fromSetting, fromPath, fromCache, fromDownload, fromGoSource] as const;

/**
 * Finds the real Pulumi engine, or installs one into the user's cache folder, and says which it took.
 * @throws Error that lists each place looked in and what to install, when there is none to be had.
 */
export async function findEngine(machine: Machine = thisMachine()): Promise<Engine> {
  const misses: Exclude<Found, { engine: Engine }>[] = [];
  for (const look of PLACES) {
    const found = await look(machine);
    if ("engine" in found) return announced(machine, found.engine);
    misses.push(found);
  }
  const reasons = misses.map(({ why }) => `  - ${why}`);
  const remedies = misses.flatMap(({ remedy }) => (remedy === undefined ? [] : [`  - ${remedy}`]));
  throw new Error(
    ["no Pulumi engine was found:", ...reasons, "one of these is the way out:", ...remedies].join("\n"),
  );
}

function announced(machine: Machine, engine: Engine): Engine {
  machine.say(`pulumi ${engine.version} (${engine.source}) in ${engine.binFolder}`);
  return engine;
}
