import fs from "node:fs/promises";
import path from "node:path";

export const REPOSITORY = path.resolve(__dirname, "../..");

/** JavaScript (CommonJS) of an index.js, or the name of a folder below examples/. */
export type ProgramSource = string | { readonly example: string };

/** By name, as a user's project finds them; the compiler is there for examples in TypeScript. */
const PACKAGES = ["@pulumi/pulumi", "@types/node", "ts-node", "typescript"];

/** Makes a project that can be run: the program, Pulumi.yaml and the packages that it requires. */
export async function makeProject(folder: string, name: string, source: ProgramSource): Promise<void> {
  await fs.mkdir(folder, { recursive: true });
  if (typeof source === "string") await writeJavaScriptProject(folder, name, source);
  else await copyExample(folder, source.example);
  await linkPackages(path.join(folder, "node_modules"));
}

async function writeJavaScriptProject(folder: string, name: string, program: string): Promise<void> {
  // typescript: false spares a type check of about two seconds in each run.
  const yaml = `name: ${name}\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n`;
  await fs.writeFile(path.join(folder, "Pulumi.yaml"), yaml);
  await fs.writeFile(
    path.join(folder, "package.json"),
    JSON.stringify({ name, private: true, main: "index.js" }),
  );
  await fs.writeFile(path.join(folder, "index.js"), program);
}

async function copyExample(folder: string, example: string): Promise<void> {
  const from = path.join(REPOSITORY, "examples", example);
  const isSource = (file: string): boolean => path.basename(file) !== "node_modules";
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
