import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { BACKEND } from "./quickstart";

/**
 * Removes locks that an engine left which was killed on this machine. The stack is nobody else's, so that a person
 * need not be asked; a lock of an engine that still lives stays, and the engine itself says so.
 */
export async function removeStaleLocks(say: (line: string) => void): Promise<void> {
  const folder = path.join(BACKEND, ".pulumi", "locks");
  const names = await fs.readdir(folder, { recursive: true }).catch(() => []);
  for (const file of names.filter((name) => name.endsWith(".json")).map((name) => path.join(folder, name))) {
    if (!(await isStale(file))) continue;
    await fs.rm(file, { force: true });
    say("removed the lock of an engine that was killed");
  }
}

async function isStale(file: string): Promise<boolean> {
  const text = await fs.readFile(file, "utf8").catch(() => "{}");
  const lock: unknown = JSON.parse(text);
  if (typeof lock !== "object" || lock === null || !("pid" in lock) || !("hostname" in lock)) return false;
  return typeof lock.pid === "number" && lock.hostname === os.hostname() && !isAlive(lock.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is somebody else's, and it lives.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
