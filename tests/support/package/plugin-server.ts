import { readFileSync } from "node:fs";
import fs from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { version } from "../../../package.json";
import { REPOSITORY } from "../repository";
import { output } from "./scratch-project";

/** Serves the files of a release, as GitHub does for `pulumi plugin install`. */
export interface PluginServer {
  readonly url: string;
  /** The folder that `npm run archives` has written. */
  readonly folder: string;
  /** Names of the files that were asked for since the last call. */
  asked(): string[];
  stop(): Promise<void>;
}

/** This machine, as Pulumi and Go name it. */
export const SYSTEM_HERE = process.platform === "win32" ? "windows" : process.platform;
export const PROCESSOR_HERE = process.arch === "x64" ? "amd64" : process.arch;

/** Runs `npm run archives` into a folder, for these systems. */
export async function makeArchives(
  folder: string,
  systems: readonly string[] = [SYSTEM_HERE],
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const script = ["-r", "ts-node/register/transpile-only", "scripts/archives.ts", folder, ...systems];
  await output(process.execPath, script, REPOSITORY, { ...process.env, ...env });
}

/** The name of the archive for the machine that this runs on. */
export function archiveHere(): string {
  return `pulumi-resource-wherobots-v${version}-${SYSTEM_HERE}-${PROCESSOR_HERE}.tar.gz`;
}

export async function startPluginServer(): Promise<PluginServer> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "wherobots-release-"));
  await makeArchives(folder);
  const files = new Set(await fs.readdir(folder));
  let asked: string[] = [];
  const server = http.createServer((request, response) => {
    const name = path.basename(request.url ?? "");
    asked.push(name);
    if (files.has(name)) response.end(readFileSync(path.join(folder, name)));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    folder,
    asked: () => {
      const names = asked;
      asked = [];
      return names;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
}
