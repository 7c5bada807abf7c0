import { existsSync } from "node:fs";
import path from "node:path";

/** The package managers by their lock files. `wherobots-plugin/` has the same table, since it runs without this package. */
const LOCK_FILES: readonly (readonly [name: string, manager: string])[] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
];

/**
 * The command that adds this package to a project, for its package manager: that of the nearest lock file in this folder
 * or above, else the one that started this process, else npm.
 *
 * @param folder where the package.json of the project is
 * @param agent `npm_config_user_agent`, by which package managers name themselves to what they start
 */
export function addCommand(folder: string, agent = ""): string {
  const [around = ""] = agent.split("/");
  const known = LOCK_FILES.some(([, manager]) => manager === around);
  const manager = managerOf(folder) ?? (known ? around : "npm");
  return `${manager} ${manager === "npm" ? "install" : "add"} pulumi-wherobots`;
}

function managerOf(folder: string): string | undefined {
  const found = LOCK_FILES.find(([name]) => existsSync(path.join(folder, name)));
  if (found) return found[1];
  const above = path.dirname(folder);
  return above === folder ? undefined : managerOf(above);
}
