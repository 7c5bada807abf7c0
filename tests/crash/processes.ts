import fs from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import type { EngineStack } from "../harness/engine";

/** Who is killed: the provider alone, or everything that the command started, the engine included. */
export type Victim = "provider" | "engine";

export const VICTIMS: readonly Victim[] = ["provider", "engine"];

/** Stands in the command line of the process in which dynamic providers live. */
const PROVIDER_SCRIPT = "cmd/dynamic-provider";
/** A busy machine takes its time to bury the dead. */
const DEATH_TIMEOUT_MS = 20_000;
const LOOK_AGAIN_MS = 10;

/**
 * Ends the victim at once, as `kill -9` does; processes that start meanwhile too.
 *
 * @returns false if there was none
 */
export async function killVictim(stack: EngineStack, victim: Victim): Promise<boolean> {
  const deadlineMs = performance.now() + DEATH_TIMEOUT_MS;
  for (let round = 0; performance.now() < deadlineMs; round++) {
    const pids = victim === "engine" ? await stack.processes() : await providers(stack);
    if (pids.length === 0) return round > 0;
    for (const pid of pids) endNow(pid);
    await setTimeout(LOOK_AGAIN_MS);
  }
  throw new Error(`the ${victim} did not die`);
}

async function providers(stack: EngineStack): Promise<number[]> {
  const pids = await stack.processes();
  const lines = await Promise.all(
    pids.map((pid) => fs.readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return pids.filter((_, index) => lines[index]?.includes(PROVIDER_SCRIPT));
}

function endNow(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself in between.
  }
}
