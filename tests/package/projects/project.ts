import fs from "node:fs/promises";
import path from "node:path";
import { OK } from "../../support/engine/fixture";
import { REPOSITORY } from "../../support/repository";
import { PULUMI, type Row, TS_NODE, TYPES_OF_NODE, TYPESCRIPT } from "./rows";

/** Both entries, each with an argument or an output that only its own types know. */
const JOBS = `
const args: plugin.JobRunArgs = { runPython: { uri: "${OK}", args: ["a", pulumi.secret("b")] } };
export const tiles = new plugin.JobRun("plugin", args);
export const ended = new dynamicHost.JobRun("dynamic", { runPython: { uri: "${OK}" }, triggers: { after: tiles.runId } });
const said: pulumi.Output<string | undefined> = tiles.kubeApp.apply((app) => app?.appMeta?.sparkUiUrl);
export const statuses = pulumi.all([tiles.status, ended.status, said]);
`;
const IMPORTS = `
import * as pulumi from "@pulumi/pulumi";
import * as dynamicHost from "pulumi-wherobots";
import * as plugin from "pulumi-wherobots/plugin";
`;
/** ES modules may wait. */
const WAIT = "const { version } = await Promise.resolve({ version: 1 });\nexport const found = version;\n";

const LAUNCHER = "wherobots-plugin";
const PULUMI_YAML = `name: test\nruntime: nodejs\nmain: MAIN\nplugins: { providers: [{ name: wherobots, path: MAIN/${LAUNCHER} }] }\n`;

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
  const program = programOf(row);
  if (row.layout === "library") {
    const libs = row.manager === "pnpm" ? "workspace:*" : "*";
    await writeFiles(root, {
      "package.json": JSON.stringify({ private: true, workspaces: ["apps/*", "libs/*"] }),
      "pnpm-workspace.yaml": "packages: ['apps/*', 'libs/*']\n",
      "libs/jobs/package.json": manifest(row, "jobs", ours),
      [`libs/jobs/${source}`]: program,
      "apps/infra/package.json": manifest(row, "infra", { jobs: libs }),
      "apps/infra/tsconfig.json": tsconfig(row),
      "apps/infra/Pulumi.yaml": PULUMI_YAML.replaceAll("MAIN", "."),
      [`apps/infra/${source}`]: 'export { statuses } from "jobs";\n',
    });
    await copyLauncher(path.join(root, "apps/infra"));
    return { pulumi: "apps/infra", install: "." };
  }
  const main = row.layout === "main" ? "infra" : ".";
  await writeFiles(root, {
    "Pulumi.yaml": PULUMI_YAML.replaceAll("MAIN", main),
    [`${main}/package.json`]: manifest(row, "infra", ours),
    [`${main}/tsconfig.json`]: tsconfig(row),
    [`${main}/${source}`]: program,
  });
  await copyLauncher(path.join(root, main));
  return { pulumi: ".", install: main };
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
  const { pulumi, typescript, type } = row;
  const compiler = typeof typescript === "number" ? { typescript: TYPESCRIPT[typescript] } : {};
  const loader = typescript !== "none" && type === "module" ? { "ts-node": TS_NODE } : {};
  const types = typescript === "none" ? {} : { "@types/node": TYPES_OF_NODE };
  const dependencies = { "@pulumi/pulumi": PULUMI[pulumi], ...more };
  const main = name === "jobs" && typescript !== "none" ? { main: "index.ts" } : {};
  const devDependencies = { ...types, ...compiler, ...loader };
  return JSON.stringify({ name, version: "1.0.0", private: true, type, ...main, dependencies, devDependencies });
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
