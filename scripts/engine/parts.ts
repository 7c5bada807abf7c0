import path from "node:path";
import type { Machine } from "./machine";

/** The engine that tests and examples are run with, and the one that is installed where none is found. */
export const ENGINE_VERSION = "3.259.0";

/**
 * The oldest engine taken from PATH: the lower end of our peer range of `@pulumi/pulumi`, which is released
 * under the same numbers. From this version on, inputs that a dynamic provider's read returns are kept.
 */
export const OLDEST_ENGINE = "3.216.0";

/** What has to lie in one folder: the engine, the two language hosts and the launcher of dynamic providers. */
const PARTS = [
  "pulumi",
  "pulumi-language-nodejs",
  "pulumi-language-yaml",
  "pulumi-resource-pulumi-nodejs",
] as const;

/** The launcher is a script, so that on Windows it has another ending than the binaries. */
export const LAUNCHER = "pulumi-resource-pulumi-nodejs";

export function fileOf(part: string, platform: NodeJS.Platform): string {
  if (platform !== "win32") return part;
  return part === LAUNCHER ? `${part}.cmd` : `${part}.exe`;
}

/** File names that `folder` lacks; none means that it holds a whole engine. */
export function missingParts(machine: Machine, folder: string): Promise<string[]> {
  const names = PARTS.map((part) => fileOf(part, machine.platform));
  return executablesMissing(machine, folder, names);
}

/** Those of the files that are not in `folder` or cannot be run. */
export async function executablesMissing(
  machine: Machine,
  folder: string,
  names: readonly string[],
): Promise<string[]> {
  const present = await Promise.all(names.map((name) => machine.files.isExecutable(path.join(folder, name))));
  return names.filter((_, index) => present[index] !== true);
}

const VERSION_TIMEOUT_MS = 20_000;

/** What `pulumi version` in this folder says, or undefined when it cannot be run. */
export async function engineVersion(machine: Machine, folder: string): Promise<string | undefined> {
  const command = path.join(folder, fileOf("pulumi", machine.platform));
  const env = { PULUMI_SKIP_UPDATE_CHECK: "true" };
  const finished = await machine.run(command, ["version"], { env, timeoutMs: VERSION_TIMEOUT_MS });
  return finished.exitCode === 0 ? versionIn(finished.output) : undefined;
}

type Numbers = readonly [major: number, minor: number, patch: number];

/** The first `x.y` or `x.y.z` in a text such as `v3.259.0-dev` or `go version go1.26.8 linux/amd64`. */
export function versionIn(text: string): string | undefined {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return found ? `${found[1] ?? "0"}.${found[2] ?? "0"}.${found[3] ?? "0"}` : undefined;
}

export function isAtLeast(version: string, oldest: string): boolean {
  const [a, b] = [numbers(version), numbers(oldest)];
  const index = [0, 1, 2].find((i) => a[i] !== b[i]);
  return index === undefined || (a[index] ?? 0) > (b[index] ?? 0);
}

function numbers(version: string): Numbers {
  const [major, minor, patch] = version.split(".").map(Number);
  return [major ?? 0, minor ?? 0, patch ?? 0];
}
