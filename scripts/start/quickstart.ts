import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { lastLines, runCommand } from "../engine/machine";
import { fileOf } from "../engine/parts";

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

export interface Account {
  readonly url: string;
  readonly apiKey: string;
}

/** The user's environment, but with a backend, a passphrase and an account that are made up for this example. */
export function quickstartEnvironment(
  user: Readonly<Record<string, string | undefined>>,
  binFolder: string,
  account: Account,
): Record<string, string | undefined> {
  const kept = Object.entries(user).filter(([name]) => !/^(PULUMI_|WHEROBOTS_)/i.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: `${binFolder}${path.delimiter}${user["PATH"] ?? ""}`,
    PULUMI_HOME,
    PULUMI_BACKEND_URL: `file://${BACKEND}`,
    PULUMI_STACK: STACK,
    PULUMI_CONFIG_PASSPHRASE: "quickstart",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    WHEROBOTS_API_URL: account.url,
    WHEROBOTS_API_KEY: account.apiKey,
  };
}

export const REPOSITORY = path.resolve(__dirname, "../..");
export const QUICKSTART = path.join(REPOSITORY, "examples", "quickstart");

/** All that `npm start` leaves behind, so that removing it starts over: state, stack settings, Pulumi's own files. */
export const LOCAL = path.join(REPOSITORY, ".local", "quickstart");
export const BACKEND = path.join(LOCAL, "backend");
export const PULUMI_HOME = path.join(LOCAL, "home");

export const STACK = "dev";

/** Not beside Pulumi.yaml, where a stack of the same name on the user's own backend would take it for its own. */
export const STACK_SETTINGS = path.join(LOCAL, `Pulumi.${STACK}.yaml`);

/** Commands that ask before they act. */
const ASKING = ["up", "update", "refresh", "destroy"];

/** Commands that read or write a stack's settings, which are kept apart from the example's folder. */
const WITH_SETTINGS = [...ASKING, "preview", "config", "watch", "import"];

const SETTINGS = ["--config-file", STACK_SETTINGS];

/**
 * What the engine is started with for `npm start -- …`. Without flags of the user's own there is nothing to ask:
 * the account is made up. With flags the command is theirs, questions included. The bare
 * form leaves the preview out as well, which would take as long again as all but the job itself.
 */
export function engineArguments(words: readonly string[]): string[] {
  if (words.length === 0) return ["up", "--yes", "--skip-preview", ...SETTINGS];
  const [command = "", ...rest] = words;
  const flags = rest.some((word) => word.startsWith("-"));
  const yes = ASKING.includes(command) && !flags ? ["--yes"] : [];
  const settings = WITH_SETTINGS.includes(command) ? SETTINGS : [];
  return [command, ...rest, ...yes, ...settings];
}
