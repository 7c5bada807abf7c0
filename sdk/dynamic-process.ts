import { createRequire } from "node:module";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { addCommand } from "./package-manager";

/**
 * Pulumi's process for dynamic providers looks for this package in the folder of the program. A strict package manager
 * may have given it to a library alone, and then the text in `__provider`, which never changes, cannot say so.
 *
 * @throws pulumi.RunError that names the command which adds the package
 */
export function requirePackageForDynamicProvider(): void {
  const folder = programFolder();
  if (folder === undefined || isFoundFrom(folder)) return;
  throw new pulumi.RunError(
    `the dynamic provider does not find the package pulumi-wherobots in ${folder}, where Pulumi starts it: ` +
      `only a library of the program has it. Run \`${addCommand(folder, process.env["npm_config_user_agent"])}\` in ${folder}`,
  );
}

/** Where Pulumi has started this program; undefined for inline programs and in users' own tests. */
function programFolder(): string | undefined {
  if (!pulumi.runtime.hasEngine()) return undefined;
  const root = pulumi.runtime.getRootDirectory();
  const folder = process.cwd();
  // An inline program has no such folder, and a program that has gone elsewhere does not say where it was.
  const isInside = path.isAbsolute(root) && !path.relative(root, folder).startsWith("..");
  return isInside ? folder : undefined;
}

function isFoundFrom(folder: string): boolean {
  try {
    createRequire(path.join(folder, "program.js")).resolve("pulumi-wherobots/provider");
    return true;
  } catch {
    return false;
  }
}
