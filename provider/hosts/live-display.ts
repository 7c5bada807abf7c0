import { closeSync, openSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

/** What can be asked of other processes; each throws where the system does not tell. */
export interface ProcessTable {
  /** Path of the program. */
  executable(pid: number): string;
  parent(pid: number): number;
  /** Path of the file behind standard output. */
  stdout(pid: number): string;
}

/** Linux tells in /proc. */
export const procTable: ProcessTable = {
  executable: (pid) => readlinkSync(`/proc/${pid}/exe`),
  // "pid (name) state ppid …"; the name may hold anything, parentheses too.
  parent: (pid) => Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(")").at(-1)?.trim().split(" ")[1]),
  stdout: (pid) => readlinkSync(`/proc/${pid}/fd/1`),
};

/** Launcher script, shell, engine: the engine is never further up. */
const MAX_ANCESTORS = 5;

/**
 * Whether the engine redraws its rows in place. It does not tell its providers, and their own output is a pipe: where
 * the system can tell, the engine's output is looked at, elsewhere whether there is a terminal at all. CI systems set
 * `CI`; there, and in a file, each line stays.
 */
export function isLiveDisplay(
  env: Readonly<Record<string, string | undefined>>,
  ppid: number,
  table: ProcessTable,
): boolean {
  const ci = env["CI"];
  if (ci !== undefined && ci !== "" && ci !== "false") return false;
  return engineOutputIsTerminal(ppid, table) ?? hasTerminal();
}

/** Undefined where it cannot be told. */
export function engineOutputIsTerminal(ppid: number, table: ProcessTable): boolean | undefined {
  try {
    for (let pid = ppid, step = 0; step < MAX_ANCESTORS; step++, pid = table.parent(pid)) {
      if (basename(table.executable(pid)) === "pulumi")
        return /^\/dev\/(pts\/|tty|console)/.test(table.stdout(pid));
    }
  } catch {
    // Another system, or another user's process.
  }
  return undefined;
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}
