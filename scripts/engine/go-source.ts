import path from "node:path";
import type { Found } from "./install";
import { installAtomically, installedEngine } from "./install";
import type { Machine } from "./machine";
import { type Finished, lastLines, withHeartbeat } from "./machine";
import { ENGINE_VERSION, fileOf, isAtLeast, LAUNCHER, versionIn } from "./parts";

export const OLDEST_GO = "1.25.0";
/** A folder for each Go module whose tools are built, with the versions pinned in it. */
export const TOOLS = path.resolve(__dirname, "../../tools");
/** About four minutes on two cores when nothing is cached. */
const BUILD_TIMEOUT_MS = 30 * 60_000;
const SHORT_TIMEOUT_MS = 120_000;

/** Without symbol tables the set is 190 MB and not 270; the version is what release builds set in the same way. */
const LINKER_FLAGS = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${ENGINE_VERSION}`;

/** Why nothing can be built here, or undefined. */
export async function whyNoGo(machine: Machine): Promise<string | undefined> {
  const finished = await machine.run("go", ["version"], { timeoutMs: SHORT_TIMEOUT_MS });
  if (finished.exitCode !== 0) return "no Go to build it with";
  const version = versionIn(finished.output) ?? "0.0.0";
  return isAtLeast(version, OLDEST_GO) ? undefined : `Go is ${version}, older than ${OLDEST_GO}`;
}

/** Builds the tools that `tools/<module>` names into `folder`; the outcome is why it could not, or nothing. */
export async function buildTools(
  machine: Machine,
  module: string,
  folder: string,
  what: string,
): Promise<string | undefined> {
  machine.say(what);
  const args = ["install", "-ldflags", LINKER_FLAGS, "tool"];
  const build = (): Promise<Finished> => go(machine, module, args, BUILD_TIMEOUT_MS, { GOBIN: folder });
  const finished = await withHeartbeat(what, build);
  if (finished.timedOut) return `not done after ${BUILD_TIMEOUT_MS / 60_000} minutes`;
  return finished.exitCode === 0 ? undefined : lastLines(finished.output);
}

/** Copies a script of Pulumi's `sdk/v3`, of the version that `tools/<module>` pins: Go builds no scripts. */
export async function copyScript(
  machine: Machine,
  module: string,
  script: string,
  folder: string,
): Promise<string | undefined> {
  const args = ["list", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi/sdk/v3"];
  const finished = await go(machine, module, args, SHORT_TIMEOUT_MS);
  if (finished.exitCode !== 0) return lastLines(finished.output);
  const from = path.join(finished.stdout.trim(), script);
  await machine.files.copyExecutable(from, path.join(folder, path.basename(script)));
  return undefined;
}

function go(
  machine: Machine,
  module: string,
  args: readonly string[],
  timeoutMs: number,
  more: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  // Settings for cross-compiling or for a workspace around this repository must not reach this build.
  const env = { GOWORK: "off", GOOS: undefined, GOARCH: undefined, ...more };
  return machine.run("go", args, { cwd: path.join(TOOLS, module), env, timeoutMs });
}

const STAGES = [
  { module: "language-nodejs", what: "building the Node.js language host (1 of 2)" },
  { module: "engine", what: "building pulumi and the YAML language host (2 of 2; minutes the first time)" },
] as const;

/** The same engine from the Go modules pinned in tools/, where a Go module proxy is all there is. */
export async function fromGoSource(machine: Machine): Promise<Found> {
  const remedy = `install Go ${OLDEST_GO} or newer (https://go.dev/doc/install) to build the engine from source`;
  const goMissing = await whyNoGo(machine);
  if (goMissing !== undefined) return { why: goMissing, remedy };
  const engine = installedEngine(machine);
  const why = await installAtomically(machine, engine, (folder) => buildAll(machine, folder));
  if (why !== undefined) return { why: `the build from Go modules failed: ${why}` };
  return {
    engine: { binFolder: engine.folder, version: ENGINE_VERSION, source: "built from Go modules" },
  };
}

async function buildAll(machine: Machine, folder: string): Promise<string | undefined> {
  for (const { module, what } of STAGES) {
    const why = await buildTools(machine, module, folder, what);
    if (why !== undefined) return why;
  }
  // The launcher is in no npm package.
  return copyScript(machine, "engine", `nodejs/dist/${fileOf(LAUNCHER, machine.platform)}`, folder);
}
