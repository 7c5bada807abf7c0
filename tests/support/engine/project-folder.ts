import { writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { REPOSITORY } from "../repository";

/**
 * JavaScript (CommonJS) of an index.js, for the dynamic provider; a program for the plugin; or the name of a folder
 * below examples/. A program in YAML is all of Pulumi.yaml but its name, its runtime and its plugins. `files` are all that
 * a project has: nothing of npm, and no plugin.
 */
export type ProgramSource =
  | string
  | { readonly javascript: string }
  | { readonly yaml: string }
  | { readonly python: string }
  | { readonly example: string }
  | { readonly files: Readonly<Record<string, string>> };

/** The one file of a project that holds its program. */
export interface ProgramFile {
  readonly name: string;
  /** What stands before the program in it. */
  readonly head: string;
}

/** By name, as a user's project finds them; the compiler is there for examples in TypeScript. */
const PACKAGES = ["@pulumi/pulumi", "@types/node", "ts-node", "typescript"];

/** typescript: false spares a type check of about two seconds in each run. */
const NODEJS = "runtime:\n  name: nodejs\n  options:\n    typescript: false\n";
/** Where npm puts it in the project of a user. */
const PLUGIN =
  "plugins:\n  providers:\n    - name: wherobots\n      path: node_modules/pulumi-wherobots/plugin\n";

/** Makes a project that can be run: the program, Pulumi.yaml and the packages that it requires. */
export async function makeProject(folder: string, name: string, source: ProgramSource): Promise<ProgramFile> {
  if (typeof source !== "string" && "files" in source) return writeFiles(folder, source.files);
  await linkPackages(path.join(folder, "node_modules"));
  if (typeof source !== "string" && "example" in source) {
    await copyExample(folder, source.example);
    return { name: "index.js", head: "" };
  }
  const { settings, file, program } = layoutOf(source);
  const yaml = `name: ${name}\n${settings}`;
  const programFile = { name: file, head: file === "Pulumi.yaml" ? yaml : "" };
  await fs.writeFile(path.join(folder, "Pulumi.yaml"), yaml);
  const manifest = { name, private: true, main: "index.js" };
  await fs.writeFile(path.join(folder, "package.json"), JSON.stringify(manifest));
  writeProgram(folder, programFile, program);
  return programFile;
}

/** Replaces the program of a project by another in the same language. */
export function writeProgram(folder: string, file: ProgramFile, program: string): void {
  writeFileSync(path.join(folder, file.name), `${file.head}${program}`);
}

interface Layout {
  readonly settings: string;
  readonly file: string;
  readonly program: string;
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<ProgramFile> {
  await fs.mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await fs.writeFile(path.join(folder, name), text);
  return { name: "__main__.py" in files ? "__main__.py" : "Pulumi.yaml", head: "" };
}

type Program = Exclude<ProgramSource, { readonly example: string } | { readonly files: object }>;

function layoutOf(source: Program): Layout {
  if (typeof source === "string") return { settings: NODEJS, file: "index.js", program: source };
  if ("javascript" in source)
    return { settings: NODEJS + PLUGIN, file: "index.js", program: source.javascript };
  if ("yaml" in source)
    return { settings: `runtime: yaml\n${PLUGIN}`, file: "Pulumi.yaml", program: source.yaml };
  return { settings: `runtime: python\n${PLUGIN}`, file: "__main__.py", program: source.python };
}

async function copyExample(folder: string, example: string): Promise<void> {
  const from = path.join(REPOSITORY, "examples", example);
  // Nor what somebody left who tried the example: a stack's settings are of that stack alone.
  const isSource = (file: string): boolean => !/^(node_modules|Pulumi\..+\.yaml)$/.test(path.basename(file));
  await fs.cp(from, folder, { recursive: true, filter: isSource });
}

async function linkPackages(modules: string): Promise<void> {
  await fs.mkdir(modules, { recursive: true });
  await fs.symlink(REPOSITORY, path.join(modules, "pulumi-wherobots"), "junction");
  for (const name of PACKAGES) {
    const link = path.join(modules, name);
    await fs.mkdir(path.dirname(link), { recursive: true });
    await fs.symlink(path.join(REPOSITORY, "node_modules", name), link, "junction");
  }
}
