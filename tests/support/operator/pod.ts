import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { endMarkedProcesses, markedProcesses } from "../../../scripts/tagged-processes";
import { engineEnvironment, stackMark } from "../engine/engine-environment";
import { REPOSITORY } from "../repository";
import type { ProgramObject, StackObject } from "./objects";

const run = promisify(execFile);

/** What the operator's own init container puts into the folder `workspace`. */
export type Source =
  | { readonly repository: string; readonly commit: string }
  | { readonly program: ProgramObject }
  /** A destroy without `runProgram`: nothing but the project's name and runtime, from the object's status. */
  | { readonly project: { readonly name: string; readonly runtime: string } };

export interface PodOptions {
  /** An empty folder, which becomes `/share` of the pod. */
  readonly share: string;
  readonly stack: StackObject;
  readonly source: Source;
  /** Values of Secrets, as `name/key`. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What the pod's image and cluster have: the engine's folder, the backend, the emulator's address. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What `npm install` takes for the package. Default: npm is left out, and the package of this checkout is linked. */
  readonly tarball?: string;
  /** The init containers of the Stack are left out. */
  readonly withoutPlugin?: boolean;
}

/** A workspace pod after its init containers: the folder in which Pulumi runs, and with which environment. */
export interface Pod {
  readonly workDir: string;
  readonly envFile: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the init containers wrote into the file of the environment, as the agent reads it. */
  readonly fileEnv: Readonly<Record<string, string>>;
  processes(): Promise<number[]>;
  /** As the kubelet of a node that is lost, or a pod out of memory: no process has time for anything. */
  kill(): Promise<void>;
}

/** Carries out the init containers of a workspace pod, in the operator's order: its own, then those of the Stack. */
export async function startPod(options: PodOptions): Promise<Pod> {
  const { share, stack, source } = options;
  const workspace = path.join(share, "workspace");
  await fetchSource(options, workspace);
  const envFile = path.join(share, ".env");
  const env = { ...options.env, ...secretsOf(options), PULUMI_ENV: envFile };
  const { initContainers } = stack.spec.workspaceTemplate.spec.podTemplate.spec;
  for (const { command } of options.withoutPlugin ? [] : initContainers)
    await initialise(options, command, env);
  const mark = stackMark(share);
  return {
    workDir: await fs.realpath(workspace),
    envFile,
    env,
    fileEnv: await readEnv(envFile),
    processes: () => markedProcesses(mark),
    kill: async () => {
      await endMarkedProcesses(mark);
    },
  };

  async function fetchSource({ source: from }: PodOptions, to: string): Promise<void> {
    if ("repository" in from) {
      const folder = path.join(share, "source");
      await run("git", ["clone", "--quiet", from.repository, folder]);
      await run("git", ["checkout", "--quiet", from.commit], { cwd: folder });
      await fs.symlink(path.join(folder, stack.spec.repoDir ?? "."), to);
      return;
    }
    await fs.mkdir(to);
    const project = stringify(projectOf(source)).replaceAll(/(?<= )\/share\b/g, share);
    await fs.writeFile(path.join(to, "Pulumi.yaml"), project);
  }
}

function projectOf(source: Source): object {
  if ("program" in source) {
    const { metadata, program } = source.program;
    return { name: metadata.name, runtime: "yaml", ...program };
  }
  return "project" in source ? source.project : {};
}

/** The environment of the container `pulumi` in a pod whose `/share` is this folder. */
export function podEnvironment(share: string, url: string, backendFolder: string): PodOptions["env"] {
  // The key comes from a Secret.
  const settings = { stackFolder: share, backendFolder, env: { WHEROBOTS_API_URL: url } };
  const { PATH = "", ...env } = engineEnvironment(settings);
  // npx adds the folder in which this repository has commands of its own, the plugin too.
  const folders = PATH.split(path.delimiter).filter((folder) => !folder.includes("node_modules"));
  return { ...env, PATH: folders.join(path.delimiter) };
}

function secretsOf({ stack, secrets }: PodOptions): Record<string, string> {
  return Object.fromEntries(
    Object.entries(stack.spec.envRefs).map(([name, { secret }]) => {
      const value = secrets[`${secret.name}/${secret.key}`];
      if (value === undefined) throw new Error(`no key ${secret.key} in the Secret ${secret.name}`);
      return [name, value];
    }),
  );
}

async function initialise(
  { share, tarball }: PodOptions,
  command: readonly string[],
  env: Pod["env"],
): Promise<void> {
  const [shell = "", ...args] = command.map((part) => {
    const here = part.replaceAll(/\/share\b/g, share);
    return tarball === undefined ? here : here.replace(/pulumi-wherobots@\S+/, tarball);
  });
  const folders = [...(tarball === undefined ? [await linkingNpm(share)] : []), env["PATH"] ?? ""];
  await run(shell, args, { cwd: share, env: { ...env, PATH: folders.join(path.delimiter) } });
}

/** A folder with an `npm` that puts this checkout where npm would put the package, and knows no other command. */
async function linkingNpm(share: string): Promise<string> {
  const folder = path.join(share, "linking-npm");
  const script = `#!/bin/sh -e
[ "$1 $2 $3" = "install --prefix ${share}" ]
case "$*" in *" pulumi-wherobots@"[0-9]*) ;; *) exit 1 ;; esac
mkdir -p "$3/node_modules"
ln -s "${REPOSITORY}" "$3/node_modules/pulumi-wherobots"
`;
  await fs.mkdir(folder, { recursive: true });
  await fs.writeFile(path.join(folder, "npm"), script, { mode: 0o755 });
  return folder;
}

async function readEnv(file: string): Promise<Record<string, string>> {
  if (!existsSync(file)) return {};
  const lines = (await fs.readFile(file, "utf8")).trimEnd().split("\n");
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}
