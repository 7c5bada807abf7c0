import fs from "node:fs/promises";
import path from "node:path";
import { runCommand } from "../../../scripts/engine/machine";
import { MANAGERS, NODE, type Row } from "./rows";

const INSTALL_TIMEOUT_MS = 120_000;
const NPM_INSTALL = ["install", "--prefer-offline", "--no-audit", "--no-fund"];

/** Versions of Node and package managers that npm brings, in a folder of their own; each is installed when first asked for. */
export interface Tools {
  /** The folders for PATH that make a shell have what the row says. */
  foldersFor(row: Row): Promise<string[]>;
}

export function toolsIn(folder: string): Tools {
  const installed = new Map<string, Promise<string>>();
  const install = (name: string): Promise<string> => {
    const place = path.join(folder, name.replace(/\W+/g, "-"));
    const work = installed.get(name) ?? installInto(place, name);
    installed.set(name, work);
    return work.then(() => place);
  };
  return {
    foldersFor: async ({ node, manager }) => {
      const folders: string[] = [];
      const version = NODE[node];
      if (version !== undefined) {
        const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
        folders.push(path.join(await install(`${name}@${version}`), "node_modules", name, "bin"));
      }
      const packed = MANAGERS[manager];
      if (packed !== undefined) folders.push(path.join(await install(packed), "node_modules/.bin"));
      return folders;
    },
  };
}

async function installInto(place: string, name: string): Promise<string> {
  await fs.mkdir(place, { recursive: true });
  await fs.writeFile(path.join(place, "package.json"), "{}");
  await command("npm", [...NPM_INSTALL, name], { cwd: place });
  return place;
}

/** What the command said. @throws with all that it said, if it failed */
export async function command(
  name: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string | undefined>> },
): Promise<string> {
  const finished = await runCommand(name, args, { timeoutMs: INSTALL_TIMEOUT_MS, ...options });
  if (finished.exitCode === 0) return finished.output;
  throw new Error(`${name} ${args.join(" ")} in ${options.cwd} failed:\n${finished.output}`);
}
