import path from "node:path";
import { engineVersion } from "./engine-version";
import type { Machine } from "./machine";
import { fileOf, missingParts, OLDEST_ENGINE } from "./parts";
import type { Found } from "./search";
import { isAtLeast } from "./version";

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
