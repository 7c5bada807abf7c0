import { spawn } from "node:child_process";
import { endGroup } from "../end-group";

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The command is ended after this time, so that a download that hangs cannot hang the search. */
  readonly timeoutMs: number;
}

/** How a command ended. `exitCode` is undefined when it could not be started or was ended. */
export interface Finished {
  readonly exitCode: number | undefined;
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
    const output: string[] = [];
    let timedOut = false;
    const end = (): void => endGroup(child, "SIGKILL");
    process.once("exit", end);
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, options.timeoutMs);
    const finish = (exitCode: number | undefined): void => {
      clearTimeout(timer);
      process.off("exit", end);
      resolve({ exitCode, output: output.join(""), timedOut });
    };
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => output.push(chunk.toString()));
    child.once("error", (error) => {
      output.push(error.message);
      finish(undefined);
    });
    child.once("close", (code) => finish(code ?? undefined));
  });
}

/** The last lines of what a command said: where compilers and download scripts say why they failed. */
export function lastLines(output: string, count = 6): string {
  return output.trim().split("\n").slice(-count).join("\n");
}
