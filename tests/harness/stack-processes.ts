import fs from "node:fs/promises";
import { MARKER } from "./engine-environment";

/**
 * Ids of the processes that still live of the stack in `stackFolder` (or of any stack below it). Told by their
 * environment: the engine starts providers in groups of their own, so a group does not name them all.
 * Only where there is a /proc; elsewhere none are found.
 */
export async function stackProcesses(stackFolder: string): Promise<number[]> {
  const names = await fs.readdir("/proc").catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const ours = await Promise.all(pids.map((pid) => belongsTo(pid, stackFolder)));
  return pids.filter((_, index) => ours[index] === true);
}

/** Ends them at once and says which there were. */
export async function endStackProcesses(stackFolder: string): Promise<number[]> {
  const pids = await stackProcesses(stackFolder);
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself in between.
    }
  }
  return pids;
}

async function belongsTo(pid: number, stackFolder: string): Promise<boolean> {
  const environment = await fs.readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
  return environment.split("\0").some((entry) => entry.startsWith(`${MARKER}=${stackFolder}`));
}
