import { expectJobs } from "../../support/pipelines/expected";
import type { Disturbance, JobEnd, PullRequest } from "../../support/pipelines/pipelines";
import { openTeam, type PipelineHost, type Team } from "../../support/pipelines/team";
import { describeThorough } from "../../support/thorough";

/*
 * What goes wrong around a pipeline, with the files and commands of examples/gitops. Stand-ins as in delivery.test.ts.
 */

const FORK: PullRequest = { number: 9, branch: "of-a-fork", isFork: true };
const UP = /pulumi up/;

describeThorough.each<[PipelineHost]>([["github"], ["gitlab"]])("the pipelines of %s", (host) => {
  let team: Team;
  beforeAll(async () => {
    team = await openTeam(host);
  });
  afterAll(() => team.dispose());

  const deployment = (deploy: JobEnd): Record<string, JobEnd> =>
    host === "github" ? { deploy } : { validate: "success", deploy };
  const jobs = (file: string, of: object): Promise<void> =>
    team.repository.write(`jobs/${file}.yaml`, JSON.stringify({ defaults: { runtime: "tiny" }, jobs: of }));
  const job = (...args: string[]): object => ({ runPython: { uri: "s3://bucket.test/job.py", args } });
  const lastRun = (): string => team.emulator.runs().at(-1)?.id ?? "";
  const finishing = (when: RegExp): Disturbance => ({
    of: UP,
    when,
    what: () => team.emulator.finish(lastRun(), "COMPLETED"),
  });

  it("check the files of a fork, and give it neither a secret nor a comment", async () => {
    await jobs("places", { broken: { typo: 1 } });
    await team.repository.push(FORK.branch, "Of somebody else");
    const { log } = expectJobs(await team.pipelines.pushed(FORK), { validate: "failure" });
    await jobs("places", { ingest: job("--day", "1") });
    await team.repository.push(FORK.branch, "Mended");
    expectJobs(await team.pipelines.pushed(FORK), { validate: "success" });
    expect(log).toContain("typo is not a known key");
    expect([team.comments.requests, team.changes()]).toEqual([[], []]);
  });

  it("run 39 jobs of 40 to their end where one fails, and tell which", async () => {
    await team.repository.git("switch", "--quiet", "main");
    const all = Array.from({ length: 40 }, (_, at): [string, object] => [
      `tile-${at}`,
      job(String(at), at === 7 ? "--fail" : ""),
    ]);
    await jobs("places", Object.fromEntries(all));
    await team.repository.push("main", "Forty");
    const { summary, artifacts } = expectJobs(await team.pipelines.deployed(), deployment("failure"));
    expect(team.emulator.runs().filter(({ status }) => status === "COMPLETED")).toHaveLength(39);
    expect(team.started()).toHaveLength(40);
    expect(summary).toMatch(/40 runs[^]*39 [^]*1 failed|1 failed[^]*39 /);
    expect(summary).toContain("No module named 'shapes'");
    expect(artifacts["report.html"]).toContain("jobs-tile-7");
    await jobs("places", { ingest: job("--day", "1") });
    await team.repository.push("main", "One");
    expectJobs(await team.pipelines.deployed(), deployment("success"));
    expect(team.started()).toEqual(["ingest"]);
  });

  it("pass a cancelled job's signal on to Pulumi, which detaches: the next deployment starts nothing", async () => {
    await jobs("places", { ingest: job("--endless", "cancelled") });
    await team.repository.push("main", "Long");
    const cancelled = await team.pipelines.deployed({ of: UP, when: /RUNNING/, what: "cancel" });
    expectJobs(cancelled, deployment("cancelled"));
    expect(cancelled.log).toContain("the run goes on, and the next `pulumi up` resumes the wait");
    expect(cancelled.summary).toContain("1 active");
    expect(team.started()).toEqual(["ingest"]);
    expectJobs(await team.pipelines.deployed(finishing(/RUNNING/)), deployment("success"));
    expect(team.changes()).toEqual([]);
  });

  it("go on after a killed deployment once the stack is unlocked, with the run that it left", async () => {
    await jobs("places", { ingest: job("--endless", "killed") });
    await team.repository.push("main", "Long again");
    expectJobs(
      await team.pipelines.deployed({ of: UP, when: /RUNNING/, what: "kill" }),
      deployment("cancelled"),
    );
    expect(team.started()).toEqual(["ingest"]);
    const locked = expectJobs(await team.pipelines.deployed(), deployment("failure"));
    expect(locked.log).toContain("the stack is currently locked by");
    expectJobs(await team.pipelines.unlocked(finishing(/took over run/)), deployment("success"));
    expect(team.changes()).toEqual([]);
  });

  it("find a run that was cancelled elsewhere or is gone, and are silent where nothing differs", async () => {
    const submitted = (...args: string[]): object => ({ ...job(...args), wait: { until: "submitted" } });
    await jobs("places", { ingest: submitted("--endless", "drift") });
    await team.repository.push("main", "Submit and go");
    expectJobs(await team.pipelines.deployed(), deployment("success"));
    team.started();
    expectJobs(await team.pipelines.scheduled(), { drift: "success" });
    team.emulator.finish(lastRun(), "CANCELLED");
    const { summary } = expectJobs(await team.pipelines.scheduled(), { drift: "failure" });
    expect(summary).toContain("`jobs / jobs-ingest`");
    team.emulator.expire(lastRun());
    const gone = expectJobs(await team.pipelines.scheduled(), { drift: "failure" });
    expect(gone.log).toContain("its record has expired");
    expect(gone.summary).toContain("The preview failed");
    expect(team.changes()).toEqual([]);
  });
});
