import fs from "node:fs/promises";
import path from "node:path";
import { OK } from "../engine/fixture";
import { REPOSITORY } from "../repository";
import { PULUMI, type Row, TS_NODE, TYPES_OF_NODE, TYPESCRIPT } from "./rows";

/** Both entries, each with an argument or an output that only its own types know. */
const JOBS = `
const args: plugin.JobRunArgs = { runPython: { uri: "${OK}", args: ["a", pulumi.secret("b")] } };
const tiles = new plugin.JobRun("plugin", args);
const said: pulumi.Output<string | undefined> = tiles.kubeApp.apply((app) => app?.appMeta?.sparkUiUrl);
const after = { runPython: { uri: "${OK}" }, triggers: { after: tiles.runId } };
const ended = process.env["ENTRIES"] === "plugin" ? [] : [new dynamicHost.JobRun("dynamic", after)];
export const statuses = pulumi.all([said, tiles.status, ...ended.map(({ status }) => status)]);
`;
const IMPORTS = `
import * as pulumi from "@pulumi/pulumi";
import * as dynamicHost from "pulumi-wherobots";
import * as plugin from "pulumi-wherobots/plugin";
`;
/** ES modules may wait. */
const WAIT = "const { version } = await Promise.resolve({ version: 1 });\nexport const found = version;\n";

const LAUNCHER = "wherobots-plugin";

/** What differs between the kinds of modules in an inline program. */
const INLINE_STARTS: Readonly<Record<Row["type"], string>> = {
  commonjs: `
const path = require("node:path");
const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const workDir = __dirname;
const program = async () => require("./program.js");
`,
  module: `
import { createRequire } from "node:module";
import path from "node:path";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
const require = createRequire(import.meta.url);
const workDir = import.meta.dirname;
const program = async () => ({ ...(await import("./program.js")) });
`,
};

/** An inline program, run as `index.js up`, `index.js again` and `index.js destroy`. */
const INLINE = `
const provider = path.join(path.dirname(require.resolve("pulumi-wherobots/package.json")), "plugin");
const plugins = { providers: [{ name: "wherobots", path: provider }] };
const projectSettings = { name: "test", runtime: "nodejs", plugins };
const stackArgs = { stackName: "dev", projectName: "test", program };
async function main(command) {
  const stack = await LocalWorkspace.createOrSelectStack(stackArgs, { workDir, projectSettings });
  if (command === "destroy") return stack.destroy();
  return stack.up({ expectNoChanges: command === "again" });
}
main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
`;

/** Where things are in the project of a row, seen from its root. */
export interface Place {
  /** Where Pulumi.yaml is. */
  readonly pulumi: string;
  /** Where the package manager is called. */
  readonly install: string;
}

/** Writes the project of a row as its user has it, before any package is installed. */
export async function writeProject(row: Row, root: string, tarball: string): Promise<Place> {
  const ours = { "pulumi-wherobots": `file:${tarball}` };
  const source = row.typescript === "none" ? "index.js" : "index.ts";
  if (row.layout === "inline") {
    const program = { "index.js": INLINE_STARTS[row.type] + INLINE, "program.js": programOf(row) };
    await writeFiles(root, { "package.json": manifest(row, "infra", ours), ...program });
    return { pulumi: ".", install: "." };
  }
  if (row.layout === "library") return writeWorkspace(row, root, ours, source);
  const main = row.layout === "main" ? "infra" : ".";
  await writeFiles(root, {
    "Pulumi.yaml": pulumiYaml(row, main, `${main}/${LAUNCHER}`),
    [`${main}/package.json`]: manifest(row, "infra", ours),
    [`${main}/tsconfig.json`]: tsconfig(row),
    [`${main}/${source}`]: programOf(row),
  });
  await copyLauncher(path.join(root, main));
  return { pulumi: ".", install: main };
}

/** The library has the package and the program; the app that Pulumi runs has the library. */
async function writeWorkspace(
  row: Row,
  root: string,
  ours: Readonly<Record<string, string>>,
  source: string,
): Promise<Place> {
  const [app, library] = ["apps/infra", "libs/jobs"];
  // With a strict package manager nothing finds the package from the app.
  const home = row.manager === "pnpm" ? library : app;
  await writeFiles(root, {
    "package.json": JSON.stringify({ private: true, workspaces: ["apps/*", "libs/*"] }),
    [`${library}/package.json`]: manifest(row, "jobs", ours),
    [`${library}/${source}`]: programOf(row),
    [`${app}/package.json`]: manifest(row, "infra", { jobs: row.manager === "pnpm" ? "workspace:*" : "*" }),
    [`${app}/tsconfig.json`]: tsconfig(row),
    [`${app}/Pulumi.yaml`]: pulumiYaml(row, ".", path.posix.relative(app, `${home}/${LAUNCHER}`)),
    [`${app}/${source}`]: 'export { statuses } from "jobs";\n',
  });
  await copyLauncher(path.join(root, home));
  return { pulumi: app, install: "." };
}

function pulumiYaml({ stripsTypes }: Row, main: string, launcher: string): string {
  const plugins = `{ providers: [{ name: wherobots, path: ${launcher} }] }`;
  const runtime = stripsTypes ? "{ name: nodejs, options: { typescript: false } }" : "nodejs";
  return `name: test\nruntime: ${runtime}\nmain: ${main}\nplugins: ${plugins}\n`;
}

function programOf({ typescript, type }: Row): string {
  const program = [IMPORTS, JOBS, type === "module" ? WAIT : ""].join("");
  if (typescript !== "none") return program;
  const javascript = program.replace(/: plugin\.JobRunArgs|: pulumi\.Output<.*?>/g, "");
  if (type === "module") return javascript;
  const required = javascript.replace(/import \* as (\w+) from ("[^"]+");/g, "const $1 = require($2);");
  return required.replace(/export const (\w+)/g, "const $1 = exports.$1");
}

function manifest(row: Row, name: string, more: Readonly<Record<string, string>>): string {
  const { pulumi, typescript, type, stripsTypes } = row;
  const compiler = typeof typescript === "number" ? { typescript: TYPESCRIPT[typescript] } : {};
  const loader = typescript !== "none" && type === "module" && !stripsTypes ? { "ts-node": TS_NODE } : {};
  const types = typescript === "none" ? {} : { "@types/node": TYPES_OF_NODE };
  const dependencies = { "@pulumi/pulumi": PULUMI[pulumi], ...more };
  const isNamed = (name === "jobs" && typescript !== "none") || stripsTypes;
  const main = isNamed ? { main: "index.ts" } : {};
  const devDependencies = { ...types, ...compiler, ...loader };
  return JSON.stringify({
    name,
    version: "1.0.0",
    private: true,
    type,
    ...main,
    dependencies,
    devDependencies,
  });
}

function tsconfig({ compiler }: Row): string | undefined {
  return compiler && JSON.stringify({ compilerOptions: { ...compiler, strict: true, types: ["node"] } });
}

function copyLauncher(folder: string): Promise<void> {
  return fs.cp(path.join(REPOSITORY, LAUNCHER), path.join(folder, LAUNCHER), { recursive: true });
}

async function writeFiles(root: string, files: Readonly<Record<string, string | undefined>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    if (text === undefined) continue;
    const file = path.join(root, name);
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.writeFile(file, text);
  }
}
