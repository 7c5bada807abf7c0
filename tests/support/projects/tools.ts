import fs from "node:fs/promises";
import path from "node:path";
import { runCommand } from "../../../scripts/engine/machine";
import { MANAGERS, NODE, type Row } from "./rows";

type Environment = Readonly<Record<string, string | undefined>>;

const INSTALL_TIMEOUT_MS = 150_000;
const FROM_CACHE = ["--prefer-offline", "--no-audit", "--no-fund"];

/** Versions of Node and package managers that npm brings, in a folder of their own; each is installed when first asked for. */
export interface Tools {
  /** The folders for PATH that make a shell have what the row says. */
  foldersFor(row: Row): Promise<string[]>;
}

export function toolsIn(folder: string): Tools {
  const installed = new Map<string, Promise<string>>();
  const install = (name: string, version: string): Promise<string> => {
    const place = path.join(folder, `${name}-${version}`.replace(/[^\w.]+/g, "-"));
    const work = installed.get(place) ?? installInto(place, `${name}@${version}`);
    installed.set(place, work);
    return work;
  };
  return {
    foldersFor: async ({ node, manager }) => {
      const version = NODE[node];
      const platform = process.platform === "win32" ? "win" : process.platform;
      const name = `node-${platform}-${process.arch}`;
      const nodes =
        version === undefined ? [] : [path.join(await install(name, version), "node_modules", name, "bin")];
      const packed = MANAGERS[manager];
      if (packed === undefined) return nodes;
      return [...nodes, path.join(await install(packed[0], packed[1]), "node_modules/.bin")];
    },
  };
}

async function installInto(place: string, name: string): Promise<string> {
  await fs.mkdir(place, { recursive: true });
  await fs.writeFile(path.join(place, "package.json"), "{}");
  await command("npm", ["install", ...FROM_CACHE, name], { cwd: place });
  return place;
}

interface Install {
  readonly args: readonly string[];
  /** Files that make the manager do what the row says. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A user's command that installs the packages of a project, and what it needs to be quick and alone. */
const INSTALLS: Readonly<Record<Row["manager"], Install>> = {
  npm: { args: ["npm", "install", ...FROM_CACHE] },
  // pnpm asks about the script of a package of Pulumi's, and fails without an answer.
  pnpm: {
    args: ["pnpm", "install", "--prefer-offline"],
    settings: {
      "pnpm-workspace.yaml": "packages: ['apps/*', 'libs/*']\nallowBuilds: { protobufjs: false }\n",
    },
  },
  "Yarn 4": { args: ["yarn", "install"], settings: { ".yarnrc.yml": "nodeLinker: node-modules\n" } },
  "Yarn 4, Plug'n'Play": { args: ["yarn", "install"], settings: { ".yarnrc.yml": "nodeLinker: pnp\n" } },
  "Yarn 1": { args: ["yarn", "install", "--prefer-offline", "--no-progress"] },
  Bun: { args: ["bun", "install"] },
};

/** Installs the packages of the project in `cwd` with the manager of the row. */
export async function installPackages({ manager }: Row, cwd: string, env: Environment): Promise<void> {
  const { args, settings = {} } = INSTALLS[manager];
  for (const [file, text] of Object.entries(settings)) await fs.writeFile(path.join(cwd, file), text);
  const registry = (await command("npm", ["config", "get", "registry"], { cwd })).trim();
  // On a build server too, a first install writes the lock file.
  const yarn = { YARN_NPM_REGISTRY_SERVER: registry, YARN_ENABLE_IMMUTABLE_INSTALLS: "false" };
  const [name = "", ...rest] = args;
  await command(name, rest, { cwd, env: { ...env, ...yarn, CI: undefined, npm_config_registry: registry } });
}

/** Settings without which a command of the project finds no packages: what `yarn exec` gives to the one that it starts. */
export async function environmentIn({ manager }: Row, cwd: string, env: Environment): Promise<Environment> {
  if (manager !== "Yarn 4, Plug'n'Play") return {};
  const options = await command("yarn", ["exec", "node", "-p", "process.env.NODE_OPTIONS"], { cwd, env });
  return { NODE_OPTIONS: options.trim() };
}

/** What runs a program. */
export async function commandOf({ runtime }: Row, folders: readonly string[]): Promise<string> {
  if (runtime === undefined) return process.execPath;
  const name = runtime.toLowerCase();
  for (const folder of folders) {
    const found = await fs.stat(path.join(folder, name)).catch(() => undefined);
    if (found) return path.join(folder, name);
  }
  throw new Error(`no ${name} in ${folders.join(", ")}`);
}

/** What the command said. @throws with all that it said, if it failed */
async function command(
  name: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Environment },
): Promise<string> {
  const finished = await runCommand(name, args, { timeoutMs: INSTALL_TIMEOUT_MS, ...options });
  if (finished.exitCode === 0) return finished.output;
  throw new Error(`${name} ${args.join(" ")} in ${options.cwd} failed:\n${finished.output}`);
}
