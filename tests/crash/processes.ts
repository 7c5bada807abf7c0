import fs from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import type { EngineStack } from "../harness/engine";

/** Who is killed: one process alone, or everything that the command started, host and program too. */
export type Victim = "provider" | "engine" | "everything";

export const VICTIMS: readonly Victim[] = ["provider", "engine", "everything"];

/** What tells a process by its command line. */
const COMMAND_LINES: Readonly<Record<Exclude<Victim, "everything">, RegExp>> = {
  provider: /cmd\/dynamic-provider/,
  engine: /^[^\0]*\/pulumi\0/,
};
/** A busy machine takes its time to bury the dead. */
const END_TIMEOUT_MS = 20_000;
const LOOK_AGAIN_MS = 10;

/**
 * Ends the victim at once, as `kill -9` does; processes that start meanwhile too.
 *
 * @returns false if there was none
 */
export async function killVictim(stack: EngineStack, victim: Victim): Promise<boolean> {
  let found = false;
  await untilNone(stack, victim, (pid) => {
    found = true;
    endNow(pid);
  });
  return found;
}

/** Waits until they have ended by themselves. Rejects after 20 s. */
export async function processesEnd(stack: EngineStack, victim: Victim): Promise<void> {
  await untilNone(stack, victim, () => undefined);
}

/** Their ids, of those that still live. */
export async function processesOf(stack: EngineStack, victim: Victim): Promise<number[]> {
  const pids = await stack.processes();
  if (victim === "everything") return pids;
  const lines = await Promise.all(
    pids.map((pid) => fs.readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return pids.filter((_, index) => COMMAND_LINES[victim].test(lines[index] ?? ""));
}

async function untilNone(stack: EngineStack, victim: Victim, each: (pid: number) => void): Promise<void> {
  const deadlineMs = performance.now() + END_TIMEOUT_MS;
  for (let alive = await processesOf(stack, victim); alive.length > 0; ) {
    if (performance.now() > deadlineMs) throw new Error(`still alive: ${victim} (${alive.join(", ")})`);
    for (const pid of alive) each(pid);
    await setTimeout(LOOK_AGAIN_MS);
    alive = await processesOf(stack, victim);
  }
}

/** Kills a process that may have ended: when the engine goes, its providers go by themselves. */
export function endNow(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself in between.
  }
}
