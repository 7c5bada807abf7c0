import { existsSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { GITHUB_TOKEN } from "./comment-server";
import { type Contexts, holds, interpolated, type Progress } from "./expressions";
import {
  type Disturbance,
  type JobEnd,
  Log,
  type Pipelines,
  type PullRequest,
  type Ran,
  type Shell,
  type Workplace,
} from "./pipelines";
import { checkedOut } from "./repository";

/*
 * Reads workflows of GitHub and carries out their steps. `run` is the real shell with the real commands. Actions have
 * stand-ins, below, and GitHub's API for comments is a server on this machine.
 */

interface Workflow {
  readonly on: Readonly<Record<string, { readonly types?: string[]; readonly branches?: string[] } | null>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly needs?: string;
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Event {
  readonly name: "pull_request" | "push" | "schedule" | "workflow_dispatch";
  /** The branch whose workflows count and that a checkout takes. */
  readonly branch: string;
  readonly ref: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Of `workflow_dispatch`: which workflow. */
  readonly file?: string;
  readonly isFork: boolean;
}

const FOLDER = ".github/workflows";
const REPOSITORY = "acme/jobs";

export function gitHubPipelines(workplace: Workplace): Pipelines {
  const happened = (event: Event, disturbance?: Disturbance): Promise<Ran> =>
    carriedOut(workplace, event, disturbance);
  const onMain = { branch: "main", ref: "refs/heads/main", payload: {}, isFork: false };
  const byHand = (file: string, inputs: object, disturbance?: Disturbance): Promise<Ran> =>
    happened({ ...onMain, name: "workflow_dispatch", file, inputs: { ...inputs } }, disturbance);
  return {
    pushed: (pull) => happened(pullRequest(pull, "synchronize")),
    closed: (pull) => happened(pullRequest(pull, "closed")),
    deployed: (disturbance) => happened({ ...onMain, name: "push" }, disturbance),
    unlocked: (disturbance) => byHand("deploy.yml", { unlock: true }, disturbance),
    scheduled: () => happened({ ...onMain, name: "schedule" }),
    destroyed: () => byHand("destroy.yml", { stack: "prod" }),
  };
}

function pullRequest({ number, branch, isFork = false }: PullRequest, action: string): Event {
  const head = { repo: { full_name: isFork ? "somebody/jobs" : REPOSITORY } };
  const payload = { action, number, pull_request: { head, base: { ref: "main" } } };
  return { name: "pull_request", branch, ref: `refs/pull/${number}/merge`, payload, isFork };
}

async function carriedOut(
  place: Workplace,
  event: Event,
  disturbance: Disturbance | undefined,
): Promise<Ran> {
  const run = new Run(place, event, disturbance);
  for (const workflow of await workflowsFor(place, event)) await run.workflow(workflow);
  return { jobs: run.jobs, log: run.log.text, summary: run.summary, artifacts: run.artifacts };
}

async function workflowsFor(place: Workplace, event: Event): Promise<Workflow[]> {
  const folder = path.join(await place.newFolder(), "repository");
  await checkedOut(place.origin, folder, event.branch);
  const names = (await fs.readdir(path.join(folder, FOLDER))).sort();
  const all = await Promise.all(
    names.map(async (name) => ({
      name,
      workflow: parse(await fs.readFile(path.join(folder, FOLDER, name), "utf8")) as Workflow,
    })),
  );
  return all.filter(({ name, workflow }) => isFor(workflow, name, event)).map(({ workflow }) => workflow);
}

function isFor({ on }: Workflow, name: string, { name: event, payload, file, branch }: Event): boolean {
  if (!Object.hasOwn(on, event)) return false;
  if (event === "workflow_dispatch") return name === file;
  const { types, branches } = on[event] ?? {};
  return (types?.includes(String(payload["action"])) ?? true) && (branches?.includes(branch) ?? true);
}

class Run {
  readonly jobs: Record<string, JobEnd> = {};
  readonly artifacts: Record<string, string> = {};
  readonly log = new Log();
  summary = "";
  readonly #shell: Shell;

  constructor(
    private readonly place: Workplace,
    private readonly event: Event,
    disturbance: Disturbance | undefined,
  ) {
    this.#shell = place.shell(this.log, disturbance);
  }

  async workflow({ jobs, permissions }: Workflow): Promise<void> {
    for (const [name, job] of Object.entries(jobs)) {
      const before: Progress =
        job.needs === undefined || this.jobs[job.needs] === "success" ? "success" : "failure";
      const contexts = this.contexts({ ...permissions, ...job.permissions }, job);
      this.jobs[name] = holds(job.if, contexts, before) ? await this.job(job, contexts) : "skipped";
    }
  }

  /** What a job may know: the secrets of its environment, and a token with its permissions. */
  private contexts(permissions: Readonly<Record<string, string>>, { environment }: Job): Contexts {
    const { PULUMI_ACCESS_TOKEN, WHEROBOTS_API_KEY } = this.place.secrets;
    const { isFork, name, payload, ref, inputs = {} } = this.event;
    const own = environment === "prod" ? { WHEROBOTS_API_KEY } : {};
    const token = permissions["pull-requests"] === "write" && !isFork ? GITHUB_TOKEN : "ghs_reads";
    return {
      github: { event_name: name, event: payload, ref, repository: REPOSITORY, actor: "team", token },
      secrets: isFork ? {} : { PULUMI_ACCESS_TOKEN, ...own },
      inputs,
    };
  }

  private async job(job: Job, contexts: Contexts): Promise<JobEnd> {
    const workspace = path.join(await this.place.newFolder(), "jobs");
    const machine = { workspace, hasPulumi: false, steps: {} as Record<string, { outcome: JobEnd }> };
    let progress: Progress = "success";
    for (const step of job.steps) {
      const known = { ...contexts, steps: machine.steps };
      const isDue = holds(step.if, known, progress);
      const outcome = isDue ? await this.step(step, job, known, progress, machine) : "skipped";
      if (step.id !== undefined) machine.steps[step.id] = { outcome };
      if (this.log.end === "kill") return "cancelled";
      if (outcome === "failure" && progress === "success")
        progress = this.log.end === "cancel" ? "cancelled" : "failure";
    }
    return progress;
  }

  private async step(
    step: Step,
    job: Job,
    contexts: Contexts,
    progress: Progress,
    machine: { readonly workspace: string; hasPulumi: boolean },
  ): Promise<JobEnd> {
    const texts = (of: Readonly<Record<string, unknown>> = {}): Record<string, string> =>
      Object.fromEntries(
        Object.entries(of).map(([name, text]) => [name, interpolated(String(text), contexts, progress)]),
      );
    if (step.uses !== undefined) return this.action(step.uses, texts(step.with), machine);
    const env = { ...texts(job.env), ...texts(step.env) };
    return this.commands(interpolated(step.run ?? "", contexts, progress), env, machine);
  }

  private async commands(
    script: string,
    env: Readonly<Record<string, string>>,
    { workspace, hasPulumi }: { readonly workspace: string; readonly hasPulumi: boolean },
  ): Promise<JobEnd> {
    const summary = path.join(path.dirname(workspace), "summary.md");
    const code = await this.#shell({
      // That of a step without `shell`.
      ...{ script, shell: ["bash", "-e"], cwd: workspace },
      env: {
        ...this.place.env,
        ...(hasPulumi && { PATH: [this.place.engine, this.place.env["PATH"]].join(path.delimiter) }),
        GITHUB_ACTIONS: "true",
        GITHUB_API_URL: this.place.commentsUrl,
        GITHUB_REPOSITORY: REPOSITORY,
        GITHUB_REF: this.event.ref,
        GITHUB_WORKSPACE: workspace,
        GITHUB_STEP_SUMMARY: summary,
        ...env,
      },
    });
    if (existsSync(summary)) {
      this.summary += await fs.readFile(summary, "utf8");
      await fs.rm(summary);
    }
    return code === 0 ? "success" : "failure";
  }

  private async action(
    uses: string,
    given: Readonly<Record<string, string>>,
    machine: { readonly workspace: string; hasPulumi: boolean },
  ): Promise<JobEnd> {
    const [, name, version] = /^([\w-]+\/[\w-]+)@([0-9a-f]{40})$/.exec(uses) ?? [];
    if (name === "actions/checkout") {
      await checkedOut(this.place.origin, machine.workspace, given["ref"] ?? this.event.branch);
      return "success";
    }
    // Node.js is there, and Pulumi as well, if not on PATH.
    if (name === "actions/setup-node") return "success";
    if (name === "pulumi/actions") machine.hasPulumi = true;
    else if (name === "actions/upload-artifact") return this.upload(given, machine.workspace);
    else throw new Error(`no stand-in for ${uses} (${version ?? "no commit"})`);
    return "success";
  }

  private async upload(given: Readonly<Record<string, string>>, workspace: string): Promise<JobEnd> {
    const names = (given["path"] ?? "").split("\n").filter((name) => name !== "");
    const there = names.filter((name) => existsSync(path.join(workspace, name)));
    for (const name of there) this.artifacts[name] = await fs.readFile(path.join(workspace, name), "utf8");
    return there.length === 0 && given["if-no-files-found"] === "error" ? "failure" : "success";
  }
}
