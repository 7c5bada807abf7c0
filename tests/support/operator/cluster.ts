import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { createEmulator, DEFAULT_ACCOUNT, type Emulator } from "../../../emulator";
import { ENGINE_FOLDER } from "../engine/engine-environment";
import { resourceName } from "../engine/fixture";
import { REPOSITORY } from "../repository";
import type { Agent } from "./agent";
import { automationAgent } from "./automation-agent";
import { type Controller, createController } from "./controller";
import { grpcAgent } from "./grpc-agent";
import { type KubernetesObject, objectsIn, type StackObject } from "./objects";
import { type Pod, podEnvironment, type Source, startPod } from "./pod";
import { operatorSources } from "./schemas";

const run = promisify(execFile);
const EXAMPLE = path.join(REPOSITORY, "examples/kubernetes-operator");
const SECRETS = { "wherobots/apiKey": DEFAULT_ACCOUNT.apiKey, "wherobots/pulumiAccessToken": "pul-test" };
const LOOKS = 1_200;

/** The objects of a file of the example. */
export function exampleObjects(file: string): KubernetesObject[] {
  return objectsIn(readFileSync(path.join(EXAMPLE, "kubernetes", file), "utf8"));
}

export type MakeAgent = (pod: Pod) => Promise<Agent & { stop?(): Promise<void> }>;

const sources = operatorSources();
/** The operator's own agent too, where somebody has built it. */
export const AGENTS: readonly (readonly [name: string, make: MakeAgent])[] = [
  ["the automation library", (pod) => automationAgent(pod, process.env[ENGINE_FOLDER] ?? "")],
  ...("folder" in sources && existsSync(path.join(sources.folder, "agent/pulumi-kubernetes-agent"))
    ? [["the operator's own agent", (pod: Pod) => grpcAgent(pod, sources.folder)] as const]
    : []),
];

/** A cluster with one Stack object, in which a pod comes and goes. */
export interface Cluster {
  readonly emulator: Emulator;
  readonly controller: Controller;
  /** A new pod with this source, initialised as the operator does it. */
  pod(source: Source, options?: PodChoices): Promise<StartedPod>;
  /** Names of the jobs whose runs were started since the last call, in order. */
  started(): string[];
  /** Until so many runs are RUNNING. */
  runsActive(count: number): Promise<void>;
  /** Until somebody follows this run, from now on. */
  asksFor(runId: string): Promise<void>;
  dispose(): Promise<void>;
}

export interface PodChoices {
  readonly tarball?: string;
  /** As if the Stack had no init container. */
  readonly withoutPlugin?: boolean;
}

export interface StartedPod {
  readonly pod: Pod;
  readonly agent: Agent;
  /** `kubectl exec` of a command in the container. */
  exec(command: string, ...args: string[]): Promise<void>;
}

export async function openCluster(stack: StackObject, makeAgent: MakeAgent): Promise<Cluster> {
  const folder = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "wherobots-cluster-"));
  const backend = path.join(folder, "backend");
  await fs.mkdir(backend);
  const emulator = await createEmulator({ plans: [{ plan: { pendingMs: 20, runningMs: 50 } }] });
  const open: { pod: Pod; agent: Awaited<ReturnType<MakeAgent>> }[] = [];
  let seen = 0;
  return {
    emulator,
    controller: createController(stack.spec.retryMaxBackoffDurationSeconds),
    pod: async (source, choices = {}) => {
      const share = path.join(folder, `pod-${open.length}`);
      await fs.mkdir(share);
      const env = podEnvironment(share, emulator.url, backend);
      const pod = await startPod({ share, stack, source, secrets: SECRETS, env, ...choices });
      const agent = await makeAgent(pod);
      open.push({ pod, agent });
      await agent.install();
      // A backend in a folder has no organisations.
      await agent.selectStack(stack.spec.stack.replace(/^.*\//, ""));
      const settings = { cwd: pod.workDir, env: { ...pod.env, ...pod.fileEnv } };
      const exec = async (command: string, ...args: string[]): Promise<void> => {
        await run(command, args, settings);
      };
      return { pod, agent, exec };
    },
    started: () => {
      const fresh = emulator.runs().slice(seen);
      seen += fresh.length;
      return fresh.map(({ name }) => resourceName(name).replace(/^nightly-(.*)-[a-z0-9]{6}$/, "$1"));
    },
    runsActive: (count) =>
      until(() => emulator.runs().filter(({ status }) => status === "RUNNING").length >= count),
    asksFor: (runId) => {
      const from = emulator.requests.length;
      const isAsked = (): boolean =>
        emulator.requests.slice(from).some(({ path: at }) => at === `/runs/${runId}`);
      return until(isAsked);
    },
    dispose: async () => {
      for (const { agent } of open) await agent.stop?.().catch(() => undefined);
      for (const { pod } of open) await pod.kill();
      await emulator.stop();
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
}

async function until(happened: () => boolean): Promise<void> {
  for (let looks = 0; looks < LOOKS; looks++) {
    if (happened()) return;
    await delay(50);
  }
  throw new Error("it has not happened within a minute");
}

/** A Git repository with the example's job files, as a team has it. */
export interface Repository {
  readonly folder: string;
  /** The hash of a new commit, in which the job file is changed. */
  commit(change?: (text: string) => string): Promise<string>;
  dispose(): Promise<void>;
}

export async function openRepository(): Promise<Repository> {
  const folder = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "wherobots-repository-"));
  const who = ["-c", "user.name=Test", "-c", "user.email=test@example.test"];
  const git = async (...args: string[]): Promise<string> =>
    (await run("git", [...who, ...args], { cwd: folder })).stdout.trim();
  await git("init", "--quiet", "--initial-branch=main");
  for (const name of ["Pulumi.yaml", "jobs", "wherobots-plugin", "package.json"])
    await fs.cp(path.join(EXAMPLE, name), path.join(folder, name), { recursive: true });
  const jobs = path.join(folder, "jobs/nightly.yaml");
  return {
    folder,
    commit: async (change = (text) => text) => {
      await fs.writeFile(jobs, change(await fs.readFile(jobs, "utf8")));
      await git("add", "--all");
      await git("commit", "--quiet", "--allow-empty", "--message", "Change the jobs");
      return git("rev-parse", "HEAD");
    },
    dispose: () => fs.rm(folder, { recursive: true, force: true }),
  };
}
