import path from "node:path";
import { installAtomically } from "./install";
import { installedEngine } from "./installed-engine";
import type { Machine } from "./machine";
import { ENGINE_VERSION } from "./parts";
import { withHeartbeat } from "./progress";
import { lastLines } from "./run-command";
import type { Found } from "./search";

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
