import { writeFileSync } from "node:fs";
import path from "node:path";
import {
  describeHostsThorough,
  expectExit,
  FAILS,
  type Fixture,
  fixtureForAll,
  inHost,
  OK,
  operations,
  programOf,
} from "../support/engine/fixture";
import { startedJobs, writeJobs } from "../support/engine/job-files";
import { describeThorough, itThorough } from "../support/thorough";

/** A set, a job after the whole set, one after the run of a job, and one that has nothing to do with the set. */
const YAML = `
resources:
  nightly: { type: "wherobots:JobSet", properties: { path: jobs } }
  waits:
    type: wherobots:JobRun
    properties: { runPython: { uri: ${OK} } }
    options: { dependsOn: ["\${nightly}"] }
  failed: { type: "wherobots:RunCompletion", properties: { runId: '\${nightly.runs["fails"].runId}' } }
  after-run:
    type: wherobots:JobRun
    properties: { runPython: { uri: ${OK} } }
    options: { dependsOn: ["\${failed}"] }
  apart: { type: "wherobots:JobRun", properties: { runPython: { uri: ${OK} } } }
`;

const NODEJS = `
const wherobots = require("pulumi-wherobots");
const nightly = new wherobots.JobSet("nightly", { path: "jobs" });
const runPython = { uri: "${OK}" };
new wherobots.JobRun("waits", { runPython }, { dependsOn: [nightly] });
new wherobots.JobRun("uses", { runPython, triggers: { runs: nightly.runs.apply(JSON.stringify) } });
new wherobots.JobRun("apart", { runPython });
`;

/** The language host of the tests knows no hooks; a program inside of the Automation API does. */
const TRANSFORMED = `
const pulumi = require("@pulumi/pulumi");
const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const wherobots = require("pulumi-wherobots");
const runPython = { uri: "${OK}" };
const program = async () => {
  const hooks = { afterCreate: [new pulumi.ResourceHook("hooked", ({ name }) => console.log("hooked " + name))] };
  const transform = ({ type, props, opts }) =>
    type.endsWith("JobRun")
      ? { props: { ...props, runPython: { ...props.runPython, args: ["transformed"] } }, opts: { ...opts, hooks } }
      : undefined;
  new wherobots.JobSet("nightly", { path: "jobs" }, { hooks, transforms: [transform] });
  new wherobots.JobRun("apart", { runPython });
};
LocalWorkspace.selectStack({ stackName: "dev", projectName: "test", program }, { workDir: __dirname })
  .then((stack) => stack.up({ suppressProgress: true }))
  .catch((error) => {
    console.error(String(error.message));
    process.exit(1);
  });
`;

const ALONE = `
resources:
  nightly: { type: "wherobots:JobSet", properties: { path: jobs } }
`;

/** The resources in state. */
async function names({ stack }: Fixture): Promise<string[]> {
  const { resources = [] } = (await stack.exportState()).deployment;
  return resources.map(({ urn }) => urn.split("::").at(-1) ?? "");
}

const run = (uri: string, ...args: string[]): object => ({ runPython: { uri, args } });

describeThorough("a need with rerun: always", () => {
  const fixture = fixtureForAll({ yaml: ALONE });
  const write = (ingest: string, beside: string): void => {
    const jobs = {
      ingest: run(OK, ingest),
      beside: run(OK, beside),
      always: { needs: [{ job: "ingest", rerun: "always" }], ...run(OK) },
      after: { needs: [{ job: "always", rerun: "always" }], ...run(OK) },
      once: { needs: ["ingest"], ...run(OK) },
    };
    writeJobs(fixture, { "a.yaml": jobs });
  };

  // rule: job-set-rerun
  it("starts the job again with each new run of the job that it needs, and no other job", async () => {
    write("1", "1");
    expectExit(await fixture.stack.up(), "zero");
    expect(startedJobs(fixture)).toHaveLength(5);
    expectExit(await fixture.stack.up(), "zero");
    expect(startedJobs(fixture)).toEqual([]);
    write("2", "1");
    const preview = expectExit(await fixture.stack.preview(), "zero");
    expect(operations(preview)).toMatchObject({ "nightly-once": ["same"], "nightly-beside": ["same"] });
    expectExit(await fixture.stack.up(), "zero");
    expect(startedJobs(fixture)).toEqual(["ingest", "always", "after"]);
    write("2", "2");
    expectExit(await fixture.stack.up(), "zero");
    expect(startedJobs(fixture)).toEqual(["beside"]);
  });
});

describe("a job of a set that uploads its script and fails", () => {
  const fixture = fixtureForAll({ yaml: ALONE });

  // rule: job-set-failure
  itThorough(
    "is reported by every up, one that continues on errors too, after a refresh and with another script",
    async () => {
      const { stack, emulator } = fixture;
      const script = { script: "report.py" };
      const jobs = (arg: string) => ({
        fails: { runPython: { ...script, args: [arg] }, rerun: { max: 1 } },
        after: { needs: [{ job: "fails", rerun: "always" }], runPython: script },
      });
      writeJobs(fixture, { "a.yaml": jobs("1") });
      expectExit(await stack.up(), "zero");
      expectExit(await stack.refresh(), "zero");
      expectExit(await stack.up(), "zero");
      emulator.plan({ match: { name: "nightly-fails-*" }, plan: { outcome: "FAILED" } });
      fixture.started();
      writeJobs(fixture, { "a.yaml": jobs("2") });
      writeFileSync(path.join(stack.dir, "jobs/report.py"), "print('another')");
      for (const args of [
        ["--continue-on-error"],
        ["--continue-on-error"],
        ["--refresh", "--continue-on-error"],
      ]) {
        const up = expectExit(await stack.up({ args }), "non-zero");
        expect(up.all).toContain("rerun.max (1) is reached");
        expect(up.all).not.toContain("please report it");
      }
      expect(startedJobs(fixture)).toEqual(["fails"]);
    },
  );
});

describe("what follows a set with a job that fails, in YAML", () => {
  const fixture = fixtureForAll({ yaml: YAML });
  beforeAll(() => writeJobs(fixture, { "a.yaml": { good: run(OK), fails: run(FAILS) } }));

  // rule: job-set-dependents
  it("does not start", async () => {
    expectExit(await fixture.stack.up({ args: ["--parallel", "16"] }), "non-zero");
    expect(startedJobs(fixture)).toEqual(expect.arrayContaining(["fails"]));
    expect(await names(fixture)).not.toContain("waits");
  });

  // The engine knows that jobs failed, and not that a set of another process did. docs/job-files.md says so.
  // rule: job-set-dependents
  it("starts with --continue-on-error, unless it waits for that job's run", async () => {
    expectExit(await fixture.stack.up({ args: ["--continue-on-error"] }), "non-zero");
    expect(startedJobs(fixture)).toEqual(expect.arrayContaining(["fails", "waits"]));
    const declared = await names(fixture);
    expect(declared).toEqual(expect.arrayContaining(["apart", "failed", "waits"]));
    expect(declared).not.toContain("after-run");
  });
});

describeHostsThorough("what follows a set with a job that fails, in TypeScript (%s)", (host) => {
  const fixture = fixtureForAll(programOf(host, NODEJS));

  // rule: job-set-dependents
  it("does not start with --continue-on-error, whether it depends on the set or uses its runs", async () => {
    writeJobs(fixture, { "a.yaml": { good: run(OK), fails: run(FAILS) } });
    expectExit(await fixture.stack.up({ args: ["--continue-on-error"] }), "non-zero");
    expect(startedJobs(fixture).sort()).toEqual(["apart", "fails", "good"]);
  });
});

describeHostsThorough("transforms and hooks of a set in TypeScript (%s)", (host) => {
  const fixture = fixtureForAll(programOf(host, ""));

  // rule: job-set-options
  it("reach its jobs, and no other resource", async () => {
    writeJobs(fixture, { "a.yaml": { good: run(OK), late: { needs: ["good"], ...run(OK) } } });
    writeFileSync(path.join(fixture.stack.dir, "automation.js"), inHost(host, TRANSFORMED));
    const up = expectExit(await fixture.stack.runNode("automation.js"), "zero");
    const args = fixture.emulator
      .runs()
      .map(({ name, payload }) => `${name[0]} ${payload.runPython?.args.join()}`);
    expect(args.sort()).toEqual(["a ", "n transformed", "n transformed"]);
    const hooked = [...up.all.matchAll(/hooked (\S+)/g)].map(([, name]) => name);
    // A hook of the set itself comes last: the set is complete when its jobs are.
    expect(hooked).toEqual(["nightly-good", "nightly-late", "nightly"]);
    fixture.requests();
    expectExit(await fixture.stack.runNode("automation.js"), "zero");
    expect(fixture.started()).toEqual([]);
  });
});
