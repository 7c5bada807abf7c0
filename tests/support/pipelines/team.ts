import { existsSync } from "node:fs";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createEmulator, DEFAULT_ACCOUNT, type Emulator, type PlanRule } from "../../../emulator";
import { endMarkedProcesses } from "../../../scripts/tagged-processes";
import { ENGINE_FOLDER, engineEnvironment, stackMark } from "../engine/engine-environment";
import { expectExit, requestText, started } from "../engine/fixture";
import { startEngine } from "../engine/running-engine";
import { REPOSITORY } from "../repository";
import { type CommentServer, startCommentServer } from "./comment-server";
import { gitHubPipelines } from "./github";
import { gitLabPipelines } from "./gitlab";
import {
  type Disturbance,
  disturbed,
  type Log,
  type Pipelines,
  type Shell,
  type Workplace,
} from "./pipelines";
import { createRepository, type TeamRepository } from "./repository";

export type PipelineHost = "github" | "gitlab";

/** A team with a copy of examples/gitops, its pipelines, and the account that its jobs run in. */
export interface Team {
  readonly repository: TeamRepository;
  /** Replaces a text of jobs/places.yaml. */
  edit(from: string, to: string): Promise<void>;
  readonly pipelines: Pipelines;
  readonly comments: CommentServer;
  readonly emulator: Emulator;
  /** The jobs whose runs were started since the last call, in order. */
  started(): string[];
  /** Requests that change something, since the last call. */
  changes(): string[];
  /** Ends a command of the stack `prod`, as a person types it. */
  pulumi(...args: string[]): Promise<string>;
  dispose(): Promise<void>;
}

const FAILS = "--fail";
const ENDLESS = "--endless";

/** Short runs, told apart by their arguments. */
const PLANS: PlanRule[] = [
  {
    match: { args: FAILS },
    plan: {
      pendingMs: 10,
      runningMs: 20,
      outcome: "FAILED",
      message: "ModuleNotFoundError: No module named 'shapes'",
    },
  },
  { match: { args: ENDLESS }, plan: { pendingMs: 10, neverEnds: true } },
  { plan: { pendingMs: 10, runningMs: 20, costSettlesMs: 0 } },
];

const STEP_MS = 100_000;
const JOBS = "jobs/places.yaml";

export async function openTeam(host: PipelineHost): Promise<Team> {
  const folder = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "wherobots-team-"));
  const emulator = await createEmulator({ plans: PLANS });
  const comments = await startCommentServer();
  const repository = await createRepository(folder);
  const workplace = await workplaceIn(folder, { repository, emulator, comments });
  const pulumi = (...args: string[]): Promise<string> =>
    typed(["pulumi", ...args, "--stack", "prod"], repository.folder, workplace);
  await copyExample(repository.folder);
  await typed(["pulumi", "stack", "init", "prod"], repository.folder, workplace);
  await repository.git("add", "--all");
  await repository.git("commit", "--quiet", "--message", "A copy of the example");
  await repository.git("push", "--quiet", "origin", "main");
  let seen = 0;
  const fresh = (): string[] => {
    const requests = emulator.requests.slice(seen);
    seen = emulator.requests.length;
    return requests.map((request) => requestText(request, emulator.runs()));
  };
  return {
    ...{ repository, comments, emulator, pulumi },
    edit: async (from, to) => {
      const text = await repository.read(JOBS);
      if (!text.includes(from)) throw new Error(`${JOBS} has no ${from}:\n${text}`);
      await repository.write(JOBS, text.replace(from, to));
    },
    pipelines: host === "github" ? gitHubPipelines(workplace) : gitLabPipelines(workplace),
    started: () => started(fresh()).map(jobName),
    changes: () => fresh().filter((request) => !request.startsWith("GET ")),
    dispose: async () => {
      await endMarkedProcesses(stackMark(folder));
      await Promise.all([comments.close(), emulator.stop()]);
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
}

/** A child of the set `jobs`, without the hash that its name carries. */
function jobName(name: string): string {
  return name.replace(/^jobs-/, "").replace(/-[a-z0-9]{6}$/, "");
}

async function copyExample(into: string): Promise<void> {
  const from = path.join(REPOSITORY, "examples/gitops");
  const filter = (file: string): boolean => path.basename(file) !== "node_modules";
  await fs.cp(from, into, { recursive: true, filter });
  // What `npm install` writes, which the team commits.
  await fs.writeFile(path.join(into, "package-lock.json"), "{}\n");
}

interface Around {
  readonly repository: TeamRepository;
  readonly emulator: Emulator;
  readonly comments: CommentServer;
}

async function workplaceIn(folder: string, { repository, emulator, comments }: Around): Promise<Workplace> {
  const engine = process.env[ENGINE_FOLDER] ?? "";
  const backendFolder = path.join(folder, "backend");
  await fs.mkdir(backendFolder);
  const env = {
    ...engineEnvironment({ stackFolder: folder, backendFolder }),
    PATH: [await npmStandIn(folder), process.env["PATH"]].join(path.delimiter),
    WHEROBOTS_API_URL: emulator.url,
    CI: "true",
  };
  let folders = 0;
  const newFolder = async (): Promise<string> => {
    const place = path.join(folder, `job-${folders++}`);
    await fs.mkdir(place);
    return place;
  };
  return {
    ...{ origin: repository.origin, newFolder, commentsUrl: comments.url, env, engine },
    secrets: { PULUMI_ACCESS_TOKEN: "pul-test", WHEROBOTS_API_KEY: DEFAULT_ACCOUNT.apiKey },
    shell: (log, disturbance) => shellIn(folder, log, disturbance),
  };
}

/**
 * In place of `npm ci`, which would install the same packages for each job: it wants a lock file as npm does, and links what
 * npm would have installed. npx is the real one.
 */
async function npmStandIn(folder: string): Promise<string> {
  const [bin, modules] = [path.join(folder, "bin"), path.join(folder, "installed")];
  await fs.mkdir(path.join(modules, ".bin"), { recursive: true });
  await fs.mkdir(bin);
  await fs.symlink(REPOSITORY, path.join(modules, "pulumi-wherobots"), "junction");
  const command = `#!/bin/sh\nexec node '${REPOSITORY}/dist/cli/bin.js' "$@"\n`;
  await fs.writeFile(path.join(modules, ".bin/pulumi-wherobots"), command, { mode: 0o755 });
  const lines = [
    "#!/bin/sh",
    `if [ "$*" != ci ]; then echo "no stand-in for npm $*" >&2; exit 64; fi`,
    `if [ ! -f package-lock.json ]; then echo "npm error code EUSAGE" >&2; exit 1; fi`,
    `exec ln -s '${modules}' node_modules`,
  ];
  await fs.writeFile(path.join(bin, "npm"), `${lines.join("\n")}\n`, { mode: 0o755 });
  return bin;
}

function shellIn(folder: string, log: Log, disturbance: Disturbance | undefined): Shell {
  return async ({ script, shell: [command = "", ...options], cwd, env }) => {
    const file = path.join(path.dirname(cwd), "step.sh");
    await fs.writeFile(file, script);
    const running = startEngine({ command, args: [...options, file], cwd, env });
    const isMeant = disturbance?.of.test(script) === true && log.end === undefined;
    if (isMeant) {
      log.end = disturbance.what;
      await disturbed(running, disturbance, () => endMarkedProcesses(stackMark(folder)));
    }
    const { exitCode, all } = await running.wait(STEP_MS);
    log.add(all);
    return exitCode;
  };
}

async function typed(words: readonly string[], cwd: string, { engine, env }: Workplace): Promise<string> {
  const PATH = [engine, env["PATH"]].join(path.delimiter);
  const [command = "", ...args] = words;
  const running = startEngine({ command, args, cwd, env: { ...env, PATH } });
  return expectExit(await running.wait(), "zero").stdout;
}

/** Whether the stack is there. */
export function hasStack({ repository }: Team, stack: string): boolean {
  const backend = path.join(path.dirname(repository.folder), "backend/.pulumi/stacks/wherobots-gitops");
  return existsSync(path.join(backend, `${stack}.json`));
}
