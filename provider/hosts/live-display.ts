import { closeSync, openSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

/** What can be asked of other processes; each throws where the system does not tell. */
export interface ProcessTable {
  /** Path of the program. */
  executable(pid: number): string;
  parent(pid: number): number;
  /** Path of the file behind standard input (0) or output (1). */
  stream(pid: number, descriptor: 0 | 1): string;
  /** The command line, the program's own name first. */
  args(pid: number): readonly string[];
}

/** Linux tells in /proc. */
export const procTable: ProcessTable = {
  executable: (pid) => readlinkSync(`/proc/${pid}/exe`),
  // "pid (name) state ppid …"; the name may hold anything, parentheses too.
  parent: (pid) => Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(")").at(-1)?.trim().split(" ")[1]),
  stream: (pid, descriptor) => readlinkSync(`/proc/${pid}/fd/${descriptor}`),
  args: (pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0"),
};

/** With one of these the engine writes line after line on a terminal too. */
const WRITES_LINES = /^(--non-interactive|--diff|--json|-j)(=true)?$/;
const TERMINAL = /^\/dev\/(pts\/|tty|console)/;

/** Launcher script, shell, engine: the engine is never further up. */
const MAX_ANCESTORS = 5;

/**
 * Whether the engine redraws its rows in place. It does not tell its providers, and their own streams are pipes: where
 * the system can tell, the engine's streams and options are looked at, elsewhere whether there is a terminal at all. CI
 * systems set `CI`; there, and in a file, each line stays.
 */
export function isLiveDisplay(
  env: Readonly<Record<string, string | undefined>>,
  ppid: number,
  table: ProcessTable,
): boolean {
  const ci = env["CI"];
  if (ci !== undefined && ci !== "" && ci !== "false") return false;
  return env["TERM"] !== "dumb" && (engineRedraws(ppid, table) ?? hasTerminal());
}

/** Undefined where it cannot be told. */
export function engineRedraws(ppid: number, table: ProcessTable): boolean | undefined {
  try {
    for (let pid = ppid, step = 0; step < MAX_ANCESTORS; step++, pid = table.parent(pid)) {
      if (basename(table.executable(pid)) !== "pulumi") continue;
      const isTerminal = [0, 1].every((descriptor) => TERMINAL.test(table.stream(pid, descriptor as 0 | 1)));
      return isTerminal && !table.args(pid).some((arg) => WRITES_LINES.test(arg));
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
