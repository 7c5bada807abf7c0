import { expectJobs } from "../../support/pipelines/expected";
import type { PullRequest } from "../../support/pipelines/pipelines";
import { hasStack, openTeam, type PipelineHost, type Team } from "../../support/pipelines/team";
import { describeThorough } from "../../support/thorough";

/*
 * The pipelines of examples/gitops, in the order in which a team lives with them. Their files are read and their commands run;
 * stand-ins are GitHub's actions, `npm ci`, and the host's API for comments.
 */

const COUNTRY: PullRequest = { number: 7, branch: "one-more-country" };
const REPORT: PullRequest = { number: 8, branch: "another-report" };
const CHECKED = { validate: "success", plan: "success", review: "success" } as const;

describeThorough("a newcomer with a copy of examples/gitops at GitHub", () => {
  let team: Team;
  beforeAll(async () => {
    team = await openTeam("github");
  });
  afterAll(() => team.dispose());

  // rule: pipeline-plan, pipeline-one-job
  it("changes one job, and sees only that one in the comment and in the up", async () => {
    expectJobs(await team.pipelines.deployed(), { deploy: "success" });
    expect(team.started().sort()).toEqual(["places-country-de-", "places-country-fr-", "report"]);
    await team.edit("all]", "every]");
    await team.repository.push(REPORT.branch, "Every country");
    expectJobs(await team.pipelines.pushed(REPORT), CHECKED);
    const [comment, ...others] = team.comments.of(REPORT.number);
    expect([comment?.body.match(/^\| `.*/gm), others]).toEqual([
      [expect.stringContaining("| `jobs / jobs-report` | `runPython.args changed` |")],
      [],
    ]);
    expect([hasStack(team, "review-8"), team.changes()]).toEqual([true, []]);
    await team.repository.merge(REPORT.branch);
    expectJobs(await team.pipelines.deployed(), { deploy: "success" });
    expect(team.started()).toEqual(["report"]);
  });

  // rule: pipeline-review
  it("has no stack of the pull request after the merge", async () => {
    expectJobs(await team.pipelines.closed(REPORT), { "review-closed": "success" });
    expect([hasStack(team, "review-8"), team.changes()]).toEqual([false, []]);
  });

  // rule: pipeline-failure
  it("sees in the summary why a job failed", async () => {
    await team.edit("every]", "every, --fail]");
    await team.repository.push("main", "Broken");
    const { summary } = expectJobs(await team.pipelines.deployed(), { deploy: "failure" });
    expect(summary).toContain("No module named 'shapes'");
    expect(team.started()).toEqual(["report"]);
  });
});

describeThorough.each<[PipelineHost]>([["github"], ["gitlab"]])("the pipelines of %s", (host) => {
  let team: Team;
  beforeAll(async () => {
    team = await openTeam(host);
  });
  afterAll(() => team.dispose());

  const comments = ({ number }: PullRequest): string[] => team.comments.of(number).map(({ body }) => body);
  const deployed = host === "github" ? ["deploy"] : ["validate", "deploy"];
  const ended = (how: "success" | "failure"): Record<string, "success" | "failure"> =>
    Object.fromEntries(deployed.map((job) => [job, job === "deploy" ? how : "success"]));

  it("tells in one comment what a pull request would start, and starts nothing", async () => {
    await team.edit("[de, fr]", "[de, fr, it]");
    await team.repository.push(COUNTRY.branch, "Italy");
    expectJobs(await team.pipelines.pushed(COUNTRY), CHECKED);
    const [comment = ""] = comments(COUNTRY);
    expect(comment).toMatch(/^<!-- pulumi-wherobots plan \. prod -->\n## Job runs/);
    for (const job of ["places[country=de]", "places[country=fr]", "places[country=it]", "report"])
      expect(comment).toContain(`| \`jobs / jobs-${job}\` | \`new\` |`);
    expect(hasStack(team, "review-7")).toBe(true);
    expect(team.changes()).toEqual([]);
  });

  it("updates the comment at each push, and leaves what a person wrote", async () => {
    const mark = comments(COUNTRY)[0]?.split("\n")[0] ?? "";
    team.comments
      .of(COUNTRY.number)
      .unshift({ id: 999, author: { type: "User", id: 2 }, body: `${mark}\nmine` });
    await team.edit("de, fr, it", "de, it");
    await team.repository.push(COUNTRY.branch, "Not France");
    expectJobs(await team.pipelines.pushed(COUNTRY), CHECKED);
    const [mine, comment, ...others] = comments(COUNTRY);
    expect([mine, others]).toEqual([`${mark}\nmine`, []]);
    expect(comment).toContain("**3 resources would start runs.**");
    expect(comment).not.toContain("country=fr");
  });

  it("destroys the review stack when the pull request is merged, and starts the runs then", async () => {
    await team.repository.merge(COUNTRY.branch);
    const closed = host === "github" ? "review-closed" : "review-stop";
    expectJobs(await team.pipelines.closed(COUNTRY), { [closed]: "success" });
    expect([hasStack(team, "review-7"), team.changes()]).toEqual([false, []]);
    const { summary, artifacts } = expectJobs(await team.pipelines.deployed(), ended("success"));
    expect(team.started().sort()).toEqual(["places-country-de-", "places-country-it-", "report"]);
    expect(summary).toContain("3 runs");
    expect(artifacts["report.html"]).toContain("<!doctype html>");
  });

  it("shows only the changed job in the comment, and runs only that one", async () => {
    await team.edit("all]", "every]");
    await team.repository.push(REPORT.branch, "Every country");
    expectJobs(await team.pipelines.pushed(REPORT), CHECKED);
    const [comment = ""] = comments(REPORT);
    expect(comment).toContain("**1 resource would start runs.** 2 resources with runs stay as they are.");
    expect(comment).toContain("| `jobs / jobs-report` | `runPython.args changed` |");
    expect(comment).not.toContain("country=");
    expect(comment).toContain("An estimate, from the last runs");
    await team.repository.merge(REPORT.branch);
    expectJobs(await team.pipelines.deployed(), ended("success"));
    expect(team.started()).toEqual(["report"]);
  });

  it("fails with a job, shows why, and runs the mended job alone", async () => {
    await team.edit("every]", "every, --fail]");
    await team.repository.push("main", "Broken");
    const { summary } = expectJobs(await team.pipelines.deployed(), ended("failure"));
    expect(team.started()).toEqual(["report"]);
    expect(summary).toContain("No module named 'shapes'");
    expect(summary).toMatch(/Hint \(`/);
    await team.edit("every, --fail]", "every, --mended]");
    await team.repository.push("main", "Mended");
    expectJobs(await team.pipelines.deployed(), ended("success"));
    expect(team.started()).toEqual(["report"]);
  });

  it("starts nothing when a job leaves the files", async () => {
    const file = "jobs/places.yaml";
    await team.repository.write(
      file,
      (await team.repository.read(file)).replace(/ {2}# Starts when[^]*/, ""),
    );
    await team.repository.push("main", "No report");
    expectJobs(await team.pipelines.deployed(), ended("success"));
    expect(team.changes().filter((request) => request.includes("/runs"))).toEqual([]);
    expect(await team.pulumi("stack", "export")).not.toContain("jobs-report");
  });

  it("keeps a report of the runs before it destroys the stack", async () => {
    const jobs = host === "github" ? ["destroy"] : ["archive", "destroy"];
    const { artifacts } = expectJobs(
      await team.pipelines.destroyed(),
      Object.fromEntries(jobs.map((job) => [job, "success"])),
    );
    const { runs } = JSON.parse(artifacts["runs.json"] ?? "{}") as { runs: { status: string }[] };
    expect(runs.map(({ status }) => status)).toEqual(["COMPLETED", "COMPLETED"]);
    expect(artifacts["report.html"]).toContain("<!doctype html>");
    expect(await team.pulumi("stack", "export")).not.toContain("JobRun");
  });
});
