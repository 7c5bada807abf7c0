import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { fileOf } from "../engine/parts";
import { lastLines, runCommand } from "../engine/run-command";
import { BACKEND, LOCAL, QUICKSTART, STACK } from "./quickstart-folders";

const QUIET_TIMEOUT_MS = 60_000;

/** The engine in the set-up of the quickstart, for what is not shown. */
export interface QuickstartEngine {
  readonly command: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function quickstartEngine(binFolder: string, env: QuickstartEngine["env"]): QuickstartEngine {
  return { command: path.join(binFolder, fileOf("pulumi", process.platform)), env };
}

/**
 * The stack is made in the first run and found in later ones. From a folder of its own with the same project,
 * for the engine writes a new stack's settings nowhere but beside Pulumi.yaml.
 */
export async function selectStack(engine: QuickstartEngine): Promise<void> {
  await mkdir(BACKEND, { recursive: true });
  await copyFile(path.join(QUICKSTART, "Pulumi.yaml"), path.join(LOCAL, "Pulumi.yaml"));
  await quietly(engine, ["stack", "select", "--create", STACK], LOCAL);
}

/** Output of a command that is not shown. @throws Error with what the engine said when it fails. */
export async function quietly(
  { command, env }: QuickstartEngine,
  args: readonly string[],
  cwd = QUICKSTART,
): Promise<string> {
  const options = { cwd, env, timeoutMs: QUIET_TIMEOUT_MS };
  const finished = await runCommand(command, ["--non-interactive", ...args], options);
  if (finished.exitCode === 0) return finished.stdout;
  throw new Error(`pulumi ${args.join(" ")} failed:\n${lastLines(finished.output)}`);
}
