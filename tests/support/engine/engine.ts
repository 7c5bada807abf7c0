import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { endMarkedProcesses, markedProcesses } from "../../../scripts/tagged-processes";
import { type Deployment, isDeployment } from "./deployment";
import { ENGINE_FOLDER, engineEnvironment, stackMark } from "./engine-environment";
import { type EngineEvent, parseEvents } from "./engine-events";
import { makeProject, type ProgramFile, type ProgramSource, writeProgram } from "./project-folder";
import { pythonFolders } from "./python";
import { type Ended, type RunningEngine, startEngine } from "./running-engine";

export type { Deployment } from "./deployment";
export { resourcesOf } from "./deployment";
export type { EngineEvent } from "./engine-events";
export type { ProgramSource } from "./project-folder";
export type { RunningEngine } from "./running-engine";

export interface EngineResult extends Ended {
  /** From the engine's event log; empty for commands that write none. */
  readonly events: EngineEvent[];
  /** The event log as it was written, for looking for what must not be in it. */
  readonly rawEvents: string;
}

export interface EngineOptions {
  /** After the defaults, so that they win: `["--parallel", "1"]`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Also previews before the operation, as a user's own `pulumi up` does. Default false. */
  readonly withPreview?: boolean;
  /** Default 50 s. */
  readonly timeoutMs?: number;
  /** Whether an event log is asked for, which only some commands know. Default: those that have a method here. */
  readonly withEvents?: boolean;
}

export interface RunNodeOptions extends Pick<EngineOptions, "env"> {
  /** Default the Node that runs the tests. */
  readonly command?: string;
}

/** A project with one stack on a file backend of its own, run by the real engine. Nothing is thrown for a failed run. */
export interface EngineStack {
  readonly dir: string;
  up(options?: EngineOptions): Promise<EngineResult>;
  preview(options?: EngineOptions): Promise<EngineResult>;
  refresh(options?: EngineOptions): Promise<EngineResult>;
  destroy(options?: EngineOptions): Promise<EngineResult>;
  /** Any other command, as it would be typed after `pulumi`. */
  run(args: readonly string[], options?: EngineOptions): Promise<EngineResult>;
  /** The same without waiting for it, for tests that interrupt or kill it. */
  start(args: readonly string[], options?: Pick<EngineOptions, "env">): RunningEngine;
  /** A program of the project's folder, run by Node with the engine's environment: for the Automation API. */
  runNode(file: string, args?: readonly string[], options?: RunNodeOptions): Promise<Ended>;
  /** As `pulumi stack export` gives it, which itself runs only where the stack or its project has another name by now. */
  exportState(): Promise<Deployment>;
  /** The state as it lies in the backend's file: what a killed engine left, and without the time of an export. */
  savedState(): Promise<Deployment>;
  /**
   * An engine that is killed while it writes may leave its file empty, or the one with that file's attributes, and then no
   * command reads it. Takes the copy of the state before, or the attributes away. @returns false if both are whole
   */
  restoreTornState(): Promise<boolean>;
  importState(state: Deployment): Promise<void>;
  outputs(): Promise<Record<string, unknown>>;
  setConfig(key: string, value: string, options?: { readonly secret?: boolean }): Promise<void>;
  /** Another program in the same language. */
  writeProgram(program: string): void;
  /** Ids of processes of this stack that still live. */
  processes(): Promise<number[]>;
  /** Ends what still lives and removes the folder. */
  dispose(): Promise<void>;
}

export interface StackOptions {
  readonly program: ProgramSource;
  readonly emulator?: { readonly url: string; readonly apiKey: string };
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default `dev`. */
  readonly stack?: string;
  /** Default `test`; an example keeps the name of its Pulumi.yaml. */
  readonly project?: string;
  /** To share a backend, or to go on with that of an earlier stack. Default one of its own. */
  readonly backendDir?: string;
}

const APPLY = ["--yes", "--skip-preview"];
const APPLY_WITH_PREVIEW = ["--yes"];

export async function createStack(options: StackOptions): Promise<EngineStack> {
  const folder = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "wherobots-stack-"));
  const backendFolder = options.backendDir ?? path.join(folder, "backend");
  const dir = path.join(folder, "project");
  await fs.mkdir(backendFolder, { recursive: true });
  const programFile = await makeProject(dir, options.project ?? "test", options.program);
  const folders = programFile.name === "__main__.py" ? pythonFolders() : [];
  const env = engineEnvironment({ ...options, stackFolder: folder, backendFolder, folders });
  const name = options.stack ?? "dev";
  const stateFile = path.join(backendFolder, ".pulumi/stacks", options.project ?? "test", `${name}.json`);
  const stack = stackIn({ folder, dir, programFile, env, name, stateFile });
  await must(stack.run(["stack", "select", "--create", name]));
  return stack;
}

interface Place {
  readonly folder: string;
  readonly dir: string;
  readonly programFile: ProgramFile;
  readonly name: string;
  /** Where the backend keeps the stack's state. */
  readonly stateFile: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

function stackIn(place: Place): EngineStack {
  const run = (args: readonly string[], options: EngineOptions = {}): Promise<EngineResult> =>
    runToEnd(place, args, options);
  const apply = (command: string, options: EngineOptions = {}): Promise<EngineResult> =>
    runToEnd(place, [command, ...(options.withPreview ? APPLY_WITH_PREVIEW : APPLY)], options, true);
  return {
    dir: place.dir,
    up: (options) => apply("up", options),
    refresh: (options) => apply("refresh", options),
    destroy: (options) => apply("destroy", options),
    preview: (options = {}) => runToEnd(place, ["preview"], options, true),
    run,
    start: (args, options = {}) => start(place, args, options.env),
    runNode: (file, args = [], { command = process.execPath, env } = {}) =>
      startEngine({
        command,
        args: [file, ...args],
        cwd: place.dir,
        env: { ...place.env, ...env },
      }).wait(),
    exportState: async () =>
      existsSync(place.stateFile)
        ? savedState(place.stateFile)
        : deploymentIn((await must(run(["stack", "export"]))).stdout),
    savedState: () => savedState(place.stateFile),
    restoreTornState: () => restoreTornState(place.stateFile),
    importState: (state) => importState(place, state),
    outputs: async () => objectIn((await must(run(["stack", "output", "--json", "--show-secrets"]))).stdout),
    setConfig: async (key, value, options = {}) => {
      await must(run(["config", "set", options.secret ? "--secret" : "--plaintext", key, "--", value]));
    },
    writeProgram: (program) => writeProgram(place.dir, place.programFile, program),
    processes: () => markedProcesses(stackMark(place.folder)),
    dispose: () => dispose(place.folder),
  };
}

function start(place: Place, args: readonly string[], env: EngineOptions["env"]): RunningEngine {
  const command = path.join(place.env[ENGINE_FOLDER] ?? process.env[ENGINE_FOLDER] ?? "", "pulumi");
  const all = ["--non-interactive", "--color", "never", ...args];
  return startEngine({ command, args: all, cwd: place.dir, env: { ...place.env, ...env } });
}

async function runToEnd(
  place: Place,
  args: readonly string[],
  options: EngineOptions,
  hasEvents = options.withEvents ?? false,
): Promise<EngineResult> {
  const log = path.join(place.folder, `events-${randomBytes(4).toString("hex")}.jsonl`);
  const logArgs = hasEvents ? ["--event-log", log] : [];
  const running = start(place, [...args, ...logArgs, ...(options.args ?? [])], options.env);
  const ended = await running.wait(options.timeoutMs).catch((error: unknown) => {
    running.kill("SIGKILL", { group: true });
    throw error;
  });
  const rawEvents = await fs.readFile(log, "utf8").catch(() => "");
  return { ...ended, rawEvents, events: parseEvents(rawEvents) };
}

async function savedState(file: string): Promise<Deployment> {
  const saved: unknown = JSON.parse(await fs.readFile(file, "utf8"));
  if (typeof saved !== "object" || saved === null || !("checkpoint" in saved))
    throw new Error(`no state in ${file}`);
  const { checkpoint } = saved;
  const latest =
    typeof checkpoint === "object" && checkpoint !== null && "latest" in checkpoint ? checkpoint.latest : {};
  return deploymentIn(JSON.stringify({ ...saved, deployment: latest ?? {} }));
}

async function restoreTornState(file: string): Promise<boolean> {
  const attributes = `${file}.attrs`;
  const torn = { state: !(await isJson(file)), attributes: !(await isJson(attributes)) };
  if (torn.state) await fs.copyFile(`${file}.bak`, file);
  if (torn.attributes) await fs.rm(attributes, { force: true });
  return torn.state || torn.attributes;
}

async function isJson(file: string): Promise<boolean> {
  try {
    JSON.parse(await fs.readFile(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}

async function importState(place: Place, state: Deployment): Promise<void> {
  const file = path.join(place.folder, "import.json");
  await fs.writeFile(file, JSON.stringify(state));
  await must(runToEnd(place, ["stack", "import", "--file", file], {}));
}

/** For steps that only prepare a test: their failure is no outcome to look at. */
async function must(work: Promise<EngineResult>): Promise<EngineResult> {
  const result = await work;
  if (result.exitCode !== 0) throw new Error(`pulumi ended with ${result.exitCode}:\n${result.all}`);
  return result;
}

function deploymentIn(text: string): Deployment {
  const value: unknown = JSON.parse(text);
  if (!isDeployment(value)) throw new Error(`not a deployment: ${text.slice(0, 200)}`);
  return value;
}

function objectIn(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null ? { ...value } : {};
}

async function dispose(folder: string): Promise<void> {
  await endMarkedProcesses(stackMark(folder));
  await fs.rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
