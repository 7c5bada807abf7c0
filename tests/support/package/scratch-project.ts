import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { packedIn } from "../../../scripts/release/pack";
import { REPOSITORY } from "../repository";

/** Taken from the repository and not installed again: large, and a peer that every user's project has anyway. */
const PEERS = ["@pulumi/pulumi", "@types/node", "typescript"];

const run = promisify(execFile);

/** Where the packed package was installed by npm, as a user does it. */
export interface Installation {
  readonly folder: string;
  readonly tarball: string;
  /** Paths of all files in the tarball. */
  readonly files: readonly string[];
  remove(): Promise<void>;
}

export async function installPacked(): Promise<Installation> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "wherobots-packed-"));
  const { tarball, files } = await pack(folder);
  await fs.writeFile(path.join(folder, "package.json"), JSON.stringify({ name: "scratch", private: true }));
  const install = [
    "install",
    tarball,
    "--omit=peer",
    "--legacy-peer-deps",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
  ];
  await run("npm", install, { cwd: folder });
  for (const name of PEERS) await link(folder, name);
  return { folder, tarball, files, remove: () => fs.rm(folder, { recursive: true, force: true }) };
}

/** Packs the package into `folder`, as `npm publish` does. */
export async function pack(folder: string): Promise<Pick<Installation, "tarball" | "files">> {
  // The global set-up has built it; a build inside `npm pack` would only do so again.
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const { filename, files } = packedIn((await run("npm", args, { cwd: REPOSITORY })).stdout);
  return { tarball: path.join(folder, filename), files };
}

/** A project in a folder of its own below the installation, so that all share the one `node_modules`. */
export async function scratchProject(
  { folder }: Installation,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const project = path.join(folder, name);
  await fs.mkdir(project, { recursive: true });
  for (const [file, text] of Object.entries(files)) await fs.writeFile(path.join(project, file), text);
  return project;
}

/** stdout of a command, or an error that holds all it said. */
export async function output(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  try {
    return (await run(command, [...args], { cwd, env })).stdout;
  } catch (error) {
    // No `instanceof`: jest has an Error of its own.
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed:\n${stdout ?? ""}\n${stderr ?? ""}`, {
      cause: error,
    });
  }
}

async function link(folder: string, name: string): Promise<void> {
  const place = path.join(folder, "node_modules", name);
  await fs.mkdir(path.dirname(place), { recursive: true });
  await fs.symlink(path.join(REPOSITORY, "node_modules", name), place, "junction");
}
