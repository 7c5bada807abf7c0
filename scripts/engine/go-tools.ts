import path from "node:path";
import type { Machine } from "./machine";
import { ENGINE_VERSION } from "./parts";
import { withHeartbeat } from "./progress";
import { type Finished, lastLines } from "./run-command";
import { isAtLeast, versionIn } from "./version";

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
