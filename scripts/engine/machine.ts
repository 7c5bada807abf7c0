import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:fs";
import fs from "node:fs/promises";
import os from "node:os";
import { endGroup } from "../end-group";

/** The file operations of the search, apart so that a test can refuse one of them. */
export interface Files {
  isExecutable(file: string): Promise<boolean>;
  realPath(file: string): Promise<string>;
  list(folder: string): Promise<string[]>;
  ageMs(file: string): Promise<number>;
  makeFolder(folder: string): Promise<void>;
  copyExecutable(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(file: string): Promise<void>;
}

/** All that the search for an engine asks of the machine it runs on. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly home: string;
  readonly files: Files;
  run(command: string, args: readonly string[], options: RunOptions): Promise<Finished>;
  /** One line for the person who waits. */
  say(line: string): void;
}

export function thisMachine(): Machine {
  return {
    env: process.env,
    platform: process.platform,
    arch: process.arch,
    home: os.homedir(),
    files: realFiles,
    run: runCommand,
    say: (line) => process.stderr.write(`engine: ${line}\n`),
  };
}

const realFiles: Files = {
  isExecutable,
  realPath: (file) => fs.realpath(file),
  list: (folder) => fs.readdir(folder).catch(() => []),
  ageMs: async (file) => Date.now() - (await fs.stat(file)).mtimeMs,
  makeFolder: async (folder) => {
    await fs.mkdir(folder, { recursive: true });
  },
  copyExecutable: async (from, to) => {
    await fs.copyFile(from, to);
    await fs.chmod(to, 0o755);
  },
  rename: (from, to) => fs.rename(from, to),
  remove: (file) => fs.rm(file, { recursive: true, force: true }),
};

async function isExecutable(file: string): Promise<boolean> {
  try {
    await fs.access(file, constants.X_OK);
    return (await fs.stat(file)).isFile();
  } catch {
    return false;
  }
}

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

const TTY_TICK_MS = 1_000;
/** Rare enough that a log of a build server stays readable, often enough that it does not look dead. */
const LOG_TICK_MS = 60_000;

/** Says that `work` goes on until it is done: on a terminal in one line that changes, elsewhere a line a minute. */
export async function withHeartbeat<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const isTty = process.stderr.isTTY && process.env["CI"] === undefined;
  const timer = setInterval(() => beat(what, started, isTty), isTty ? TTY_TICK_MS : LOG_TICK_MS);
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (isTty) process.stderr.write("\r\u001b[2K");
  }
}

function beat(what: string, started: number, isTty: boolean): void {
  const seconds = Math.round((Date.now() - started) / 1_000);
  process.stderr.write(
    isTty ? `\r\u001b[2Kengine: ${what} … ${seconds} s` : `engine: still ${what}, ${seconds} s\n`,
  );
}
