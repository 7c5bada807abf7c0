import path from "node:path";
import { MARKER, TEST_RUN } from "../../../scripts/tagged-processes";

/** Set by the global set-up for all workers. */
export const ENGINE_FOLDER = "WHEROBOTS_TEST_ENGINE";

export interface EngineEnvironmentOptions {
  readonly stackFolder: string;
  readonly backendFolder: string;
  readonly emulator?: { readonly url: string; readonly apiKey: string };
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folders for PATH, after the engine's and before those of the machine. */
  readonly folders?: readonly string[];
}

/** The environment of the engine: nothing of the user's own Pulumi, Wherobots, npm, jest or Python settings comes through. */
export function engineEnvironment(options: EngineEnvironmentOptions): Record<string, string | undefined> {
  const binFolder = process.env[ENGINE_FOLDER];
  if (binFolder === undefined) {
    throw new Error("no Pulumi engine is set up: tests that use it belong to the jest project `engine`");
  }
  return {
    ...withoutSettings(process.env),
    PATH: [binFolder, ...(options.folders ?? []), ...foldersOfMachine()].join(path.delimiter),
    PULUMI_HOME: path.join(options.stackFolder, "home"),
    PULUMI_BACKEND_URL: `file://${options.backendFolder}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // Without it the engine knows no --event-log.
    PULUMI_DEBUG_COMMANDS: "true",
    [MARKER]: stackMark(options.stackFolder),
    ...(options.emulator && {
      WHEROBOTS_API_URL: options.emulator.url,
      WHEROBOTS_API_KEY: options.emulator.apiKey,
    }),
    ...options.env,
  };
}

/** Without those of npm's own scripts: this repository's plugin lies in there, and Pulumi would take it for any other. */
function foldersOfMachine(): string[] {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return folders.filter((folder) => !folder.endsWith(path.join("node_modules", ".bin")));
}

/** What tells the processes of one stack from all others. */
export function stackMark(stackFolder: string): string {
  return `${process.env[TEST_RUN] ?? ""}:${stackFolder}`;
}

function withoutSettings(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const foreign = /^(PULUMI_|WHEROBOTS_|npm_|JEST_|NODE_ENV$|NODE_OPTIONS$|PYTHON|VIRTUAL_ENV$)/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}
