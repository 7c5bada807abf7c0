import { type ChildProcess, spawn } from "node:child_process";
import { endGroup } from "../end-group";

/** What shells answer for a command that was ended by Ctrl-C. */
const INTERRUPTED = 130;

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The command is ended after this time, so that a download that hangs cannot hang the search. */
  readonly timeoutMs: number;
}

/** How a command ended. `exitCode` is undefined when it could not be started or was ended. */
export interface Finished {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  /** stdout and stderr, as they came. */
  readonly output: string;
  readonly timedOut: boolean;
}

/** Runs a command to its end. Never throws: a command that is not there is an outcome as well. */
export function runCommand(command: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, for a compiler or a download script has children that must end with it.
      detached: process.platform !== "win32",
    });
    const said = { stdout: "", output: "", timedOut: false };
    const release = endWithUs(child);
    const timer = setTimeout(() => {
      said.timedOut = true;
      endGroup(child, "SIGKILL");
    }, options.timeoutMs);
    const finish = (exitCode: number | undefined): void => {
      clearTimeout(timer);
      release();
      resolve({ exitCode, ...said });
    };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said.stdout += text;
      said.output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said.output += text));
    child.once("error", (error) => {
      said.output += error.message;
      finish(undefined);
    });
    child.once("close", (code) => finish(code ?? undefined));
  });
}

/** A group of its own does not get the terminal's Ctrl-C: it is ended before that ends us. */
function endWithUs(child: ChildProcess): () => void {
  const end = (): void => endGroup(child, "SIGKILL");
  const leave = (): void => process.exit(INTERRUPTED);
  process.once("exit", end).once("SIGINT", leave).once("SIGTERM", leave);
  return () => process.off("exit", end).off("SIGINT", leave).off("SIGTERM", leave);
}

/** The last lines of what a command said: where compilers and download scripts say why they failed. */
export function lastLines(output: string, count = 6): string {
  return output.trim().split("\n").slice(-count).join("\n");
}
