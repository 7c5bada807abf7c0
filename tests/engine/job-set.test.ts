import { DEFAULT_ACCOUNT } from "../../emulator";
import { describeUnless } from "../support/engine/describe-unless";
import { resourcesOf } from "../support/engine/engine";
import {
  describeHostsThorough,
  ENDLESS,
  expectExit,
  FAILS,
  fixtureForAll,
  OK,
  openFixture,
  operations,
  programOf,
} from "../support/engine/fixture";
import { startedJobs, writeJobs } from "../support/engine/job-files";
import { whyNoPython } from "../support/engine/python";

/** All of Pulumi.yaml but its name, its runtime and its plugins: with these, ten lines. */
const YAML = `
resources:
  nightly:
    type: wherobots:JobSet
    properties: { path: jobs }
outputs:
  runs: \${nightly.runs}
`;

/** Another account, for an explicit provider. */
const EMEA = { ...DEFAULT_ACCOUNT, apiKey: "wbk_emea", userId: "user-2", organizationId: "org-2" };

/** Two sets in the account of the stack, and a protected one in another. */
function sets(abroad: string, aliases: string[] = []): string {
  return `
resources:
  emea: { type: "pulumi:providers:wherobots", properties: { apiKey: ${EMEA.apiKey} } }
  nightly: { type: "wherobots:JobSet", properties: { path: jobs } }
  weekly: { type: "wherobots:JobSet", properties: { path: jobs/a.yaml } }
  ${abroad}:
    type: wherobots:JobSet
    properties: { path: jobs }
    options: { provider: "\${emea}", protect: true, aliases: ${JSON.stringify(aliases)} }
`;
}

const NODEJS = `
const wherobots = require("pulumi-wherobots");
exports.runs = new wherobots.JobSet("nightly", { path: "jobs" }).runs;
`;

const PYTHON = `
import pulumi

class JobSet(pulumi.ComponentResource):
    runs: pulumi.Output[dict]

    def __init__(self, name, props):
        super().__init__("wherobots:index:JobSet", name, {**props, "runs": None}, None, True)

pulumi.export("runs", JobSet("nightly", {"path": "jobs"}).runs)
`;

import { describeThorough, itThorough } from "../support/thorough";

const INGEST = { runPython: { uri: OK } };
const TILES = {
  needs: ["ingest"],
  matrix: { zoom: ["10", "11", "12"], region: ["eu", "us", "asia"] },
  runPython: { uri: OK, args: ["${matrix.zoom}", "${matrix.region}"] },
};
const REPORT = {
  needs: ["tiles"],
  runPython: {
    script: "report.py",
    args: ["${jobs.ingest.outputs.runId}", "--day=${config.day}", "${secret.token}", "${config.token}"],
  },
};
const SECRET = "canary-job-set-5d1f";
const PUBLISH = { needs: ["report"], runPython: { uri: OK } };
const TWELVE = { ingest: INGEST, tiles: TILES, report: REPORT, publish: PUBLISH };

describeThorough("a folder of job files, from a Pulumi.yaml of ten lines", () => {
  const fixture = fixtureForAll({ yaml: YAML });

  // rule: job-set-mistakes
  it("starts nothing while one of the files has a mistake, and shows all mistakes in the preview", async () => {
    const { stack } = fixture;
    writeJobs(fixture, { "a.yaml": { ...TWELVE, broken: { typo: 1 } }, "b.yaml": { ingest: INGEST } });
    const preview = expectExit(await stack.preview(), "non-zero");
    for (const problem of [
      "jobs/a.yaml:55:4: typo is not a known key",
      "jobs/b.yaml:3:3: there is another job ingest at jobs/a.yaml:3:3",
      "jobs/a.yaml:32:3: report uses the setting day, which the stack does not have",
      "set it with `pulumi config set --secret token`",
    ])
      expect(preview.all).toContain(problem);
    expect(preview.all).not.toMatch(/\n\s+at /);
    expectExit(await stack.up(), "non-zero");
    expect(fixture.requests()).toEqual([]);
  });

  // rule: job-set
  it("runs twelve jobs, each after those that it needs", async () => {
    const { stack, emulator } = fixture;
    await stack.setConfig("day", "2026-05-01");
    await stack.setConfig("token", SECRET, { secret: true });
    writeJobs(fixture, { "a.yaml": TWELVE });
    const up = expectExit(await stack.up({ withPreview: true, args: ["--parallel", "16"] }), "zero");
    const jobs = startedJobs(fixture);
    expect(jobs).toHaveLength(12);
    expect([jobs[0], ...jobs.slice(10)]).toEqual(["ingest", "report", "publish"]);
    const { runs } = (await stack.outputs()) as { runs: Record<string, { runId: string }> };
    expect(Object.keys(runs)).toHaveLength(12);
    const reports = emulator.requests.filter(({ body }) => JSON.stringify(body ?? "").includes("report-"));
    const args = [runs["ingest"]?.runId, "--day=2026-05-01", SECRET, SECRET];
    expect(reports.map(({ body }) => body)).toContainEqual(
      expect.objectContaining({ runPython: expect.objectContaining({ args }) as unknown }),
    );
    expect(up.all + up.rawEvents + JSON.stringify(await stack.exportState())).not.toContain(SECRET);
  });

  // rule: job-set-changes
  it("runs one job again where one changed, and none where jobs moved between files", async () => {
    const { stack } = fixture;
    const { publish, ...others } = TWELVE;
    const changed = { ...others, report: { ...REPORT, runPython: { uri: OK, args: ["changed"] } } };
    const endless = { runPython: { uri: ENDLESS }, wait: { until: "submitted" } };
    writeJobs(fixture, { "b.yaml": { publish }, "c.yaml": { ...changed, endless } });
    expectExit(await stack.up(), "zero");
    expect(startedJobs(fixture).sort()).toEqual(["endless", "report"]);
  });

  // rule: job-set-changes
  it("cancels the run of a job that is gone, and of no other", async () => {
    const { stack } = fixture;
    writeJobs(fixture, { "a.yaml": TWELVE });
    expectExit(await stack.up(), "zero");
    const requests = fixture.aboutRuns().filter((request) => request.startsWith("POST"));
    expect(requests).toEqual([
      expect.stringMatching(/^POST \/runs nightly-report-/),
      expect.stringMatching(/^POST \/runs\/\{nightly-endless-[^/]*\/cancel$/),
    ]);
  });

  it("runs a job by hand, alone, with what Pulumi has for that", async () => {
    const { stack } = fixture;
    const urn = "urn:pulumi:dev::test::wherobots:index:JobSet$wherobots:index:JobRun::nightly-publish";
    expectExit(await stack.up({ args: ["--replace", urn] }), "zero");
    expect(startedJobs(fixture)).toEqual(["publish"]);
    writeJobs(fixture, { "a.yaml": { ...TWELVE, ingest: { runPython: { uri: OK, args: ["changed"] } } } });
    expectExit(await stack.up({ args: ["--target", urn] }), "zero");
    expect(startedJobs(fixture)).toEqual([]);
  });

  it("is refreshed and destroyed without its files", async () => {
    const { stack } = fixture;
    writeJobs(fixture, {});
    expectExit(await stack.refresh(), "zero");
    expectExit(await stack.destroy(), "zero");
    expect(fixture.aboutRuns().filter((request) => request.startsWith("POST"))).toEqual([]);
  });
});

describeThorough("a job of a set that fails", () => {
  const fixture = fixtureForAll({ yaml: YAML });
  beforeAll(() => {
    const jobs = {
      fails: { runPython: { uri: FAILS } },
      after: { needs: ["fails"], runPython: { uri: OK } },
      beside: { runPython: { uri: OK } },
      "after-beside": { needs: ["beside"], runPython: { uri: OK } },
    };
    writeJobs(fixture, { "a.yaml": jobs });
  });

  // rule: job-set-failure
  it("keeps back those that need it, and with --continue-on-error no others", async () => {
    const up = expectExit(await fixture.stack.up({ args: ["--continue-on-error"] }), "non-zero");
    expect(startedJobs(fixture).sort()).toEqual(["after-beside", "beside", "fails"]);
    expect(up.all).toContain("failed: ValueError: bad zoom");
    expect(up.all).not.toMatch(/\n\s+at |unhandled/i);
  });

  it("ends the command, which says so once", async () => {
    const up = expectExit(await fixture.stack.up(), "non-zero");
    expect(startedJobs(fixture)).toEqual(["fails"]);
    expect(up.all).not.toMatch(/\n\s+at |unhandled/i);
  });
});

itThorough("an interrupt detaches from the runs of a set, and the next up resumes them", async () => {
  const fixture = await openFixture({ yaml: YAML });
  try {
    writeJobs(fixture, { "a.yaml": { a: { runPython: { uri: ENDLESS } }, b: { needs: ["a"], ...INGEST } } });
    const up = fixture.stack.start(["up", "--yes", "--skip-preview"]);
    await up.waitForOutput(/RUNNING/);
    up.kill("SIGINT");
    const ended = await up.wait();
    expect(ended.all).toContain("the run goes on, and the next `pulumi up` resumes the wait");
    expect(ended.all).not.toMatch(/\n\s+at |unhandled/i);
    for (const { id } of fixture.emulator.runs()) fixture.emulator.finish(id, "COMPLETED");
    expectExit(await fixture.stack.up(), "zero");
    expect(startedJobs(fixture)).toEqual(["a", "b"]);
  } finally {
    await fixture.dispose();
  }
});

describeThorough("several sets in one program", () => {
  const fixture = fixtureForAll(
    { yaml: sets("abroad") },
    { emulator: { accounts: [DEFAULT_ACCOUNT, EMEA] } },
  );

  // rule: job-set-options
  it("are made at once, each with its options, which reach its jobs", async () => {
    const { stack, emulator } = fixture;
    writeJobs(fixture, { "a.yaml": { ingest: INGEST, report: { needs: ["ingest"], ...INGEST } } });
    expectExit(await stack.up({ args: ["--parallel", "16"] }), "zero");
    const posts = emulator.requests.filter(({ method, path: at }) => method === "POST" && at === "/runs");
    expect(posts).toHaveLength(6);
    for (const { apiKey, body } of posts)
      expect(JSON.stringify(body).includes('"name":"abroad-')).toBe(apiKey === EMEA.apiKey);
    const jobs = resourcesOf(await stack.exportState(), "wherobots:index:JobRun");
    expect(jobs).toHaveLength(6);
    for (const { urn, protect, provider } of jobs) {
      expect(protect === true).toBe(urn.includes("::abroad-"));
      expect(String(provider).includes("::emea::")).toBe(urn.includes("::abroad-"));
    }
  });

  // rule: job-set-options
  it("keep their runs under another name if the old one is an alias", async () => {
    const { stack, emulator } = fixture;
    fixture.requests();
    stack.writeProgram(sets("overseas", ["urn:pulumi:dev::test::wherobots:index:JobSet::abroad"]));
    expectExit(await stack.up(), "zero");
    expect(fixture.aboutRuns()).toEqual([]);
    expect(emulator.runs()).toHaveLength(6);
  });
});

describeHostsThorough("a job set in TypeScript (%s)", (host) => {
  const fixture = fixtureForAll(programOf(host, NODEJS));

  // rule: job-set-hosts
  it("runs each job once, a large matrix as one batch, and again what changed", async () => {
    const { stack } = fixture;
    const days = Array.from({ length: 21 }, (_, day) => `d${day}`);
    const many = {
      needs: ["ingest"],
      matrix: { day: days },
      runPython: { uri: OK, args: ["${matrix.day}", "${jobs.ingest.outputs.runId}"] },
    };
    const last = { needs: ["many"], runPython: { uri: OK, args: ["${jobs.many[day=d3].outputs.runId}"] } };
    writeJobs(fixture, { "a.yaml": { last, many, ingest: INGEST } });
    expectExit(await stack.up({ withPreview: true }), "zero");
    const started = fixture.started();
    expect(started).toHaveLength(23);
    expect(operations(await stack.preview())).toMatchObject({
      nightly: ["same"],
      "nightly-many": ["same"],
      "nightly-last": ["same"],
    });
    const { runs } = (await stack.outputs()) as { runs: Record<string, { status: string }> };
    expect(Object.values(runs).map(({ status }) => status)).toEqual(Array(23).fill("COMPLETED"));
  });
});

describeUnless(whyNoPython(), "a job set in Python", () => {
  const fixture = fixtureForAll({ python: PYTHON });

  // rule: job-set-hosts
  itThorough("runs each job once, and shows mistakes of the files", async () => {
    writeJobs(fixture, { "a.yaml": { ingest: INGEST, after: { needs: ["ingest"], ...INGEST } } });
    expectExit(await fixture.stack.up(), "zero");
    expect(startedJobs(fixture)).toEqual(["ingest", "after"]);
    writeJobs(fixture, { "a.yaml": { broken: { typo: 1 } } });
    const preview = expectExit(await fixture.stack.preview(), "non-zero");
    expect(preview.all).toContain("jobs/a.yaml:4:4: typo is not a known key");
  });
});
