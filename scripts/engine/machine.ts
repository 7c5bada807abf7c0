import { constants } from "node:fs";
import fs from "node:fs/promises";
import os from "node:os";
import { type Finished, type RunOptions, runCommand } from "./run-command";

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
