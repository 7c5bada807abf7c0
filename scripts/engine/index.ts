import { fromGoSource } from "./go-source";
import type { Engine, Found } from "./install";
import { type Machine, thisMachine } from "./machine";
import { fromCache, fromDownload, fromPath, fromSetting } from "./places";

export type { Engine } from "./install";

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
