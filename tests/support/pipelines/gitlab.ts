import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { REPOSITORY } from "../repository";
import { GITLAB_TOKEN } from "./comment-server";
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
import { checkedOut, git } from "./repository";

/*
 * Carries out pipelines of GitLab CI. gitlab-ci-local says which jobs an event has, and checks the file by GitLab's schema.
 * The scripts are those of the file, in the real shell with the real commands. GitLab's API for notes is a server on this
 * machine.
 */

interface Job {
  readonly before_script?: readonly string[];
  readonly script: readonly string[];
  readonly after_script?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly artifacts?: { readonly when?: string; readonly paths?: readonly string[] };
}

/** A job as gitlab-ci-local lists it. */
interface Listed {
  readonly name: string;
  readonly when: "on_success" | "manual" | "never";
}

interface Event {
  /** The branch that a checkout takes. */
  readonly branch: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly isProtected: boolean;
  /** The manual jobs that are played, in order, and no others. Absent: those that start by themselves. */
  readonly played?: readonly string[];
}

const MAIN: Event = {
  branch: "main",
  isProtected: true,
  variables: { CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "main", CI_DEFAULT_BRANCH: "main" },
};

export function gitLabPipelines(workplace: Workplace): Pipelines {
  const happened = async (event: Event, disturbance?: Disturbance): Promise<Ran> => {
    const log = new Log();
    return new Run(workplace, event, log, workplace.shell(log, disturbance)).carriedOut();
  };
  return {
    pushed: (pull) => happened(mergeRequest(pull)),
    closed: (pull) => happened({ ...mergeRequest(pull), played: ["review-stop"] }),
    deployed: (disturbance) => happened(MAIN, disturbance),
    unlocked: async (disturbance) => {
      await happened({ ...MAIN, played: ["unlock"] });
      return happened(MAIN, disturbance);
    },
    scheduled: () => happened({ ...MAIN, variables: { ...MAIN.variables, CI_PIPELINE_SOURCE: "schedule" } }),
    destroyed: () => happened({ ...MAIN, played: ["archive", "destroy"] }),
  };
}

function mergeRequest({ number, branch, isFork = false }: PullRequest): Event {
  const variables = {
    CI_PIPELINE_SOURCE: "merge_request_event",
    CI_DEFAULT_BRANCH: "main",
    CI_MERGE_REQUEST_IID: String(number),
    CI_MERGE_REQUEST_PROJECT_ID: "1",
    CI_MERGE_REQUEST_SOURCE_PROJECT_ID: isFork ? "2" : "1",
  };
  return { branch, variables, isProtected: false };
}

class Run {
  readonly #ran: { jobs: Record<string, JobEnd>; artifacts: Record<string, string>; summary: string } = {
    jobs: {},
    artifacts: {},
    summary: "",
  };

  constructor(
    private readonly place: Workplace,
    private readonly event: Event,
    private readonly log: Log,
    private readonly shell: Shell,
  ) {}

  async carriedOut(): Promise<Ran> {
    const folder = path.join(await this.place.newFolder(), "repository");
    await checkedOut(this.place.origin, folder, this.event.branch);
    const file = parse(await fs.readFile(path.join(folder, ".gitlab-ci.yml"), "utf8")) as Record<string, Job>;
    for (const name of await this.names(folder)) {
      const isOver = Object.values(this.#ran.jobs).some((end) => end !== "success");
      this.#ran.jobs[name] = isOver
        ? "skipped"
        : await this.job({ ...file["default"], ...file[name] } as Job);
    }
    return { ...this.#ran, log: this.log.text };
  }

  /** In the order of their stages. */
  private async names(folder: string): Promise<string[]> {
    const listed = await listedJobs(folder, this.event.variables);
    const { played } = this.event;
    const due = listed.filter(({ name, when }) =>
      played ? played.includes(name) && when === "manual" : when === "on_success",
    );
    return due.map(({ name }) => name);
  }

  private async job({
    before_script = [],
    script,
    after_script = [],
    variables = {},
    artifacts,
  }: Job): Promise<JobEnd> {
    const workspace = path.join(await this.place.newFolder(), "jobs");
    await checkedOut(this.place.origin, workspace, this.event.branch);
    const given = { ...this.event.variables };
    const own = Object.fromEntries(
      Object.entries(variables).map(([name, text]) => [name, expanded(text, given)]),
    );
    const env = { ...this.environment(workspace), ...given, ...own };
    const code = await this.commands([...before_script, ...script], workspace, env);
    if (this.log.end === "kill") return "cancelled";
    const status = code === 0 ? "success" : this.log.end === "cancel" ? "canceled" : "failed";
    const before = this.log.text.length;
    // What it ends with changes nothing of the job.
    if (after_script.length > 0)
      await this.commands(after_script, workspace, { ...env, CI_JOB_STATUS: status });
    this.#ran.summary += this.log.text.slice(before);
    await this.keep(artifacts ?? {}, status, workspace);
    return status === "success" ? "success" : status === "failed" ? "failure" : "cancelled";
  }

  private commands(lines: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
    return this.shell({ script: lines.join("\n"), shell: ["bash", "-eo", "pipefail"], cwd, env });
  }

  private environment(workspace: string): NodeJS.ProcessEnv {
    const { PULUMI_ACCESS_TOKEN, WHEROBOTS_API_KEY } = this.place.secrets;
    return {
      ...this.place.env,
      // The image has it.
      PATH: [this.place.engine, this.place.env["PATH"]].join(path.delimiter),
      ...{ PULUMI_ACCESS_TOKEN, GITLAB_TOKEN },
      ...(this.event.isProtected && { WHEROBOTS_API_KEY }),
      ...{
        GITLAB_CI: "true",
        CI_PROJECT_ID: "1",
        CI_PROJECT_DIR: workspace,
        CI_API_V4_URL: this.place.commentsUrl,
      },
    };
  }

  private async keep(
    { when = "on_success", paths = [] }: NonNullable<Job["artifacts"]>,
    status: string,
    workspace: string,
  ): Promise<void> {
    if (when !== "always" && (when === "on_success") !== (status === "success")) return;
    for (const name of paths) {
      const file = path.join(workspace, name);
      if (existsSync(file)) this.#ran.artifacts[name] = await fs.readFile(file, "utf8");
    }
    const drift = this.#ran.artifacts["drift.md"];
    if (drift !== undefined) this.#ran.summary += drift;
  }
}

/** `$NAME` alone is known here. */
function expanded(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$(\w*)/g, (_, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new Error(`${text}: there is no variable ${name}`);
    return value;
  });
}

/** Its command, and its exit code is not 0 where the file does not fit GitLab's schema. */
const COMMAND = path.join(REPOSITORY, "node_modules/gitlab-ci-local/src/index.js");

/** The jobs that a pipeline of the file in this folder has. The folder has to be a clone. */
export async function listedJobs(
  folder: string,
  variables: Readonly<Record<string, string>>,
): Promise<Listed[]> {
  // It reads names of the host and the project from there, and which branch is the default one.
  await git(folder, "remote", "set-url", "origin", "git@gitlab.test:acme/jobs.git");
  const given = Object.entries(variables).flatMap(([name, value]) => ["--variable", `${name}=${value}`]);
  const unset = "CI_COMMIT_BRANCH" in variables ? [] : ["--unset-variable", "CI_COMMIT_BRANCH"];
  const args = [COMMAND, "--list-json", ...given, ...unset];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, maxBuffer: 1e7 });
  // Warnings stand before it.
  const [json = "[]"] = /^\[\n[^]*/m.exec(stdout) ?? [];
  return (JSON.parse(json) as Listed[]).filter(({ when }) => when !== "never");
}
