import fs from "node:fs/promises";
import { setTimeout } from "node:timers/promises";

/** Names, in each process that a test's engine started, the test run and the stack: `<run>:<folder>`. */
export const MARKER = "WHEROBOTS_TEST_STACK";

/** Tells one `npm test` or `jest` from another at the same time on the same machine. */
export const TEST_RUN = "WHEROBOTS_TEST_RUN";

const LOOK_AGAIN_MS = 10;
const END_TIMEOUT_MS = 20_000;

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

/**
 * Ends them, and returns once none is left.
 *
 * @returns ids of all there were
 */
export function endMarkedProcesses(mark: string): Promise<number[]> {
  return untilNone(() => markedProcesses(mark), endNow);
}

/**
 * Looks until none lives any more, and hands over those that do. One look is not enough: a process is listed until the
 * system has taken it down, and one that was at work may have started another since.
 *
 * @returns ids of all there were
 * @throws {Error} if some still live after 20 s; a busy machine takes its time to bury the dead
 */
export async function untilNone(
  living: () => Promise<readonly number[]>,
  each: (pid: number) => void,
): Promise<number[]> {
  const seen = new Set<number>();
  const deadlineMs = performance.now() + END_TIMEOUT_MS;
  for (let pids = await living(); pids.length > 0; pids = await living()) {
    if (performance.now() > deadlineMs) throw new Error(`processes still live: ${pids.join(", ")}`);
    for (const pid of pids) {
      seen.add(pid);
      each(pid);
    }
    await setTimeout(LOOK_AGAIN_MS);
  }
  return [...seen];
}

/** Ends a process as `kill -9` does; it may have ended by itself before. */
export function endNow(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself in between.
  }
}

async function hasMark(pid: number, mark: string): Promise<boolean> {
  const environment = await fs.readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
  return environment.split("\0").some((entry) => entry.startsWith(`${MARKER}=${mark}`));
}
