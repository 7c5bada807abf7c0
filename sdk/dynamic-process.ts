import { createRequire } from "node:module";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { addCommand } from "./package-manager";

/** Under a name of its own: it loads nothing, so a bundle of the plugin may hold it (scripts/archives/late-modules.ts). */
const resolverAt = createRequire;
/** Of the program, unless it goes elsewhere before it imports this package. */
const STARTED_IN = process.cwd();
/** Pulumi's own start of a program; what is run otherwise is an inline program or a user's own test. */
const PULUMIS_START = /@pulumi[\\/]pulumi[\\/]cmd[\\/]run[\\/]/;

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

/** Where Pulumi starts its process for the dynamic provider; undefined where the program cannot know. */
function programFolder(): string | undefined {
  const isStartedByPulumi = pulumi.runtime.hasEngine() && PULUMIS_START.test(require.main?.filename ?? "");
  return isStartedByPulumi ? STARTED_IN : undefined;
}

function isFoundFrom(folder: string): boolean {
  try {
    // Not `require.resolve` with a folder: asked from within this package, it would find this package itself.
    resolverAt(path.join(folder, "program.js")).resolve("pulumi-wherobots/provider");
    return true;
  } catch {
    return false;
  }
}
