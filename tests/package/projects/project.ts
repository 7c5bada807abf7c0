import fs from "node:fs/promises";
import path from "node:path";
import { OK } from "../../support/engine/fixture";
import { REPOSITORY } from "../../support/repository";
import { PULUMI, type Row, TYPESCRIPT } from "./rows";

/** Both entries in one program, each with an argument that only its own types know. */
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import * as dynamicHost from "pulumi-wherobots";
import * as plugin from "pulumi-wherobots/plugin";

const args: plugin.JobRunArgs = { runPython: { uri: "${OK}", args: ["a", pulumi.secret("b")] } };
const tiles = new plugin.JobRun("plugin", args);
const ended = new dynamicHost.JobRun("dynamic", { runPython: { uri: "${OK}" }, triggers: { after: tiles.runId } });
const said: pulumi.Output<string | undefined> = tiles.kubeApp.apply((app) => app?.appMeta?.sparkUiUrl);
export const urls = [said];
export const statuses = pulumi.all([tiles.status, ended.status]);
`;

const TYPES_OF_NODE = "20.19.43";
const LAUNCHER = "wherobots-plugin";

/** Writes the project of a row as its user would have it, before any package is installed. */
export async function writeProject(row: Row, root: string, tarball: string): Promise<void> {
  await fs.cp(path.join(REPOSITORY, LAUNCHER), path.join(root, LAUNCHER), { recursive: true });
  const files: Record<string, string> = {
    "Pulumi.yaml": pulumiYaml(),
    "package.json": JSON.stringify(manifest(row, tarball), null, 2),
    ...(row.compiler && { "tsconfig.json": tsconfig(row.compiler) }),
    [row.typescript === "none" ? "index.js" : "index.ts"]: PROGRAM,
  };
  for (const [file, text] of Object.entries(files)) await fs.writeFile(path.join(root, file), text);
}

function pulumiYaml(): string {
  return `name: test\nruntime: nodejs\nplugins: { providers: [{ name: wherobots, path: ${LAUNCHER} }] }\n`;
}

function manifest({ pulumi, typescript, type }: Row, tarball: string): object {
  const compiler = typeof typescript === "number" ? { typescript: TYPESCRIPT[typescript] } : {};
  return {
    name: "infra",
    private: true,
    type,
    dependencies: { "@pulumi/pulumi": PULUMI[pulumi], "pulumi-wherobots": `file:${tarball}` },
    devDependencies: typescript === "none" ? {} : { "@types/node": TYPES_OF_NODE, ...compiler },
  };
}

/** Declarations are checked too. */
function tsconfig(options: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ compilerOptions: { ...options, strict: true, types: ["node"], skipLibCheck: false } });
}
