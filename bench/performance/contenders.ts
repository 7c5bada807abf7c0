import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import type { ProgramSource } from "../../tests/support/engine/engine";
import { HOSTS } from "../../tests/support/engine/fixture";
import type { Contender } from "./figures";

/** Who declares runs in a program of Pulumi. */
export type Declaring = Extract<Contender, "dynamic" | "plugin" | "closure" | "memory">;

export const DECLARING: readonly Declaring[] = ["dynamic", "plugin", "closure", "memory"];

const PROGRAMS = path.join(__dirname, "../programs");

/** What its program requires, and the files of ours that stand in the project for it. */
const SOURCES: Readonly<Record<Declaring, { module: string; files?: Readonly<Record<string, string>> }>> = {
  dynamic: HOSTS.dynamic,
  plugin: HOSTS.plugin,
  closure: { module: "./closure-job-run", files: { "closure-job-run.js": "closure-job-run.js" } },
  memory: {
    module: "./memory-job-run",
    files: {
      "memory-job-run.js": "memory-job-run.js",
      "memory-provider.js": "node_modules/memory-provider/index.js",
    },
  },
};

/** How many runs a program declares is told by its environment. */
export const RUNS_VARIABLE = "BENCH_RUNS";

/** The same for all but for the import. `args` is JavaScript, in which `i` counts from 1. */
export function programOf(contender: Declaring, args: string): ProgramSource {
  return sourceFor(
    contender,
    `const { JobRun } = require("${SOURCES[contender].module}");
for (let i = 1; i <= Number(process.env.${RUNS_VARIABLE}); i++) new JobRun(\`job-\${i}\`, ${args});
`,
  );
}

/** A project for this host; that of the plugin names it. */
export function sourceFor(contender: Declaring, javascript: string): ProgramSource {
  return contender === "plugin" ? { javascript } : javascript;
}

/** Puts what the program requires beside it. */
export async function copyFiles(contender: Declaring, projectFolder: string): Promise<void> {
  for (const [from, to] of Object.entries(SOURCES[contender].files ?? {})) {
    const file = path.join(projectFolder, to);
    await mkdir(path.dirname(file), { recursive: true });
    await copyFile(path.join(PROGRAMS, from), file);
  }
}
