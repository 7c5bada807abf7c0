import { type ChildProcess, spawn } from "node:child_process";
import { endGroup } from "../end-group";

export interface TerminalCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One Ctrl-C arrives twice, from the terminal and again from npm, which passes signals on. */
const SAME_SIGNAL_MS = 400;
/** Whoever sends SIGTERM ends us soon by force: the engine is asked to hurry before that. */
const HURRY_MS = 5_000;
const INTERRUPTED = 130;

/**
 * Runs the engine with the terminal as its own. It gets a process group of its own, so that exactly those signals
 * reach it that are passed on here: the first asks it to stop cleanly, a second one makes it stop at once. It is
 * always waited for. Its exit code is the result, but never 0 after an interrupt.
 */
export function runInTerminal({ command, args, cwd, env }: TerminalCommand): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: "inherit", detached: true });
    const signals = passSignalsOn(child);
    child.once("error", reject);
    child.once("exit", (code) => {
      signals.stop();
      const exitCode = code ?? INTERRUPTED;
      resolve(signals.interrupted() && exitCode === 0 ? INTERRUPTED : exitCode);
    });
  });
}

function passSignalsOn(child: ChildProcess): { stop(): void; interrupted(): boolean } {
  let lastMs = Number.NEGATIVE_INFINITY;
  let hurry: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    if (Date.now() - lastMs < SAME_SIGNAL_MS) return;
    lastMs = Date.now();
    // SIGINT whatever came in: the engine stops cleanly on no other.
    endGroup(child, "SIGINT");
  };
  const terminate = (): void => {
    interrupt();
    hurry ??= setTimeout(() => endGroup(child, "SIGINT"), HURRY_MS);
  };
  process.on("SIGINT", interrupt).on("SIGTERM", terminate).on("SIGHUP", terminate);
  return {
    interrupted: () => lastMs > 0,
    stop: () => {
      clearTimeout(hurry);
      process.off("SIGINT", interrupt).off("SIGTERM", terminate).off("SIGHUP", terminate);
    },
  };
}
