import path from "node:path";
import type { Found } from "./install";
import { installAtomically, installedEngine, isWhole } from "./install";
import type { Machine } from "./machine";
import { lastLines, withHeartbeat } from "./machine";
import { ENGINE_VERSION, engineVersion, fileOf, isAtLeast, missingParts, OLDEST_ENGINE } from "./parts";

/** A `pulumi` that the user has installed, if it is new enough and came with its plugins. */
export async function fromPath(machine: Machine): Promise<Found> {
  const command = await firstOnPath(machine);
  if (command === undefined) return { why: "no pulumi on PATH" };
  const folder = await wholeFolder(machine, command);
  if ("missing" in folder)
    return { why: `${command} on PATH has no ${folder.missing.join(", no ")} beside it` };
  const version = await engineVersion(machine, folder.path);
  if (version === undefined) return { why: `${command} on PATH does not say its version` };
  if (!isAtLeast(version, OLDEST_ENGINE)) {
    return { why: `${command} on PATH is ${version}, older than ${OLDEST_ENGINE}` };
  }
  return { engine: { binFolder: folder.path, version, source: "PATH" } };
}

async function firstOnPath({ env, platform, files }: Machine): Promise<string | undefined> {
  const separator = platform === "win32" ? ";" : ":";
  const folders = (env["PATH"] ?? env["Path"] ?? "").split(separator).filter((folder) => folder !== "");
  for (const folder of folders) {
    const command = path.join(folder, fileOf("pulumi", platform));
    if (await files.isExecutable(command)) return command;
  }
  return undefined;
}

/** Package managers put only a link to `pulumi` on PATH; the other parts lie where it points to. */
async function wholeFolder(
  machine: Machine,
  command: string,
): Promise<{ path: string } | { missing: string[] }> {
  const behindLink = path.dirname(await machine.files.realPath(command).catch(() => command));
  const missing = await missingParts(machine, behindLink);
  if (missing.length === 0) return { path: behindLink };
  const folder = path.dirname(command);
  const missingBeside = await missingParts(machine, folder);
  return missingBeside.length === 0 ? { path: folder } : { missing };
}

const SETTING = "PULUMI_WHEROBOTS_ENGINE";

/**
 * The engine that the environment names. A wrong setting is an error and not a reason to look elsewhere:
 * whoever sets it wants that engine and no other.
 */
export async function fromSetting(machine: Machine): Promise<Found> {
  const value = machine.env[SETTING];
  if (value === undefined || value === "") return { why: `${SETTING} is not set` };
  const folder = path.resolve(value);
  const missing = await missingParts(machine, folder);
  if (missing.length > 0) {
    throw new Error(
      `${SETTING} is ${folder}, which has no ${missing.join(", no ")}: set it to a folder that holds a whole ` +
        "Pulumi engine, or unset it to let one be found",
    );
  }
  const version = await engineVersion(machine, folder);
  return { engine: { binFolder: folder, version: version ?? "unknown", source: SETTING } };
}

/** A copy that was installed before by `fromDownload` or `fromGoSource`. */
export async function fromCache(machine: Machine): Promise<Found> {
  const engine = installedEngine(machine);
  if (!(await isWhole(engine))) return { why: `no copy installed before in ${engine.folder}` };
  return { engine: { binFolder: engine.folder, version: ENGINE_VERSION, source: "installed before" } };
}

/** The script is a few kB: a network that does not answer by then refuses it. */
const PROBE_TIMEOUT_MS = 10_000;
/** About 150 MB; a minute on a usual line. */
const DOWNLOAD_TIMEOUT_MS = 300_000;

/** The official installer, by way of `@pulumi/pulumi/automation`. */
export async function fromDownload(machine: Machine): Promise<Found> {
  machine.say(`downloading pulumi ${ENGINE_VERSION}`);
  const engine = installedEngine(machine);
  const why = await installAtomically(machine, engine, (folder) => download(machine, folder)).catch(reasonOf);
  const remedy = "install Pulumi (https://www.pulumi.com/docs/install/)";
  if (why !== undefined) {
    machine.say(`the download failed: ${why}`);
    return { why: `the official download failed: ${why}`, remedy };
  }
  return { engine: { binFolder: engine.folder, version: ENGINE_VERSION, source: "official download" } };
}

async function download(machine: Machine, folder: string): Promise<string | undefined> {
  return (await installerStep(machine, ["probe"], PROBE_TIMEOUT_MS)) ?? (await install(machine, folder));
}

async function install(machine: Machine, folder: string): Promise<string | undefined> {
  const root = path.join(folder, "official");
  const args = ["install", root, ENGINE_VERSION];
  const why = await withHeartbeat("downloading", () => installerStep(machine, args, DOWNLOAD_TIMEOUT_MS));
  if (why !== undefined) return why;
  const bin = path.join(root, "bin");
  for (const name of await machine.files.list(bin)) {
    await machine.files.rename(path.join(bin, name), path.join(folder, name));
  }
  await machine.files.remove(root);
  return undefined;
}

/** In a process of its own: the automation library's installer can be neither bounded nor ended from outside. */
async function installerStep(
  machine: Machine,
  args: string[],
  timeoutMs: number,
): Promise<string | undefined> {
  const script = path.join(__dirname, "official-installer.js");
  const finished = await machine.run(process.execPath, [script, ...args], { timeoutMs });
  if (finished.timedOut) return `no answer within ${timeoutMs / 1_000} s`;
  return finished.exitCode === 0 ? undefined : lastLines(finished.output);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
