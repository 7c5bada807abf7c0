import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { DEFAULT_ACCOUNT, type PlanRule } from "../../emulator";
import { MARKER, TEST_RUN } from "../../scripts/tagged-processes";
import { REPOSITORY } from "../../tests/support/repository";

/** An emulator in a process of its own, on the clock of the machine, so that it takes no time of a contender's process. */
export interface EmulatorProcess {
  readonly url: string;
  readonly apiKey: string;
  stop(): Promise<void>;
}

const BIN = path.join(REPOSITORY, "dist/emulator/bin.js");
const ADDRESS = /listening on (\S+)/;

export async function startEmulator(plans: readonly PlanRule[]): Promise<EmulatorProcess> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "wherobots-bench-"));
  const file = path.join(folder, "plans.json");
  await fs.writeFile(file, JSON.stringify(plans));
  const child = spawn(process.execPath, [BIN, "--plan-file", file], {
    stdio: ["ignore", "pipe", "inherit"],
    // Ended with the engines, if the benchmark is interrupted.
    env: { ...process.env, [MARKER]: `${process.env[TEST_RUN] ?? ""}:emulator` },
  });
  const stop = async (): Promise<void> => {
    await end(child);
    await fs.rm(folder, { recursive: true, force: true });
  };
  try {
    return { url: await addressOf(child), apiKey: DEFAULT_ACCOUNT.apiKey, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The first line that names it; rejects if the process ends before. */
async function addressOf(child: ChildProcess): Promise<string> {
  let said = "";
  child.stdout?.setEncoding("utf8");
  for await (const text of child.stdout ?? []) {
    said += String(text);
    const [, url] = ADDRESS.exec(said) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error(`${BIN} ended without an address: ${said}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}
