import fs from "node:fs/promises";

/** Names, in each process that a test's engine started, the test run and the stack: `<run>:<folder>`. */
export const MARKER = "WHEROBOTS_TEST_STACK";

/** Tells one `npm test` or `jest` from another at the same time on the same machine. */
export const TEST_RUN = "WHEROBOTS_TEST_RUN";

/**
 * Ids of the processes that still live and whose marker begins with `mark`. Told by their environment: the engine
 * starts providers in groups of their own, so a group does not name them all.
 * Only where there is a /proc; elsewhere none are found.
 */
export async function markedProcesses(mark: string): Promise<number[]> {
  const names = await fs.readdir("/proc").catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const ours = await Promise.all(pids.map((pid) => hasMark(pid, mark)));
  return pids.filter((_, index) => ours[index] === true);
}

/** Ends them at once and says which there were. */
export async function endMarkedProcesses(mark: string): Promise<number[]> {
  const pids = await markedProcesses(mark);
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself in between.
    }
  }
  return pids;
}

async function hasMark(pid: number, mark: string): Promise<boolean> {
  const environment = await fs.readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
  return environment.split("\0").some((entry) => entry.startsWith(`${MARKER}=${mark}`));
}
