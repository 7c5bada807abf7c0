import path from "node:path";
import { installedFolder } from "./cache-folder";
import { installAtomically } from "./install";
import type { Machine } from "./machine";
import { ENGINE_VERSION, fileOf, LAUNCHER } from "./parts";
import { withHeartbeat } from "./progress";
import { lastLines } from "./run-command";
import type { Found } from "./search";
import { isAtLeast, versionIn } from "./version";

const OLDEST_GO = "1.25.0";
const TOOLS = path.resolve(__dirname, "../../tools");
/** About four minutes on two cores when nothing is cached. */
const BUILD_TIMEOUT_MS = 30 * 60_000;
const SHORT_TIMEOUT_MS = 120_000;

/** Without symbol tables the set is 190 MB and not 270; the version is what release builds set in the same way. */
const LINKER_FLAGS = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${ENGINE_VERSION}`;

const STAGES = [
  { folder: "language-nodejs", what: "building the Node.js language host (1 of 2)" },
  { folder: "engine", what: "building pulumi and the YAML language host (2 of 2; minutes the first time)" },
] as const;

/** The same engine from the Go modules pinned in tools/, where a Go module proxy is all there is. */
export async function fromGoSource(machine: Machine): Promise<Found> {
  const remedy = `install Go ${OLDEST_GO} or newer (https://go.dev/doc/install) to build the engine from source`;
  const goMissing = await whyNoGo(machine);
  if (goMissing !== undefined) return { why: goMissing, remedy };
  const why = await installAtomically(machine, (folder) => buildAll(machine, folder));
  if (why !== undefined) return { why: `the build from Go modules failed: ${why}` };
  return {
    engine: { binFolder: installedFolder(machine), version: ENGINE_VERSION, source: "built from Go modules" },
  };
}

async function whyNoGo(machine: Machine): Promise<string | undefined> {
  const finished = await machine.run("go", ["version"], { timeoutMs: SHORT_TIMEOUT_MS });
  if (finished.exitCode !== 0) return "no Go to build it with";
  const version = versionIn(finished.output) ?? "0.0.0";
  return isAtLeast(version, OLDEST_GO) ? undefined : `Go is ${version}, older than ${OLDEST_GO}`;
}

async function buildAll(machine: Machine, folder: string): Promise<string | undefined> {
  for (const { folder: module, what } of STAGES) {
    machine.say(what);
    const why = await withHeartbeat(what, () => build(machine, module, folder));
    if (why !== undefined) return why;
  }
  return copyLauncher(machine, folder);
}

async function build(machine: Machine, module: string, folder: string): Promise<string | undefined> {
  const args = ["install", "-ldflags", LINKER_FLAGS, "tool"];
  // Settings for cross-compiling or for a workspace around this repository must not reach this build.
  const env = { GOBIN: folder, GOWORK: "off", GOOS: undefined, GOARCH: undefined };
  const options = { cwd: path.join(TOOLS, module), env, timeoutMs: BUILD_TIMEOUT_MS };
  const finished = await machine.run("go", args, options);
  if (finished.timedOut) return `not done after ${BUILD_TIMEOUT_MS / 60_000} minutes`;
  return finished.exitCode === 0 ? undefined : lastLines(finished.output);
}

/** The launcher is a script inside Pulumi's Go module, and in no npm package. */
async function copyLauncher(machine: Machine, folder: string): Promise<string | undefined> {
  const args = ["list", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi/sdk/v3"];
  const options = { cwd: path.join(TOOLS, "engine"), env: { GOWORK: "off" }, timeoutMs: SHORT_TIMEOUT_MS };
  const finished = await machine.run("go", args, options);
  if (finished.exitCode !== 0) return lastLines(finished.output);
  const name = fileOf(LAUNCHER, machine.platform);
  await machine.files.copyExecutable(
    path.join(finished.stdout.trim(), "nodejs", "dist", name),
    path.join(folder, name),
  );
  return undefined;
}
