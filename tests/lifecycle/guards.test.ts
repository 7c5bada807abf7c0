import type { ProviderConfig } from "../../provider/account/config";
import type { ResourceName } from "../../provider/resources/registry";
import type { Properties } from "../../provider/values";
import { HOSTS } from "../support/lifecycle/adapters";
import { MiniEngine, newProcess, SCRIPT } from "../support/lifecycle/mini-engine";

const CHANGED = { runPython: { uri: "s3://bucket.test/other.py" } };

let engine: MiniEngine;
let config: Partial<ProviderConfig>;
afterEach(() => engine.stop());

async function start(host: (typeof HOSTS)[number], resource: ResourceName = "JobRun"): Promise<void> {
  const settings = { config: {} };
  config = settings.config;
  engine = await MiniEngine.start(resource, {}, settings, host);
}

// rule: run-jobs
describe.each(HOSTS)("wherobots:runJobs false, through the %s,", (host) => {
  it("records a job as NOT_RUN and sends nothing; the first up without it runs it", async () => {
    await start(host);
    config.runJobs = false;
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "create" });
    expect(engine.outputs["status"]).toBe("NOT_RUN");
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "none" });
    expect(await engine.up(CHANGED)).toEqual({ verdict: "update" });
    expect(await engine.up(CHANGED)).toEqual({ verdict: "none" });
    expect(await engine.refresh()).toBeUndefined();
    expect(engine.requests()).toEqual([]);

    await engine.restart();
    config.runJobs = true;
    expect(await engine.up(CHANGED)).toEqual({ verdict: "replace" });
    expect(engine.runs.map(({ payload }) => payload.runPython?.uri)).toEqual([CHANGED.runPython.uri]);
    expect(engine.outputs).toMatchObject({ status: "COMPLETED", runId: engine.runs[0]?.id });
  });

  it("keeps the run that there was, and a change made meanwhile runs with the first up without it", async () => {
    await start(host);
    await engine.up(SCRIPT);
    const { runId } = engine.outputs;
    config.runJobs = false;
    expect(await engine.up(CHANGED)).toEqual({ verdict: "update" });
    expect(engine.outputs).toMatchObject({ runId, status: "COMPLETED" });
    expect(engine.posts()).toBe(1);
    config.runJobs = true;
    expect(await engine.up(CHANGED)).toEqual({ verdict: "replace" });
    expect(engine.posts()).toBe(2);
  });

  it("destroys what was not run without a request", async () => {
    await start(host);
    config.runJobs = false;
    await engine.up(SCRIPT);
    expect(await engine.destroy()).toBeUndefined();
    expect(engine.requests()).toEqual([]);
  });

  it("starts no run of a batch, and all of them with the first up without it", async () => {
    await start(host, "JobRunBatch");
    const batch: Properties = { runs: { a: {}, b: {} }, defaults: SCRIPT };
    config.runJobs = false;
    expect(await engine.up(batch)).toEqual({ verdict: "create" });
    expect(await engine.up(batch)).toEqual({ verdict: "none" });
    expect(engine.outputs["totals"]).toMatchObject({ runs: 2, missing: 2 });
    expect(engine.requests()).toEqual([]);
    config.runJobs = true;
    expect(await engine.up(batch)).toEqual({ verdict: "update" });
    expect(engine.runs).toHaveLength(2);
  });

  it("follows no run, and does so with the first up without it", async () => {
    await start(host, "RunCompletion");
    const job = MiniEngine.within(newProcess(engine.emulator), engine.emulator);
    const runId = await job.leave(SCRIPT);
    const before = engine.requests().length;
    config.runJobs = false;
    expect(await engine.up({ runId })).toEqual({ verdict: "create" });
    expect(await engine.up({ runId })).toEqual({ verdict: "none" });
    expect(engine.requests()).toHaveLength(before);
    config.runJobs = true;
    expect(await engine.up({ runId })).toEqual({ verdict: "replace" });
    expect(engine.outputs["status"]).toBe("COMPLETED");
    await job.context.close();
  });
});

// rule: max-new-runs
describe.each(HOSTS)("wherobots:maxNewRuns, through the %s,", (host) => {
  it("refuses the submit that is one too many before anything is sent, for this up alone", async () => {
    await start(host, "JobRunBatch");
    config.maxNewRuns = 2;
    const batch: Properties = { runs: { a: {}, b: {}, c: {}, d: {} }, defaults: SCRIPT, maxConcurrency: 1 };
    const { error } = await engine.up(batch);
    expect(error).toContain("2 of 4 runs were not started");
    expect(error).toContain("wherobots:maxNewRuns allows 2 new runs in one command");
    expect(engine.posts()).toBe(2);
    expect(await engine.up(batch)).toEqual({ verdict: "update" });
    expect(engine.posts()).toBe(4);
  });

  it("0 lets nothing start, and an up that starts nothing succeed", async () => {
    await start(host);
    config.maxNewRuns = 0;
    expect(await engine.up(SCRIPT)).toMatchObject({
      kept: false,
      error: expect.stringContaining("allows 0 new runs"),
    });
    expect(engine.posts()).toBe(0);
    config.maxNewRuns = 1;
    await engine.restart();
    await engine.up(SCRIPT);
    config.maxNewRuns = 0;
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "none" });
  });
});

// rule: validate-account
describe.each(HOSTS)('validate "account", through the %s,', (host) => {
  const OPTIONS = { quotas: { WORKLOAD_LIFETIME_HOUR: 2, DISK_PER_NODE_GB: 200 } };
  const JOB: Properties = { ...SCRIPT, validate: "account", region: "aws-us-west-2", runtime: "tiny" };
  beforeEach(async () => {
    engine = await MiniEngine.start("JobRun", OPTIONS, undefined, host);
  });

  it("submits what the organisation allows", async () => {
    expect(await engine.up({ ...JOB, timeoutSeconds: 7_200 })).toEqual({ verdict: "create" });
  });

  it("refuses all that it does not allow in one message, and submits nothing", async () => {
    const environment = { sparkDriverDiskGB: 201, sparkExecutorDiskGB: 200 };
    const wrong = { region: "aws-nowhere-1", runtime: "huge", timeoutSeconds: 7_201, environment };
    const { error, kept } = await engine.up({ ...JOB, ...wrong });
    expect(error).toMatch(
      /not started: .*this region \(it allows .*aws-us-west-2.*this runtime \(it allows .*tiny.*this timeoutSeconds \(at most 7200\); this environment\.sparkDriverDiskGB \(at most 200\)\. /,
    );
    expect([kept, engine.posts()]).toEqual([false, 0]);
  });

  it("compares nothing that the key may not read, and nothing without it", async () => {
    const wrong = { ...JOB, region: "aws-us-west-2", runtime: "huge", timeoutSeconds: 7_201 };
    engine.emulator.fault({ path: "/organization/quota/*", kind: "status", status: 403, times: 9 });
    engine.emulator.fault({ path: "/me/*", kind: "status", status: 403, times: 9 });
    engine.emulator.fault({ path: "/me/**", kind: "status", status: 403, times: 9 });
    await engine.up(wrong);
    await engine.up({ ...wrong, validate: "none", triggers: { again: 1 } });
    expect(engine.posts()).toBe(2);
  });
});
