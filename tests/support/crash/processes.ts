import fs from "node:fs/promises";
import { endNow, untilNone } from "../../../scripts/tagged-processes";
import type { EngineStack } from "../engine/engine";

/** Who is killed: one process alone, or everything that the command started, host and program too. */
export type Victim = "provider" | "engine" | "everything";

export const VICTIMS: readonly Victim[] = ["provider", "engine", "everything"];

/** What tells a process by its command line. */
const COMMAND_LINES: Readonly<Record<Exclude<Victim, "everything">, RegExp>> = {
  provider: /cmd\/dynamic-provider/,
  engine: /^[^\0]*\/pulumi\0/,
};

/**
 * Ends the victim at once, as `kill -9` does; processes that start meanwhile too.
 *
 * @returns false if there was none
 */
export async function killVictim(stack: EngineStack, victim: Victim): Promise<boolean> {
  const killed = await untilNone(() => processesOf(stack, victim), endNow);
  return killed.length > 0;
}

/** Waits until they have ended by themselves. Rejects after 20 s. */
export async function processesEnd(stack: EngineStack, victim: Victim): Promise<void> {
  await untilNone(
    () => processesOf(stack, victim),
    () => undefined,
  );
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
