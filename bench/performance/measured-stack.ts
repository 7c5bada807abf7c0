import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { PlanRule } from "../../emulator";
import { createStack, type EngineStack, type ProgramSource } from "../../tests/support/engine/engine";
import { type EmulatorProcess, startEmulator } from "./emulator-process";

/** So that no contender is measured against the rate of an account. */
const MAX_REQUESTS_PER_SECOND = "10000";
const TIMEOUT_MS = 30 * 60_000;

/** A stack, its account and its backend, whose commands are timed. */
export interface MeasuredStack {
  readonly stack: EngineStack;
  readonly emulator: EmulatorProcess;
  /** Seconds of a command from the start of its process to its end. Rejects, with the output, if it fails. */
  seconds(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<number>;
  /** Bytes of the file in which the backend keeps the state. */
  stateBytes(): Promise<number>;
  dispose(): Promise<void>;
}

export interface MeasuredStackOptions {
  readonly program: ProgramSource;
  readonly plans: readonly PlanRule[];
  /** Called with the folder of the project before the first command. */
  readonly prepare?: (projectFolder: string) => Promise<void>;
}

export async function openMeasuredStack(options: MeasuredStackOptions): Promise<MeasuredStack> {
  const { program, plans, prepare } = options;
  const backendDir = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "wherobots-bench-state-"));
  const emulator = await startEmulator(plans);
  const stack = await createStack({ program, emulator, backendDir });
  await stack.setConfig("wherobots:maxRequestsPerSecond", MAX_REQUESTS_PER_SECOND);
  await prepare?.(stack.dir);
  return {
    stack,
    emulator,
    seconds: (args, env) => seconds(stack, args, env),
    stateBytes: async () => (await fs.stat(path.join(backendDir, ".pulumi/stacks/test/dev.json"))).size,
    dispose: async () => {
      await stack.dispose();
      await emulator.stop();
      await fs.rm(backendDir, { recursive: true, force: true });
    },
  };
}

async function seconds(
  stack: EngineStack,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const beganMs = performance.now();
  const result = await stack.run(args, { env, timeoutMs: TIMEOUT_MS });
  if (result.exitCode !== 0)
    throw new Error(`pulumi ${args.join(" ")} ended with ${result.exitCode}:\n${result.all.slice(-4_000)}`);
  return (performance.now() - beganMs) / 1000;
}
