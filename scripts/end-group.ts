import type { ChildProcess } from "node:child_process";

/**
 * Signals a child that was started `detached`, and all that it started in turn: a shell, a compiler or a test
 * runner has children of its own, which a signal to the child alone would leave behind.
 */
export function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It ended by itself in between.
  }
}
