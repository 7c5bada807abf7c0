import { spawnSync } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { runCommand } from "../../../scripts/engine/machine";
import { REPOSITORY } from "../repository";
import { pythonFolders } from "./python";

/** The module with the generators, and with the pins of what they are built of. */
export const GENERATOR = path.join(REPOSITORY, "tools/engine");
const SCHEMA = path.join(REPOSITORY, "plugin/schema.json");
/** The generators compile in ten seconds, Pulumi's SDK for Go in half a minute; in an empty cache they take minutes. */
const TIMEOUT_MS = 170_000;
/** Nothing is fetched: what it needs is in the environment. */
const PIP_INSTALL = "-m pip install --quiet --no-index --no-deps --no-build-isolation --target".split(" ");

/** Generates the SDK for Python and installs it. @returns the folder for PYTHONPATH */
export async function installPythonSdk(root: string): Promise<string> {
  const [source, installed] = [path.join(root, "source"), path.join(root, "installed")];
  await generate("python", source);
  const PATH = [...pythonFolders(), process.env["PATH"]].join(path.delimiter);
  await run("python3", [...PIP_INSTALL, installed, source], root, { PATH });
  return installed;
}

/** Why nothing of Go can be compiled here, or undefined. */
export function whyNoGo(): string | undefined {
  return spawnSync("go", ["version"]).status === 0 ? undefined : "no Go to compile it with";
}

/** Writes the SDK of the package schema, as `pulumi package add` does. */
export async function generate(language: string, folder: string): Promise<void> {
  await run("go", ["run", "./gen-sdk", SCHEMA, language, folder], GENERATOR, { GOWORK: "off" });
}

/** The module that the packages of the SDK are imported from, one folder above the package itself. */
export async function goModule(): Promise<string> {
  const schema: unknown = JSON.parse(await fs.readFile(SCHEMA, "utf8"));
  expect(schema).toMatchObject({ language: { go: { importBasePath: expect.any(String) } } });
  const { language } = schema as { language: { go: { importBasePath: string } } };
  return path.posix.dirname(language.go.importBasePath);
}

/** What the command said on stdout. @throws with all that it said, if it failed */
export async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const finished = await runCommand(command, args, { cwd, env, timeoutMs: TIMEOUT_MS });
  if (finished.exitCode === 0) return finished.stdout;
  throw new Error(`${command} ${args.join(" ")} in ${cwd} failed:\n${finished.output}`);
}
