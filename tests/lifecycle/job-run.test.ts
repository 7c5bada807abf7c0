import { DEFAULT_ACCOUNT } from "../../emulator";
import { engineForEach } from "../support/lifecycle/engine-for-each";
import { MiniEngine, SCRIPT } from "../support/lifecycle/mini-engine";

const OPEN = { ...SCRIPT, wait: { until: "running" } };

describe("delete", () => {
  let engine: MiniEngine;
  beforeEach(async () => {
    engine = await MiniEngine.start("JobRun", { defaultPlan: { pendingMs: 1_000, neverEnds: true } });
    await engine.up(OPEN);
    await engine.restart();
  });
  afterEach(() => engine.stop());

  const cancels = (): number =>
    engine.requests().filter((request) => request === "POST /runs/{id}/cancel").length;

  it("takes a run that ended meanwhile as it is", async () => {
    engine.emulator.finish(engine.must().id, "COMPLETED");
    expect(await engine.destroy()).toBeUndefined();
    expect(cancels()).toBe(0);
  });

  // rule: destroy-cancels
  it.each([409, 400])("takes a %i to the cancel for an end that came first (scenario 13)", async (status) => {
    const { id } = engine.must();
    engine.fault("cancel", { status, when: "after" });
    expect(await engine.destroy()).toBeUndefined();
    expect(engine.runs.find((run) => run.id === id)?.status).toBe("CANCELLED");
  });

  // rule: refused-cancel
  it("asks again where a cancel is refused and the run is active, and says so after 300 s", async () => {
    const { emulator } = engine;
    emulator.fault({ method: "POST", path: "/runs/*/cancel", kind: "status", status: 409, times: Infinity });
    expect(await engine.destroy()).toMatch(
      /could not be cancelled within 300 s \(could not cancel run .*HTTP 409.*run the same command again/,
    );
    expect(engine.recorded).toBeDefined();
    expect(engine.context.clock.elapsedMs).toBeLessThan(400_000);
    emulator.clearFaults();
    emulator.fault({ method: "POST", path: "/runs/*/cancel", kind: "status", status: 409 });
    expect(await engine.destroy()).toBeUndefined();
    expect(emulator.runs().at(-1)?.status).toBe("CANCELLED");
  });

  it("is not held up by a key that is revoked while the end of the run is waited for", async () => {
    engine.fault("run", { skip: 1, status: 401 });
    expect(await engine.destroy()).toContain("The key was rejected");
    expect(engine.context.clock.elapsedMs).toBeLessThan(60_000);
    expect(engine.recorded).toBeDefined();
  });

  it("takes not found for gone only in the account of the run", async () => {
    engine.emulator.forgetRuns();
    const { outputs } = engine.must();
    outputs["account"] = { apiUrl: engine.emulator.url, organizationId: "org-of-somebody" };
    expect(await engine.destroy()).toMatch(/organisation org-of-somebody .* belongs to organisation org-1/s);
    outputs["account"] = { apiUrl: engine.emulator.url, organizationId: DEFAULT_ACCOUNT.organizationId };
    expect(await engine.destroy()).toBeUndefined();
  });
});

describe("a failed run", () => {
  let engine: MiniEngine;
  beforeEach(async () => {
    engine = await MiniEngine.start();
    engine.plan({
      runningMs: 1_000,
      outcome: "FAILED",
      logs: [{ text: "Subprocess finished with return code: 1" }],
    });
  });
  afterEach(() => engine.stop());

  it("is repeated by the next up until rerun.max failures in a row, then refused in words that were said before", async () => {
    const first = await engine.up(SCRIPT);
    expect(first.error).toContain("The next `pulumi up` starts a new run");
    expect(await engine.up(SCRIPT)).toMatchObject({ verdict: "replace", kept: true });
    const third = await engine.up(SCRIPT);
    expect(third).toMatchObject({
      verdict: "replace",
      error: expect.stringContaining("rerun.max (3) is reached"),
    });
    expect(await engine.up(SCRIPT)).toMatchObject({
      verdict: "update",
      error: expect.stringContaining("will not retry it"),
    });
    expect(engine.posts()).toBe(3);
    expect(engine.outputs["attempts"]).toHaveLength(2);

    engine.plan({ runningMs: 1_000 });
    expect(await engine.up({ ...SCRIPT, triggers: { fix: 1 } })).toEqual({ verdict: "replace" });
    expect(engine.posts()).toBe(4);
  });

  it("is refused by create too, where state cannot tell how often it failed", async () => {
    await engine.up({ ...SCRIPT, rerun: { max: 2 } });
    await engine.up({ ...SCRIPT, rerun: { max: 2 } });
    engine.recorded = undefined;
    await engine.restart();
    const refused = await engine.up({ ...SCRIPT, rerun: { max: 2 } });
    expect(refused).toMatchObject({ kept: false, error: expect.stringContaining("failed 2 times in a row") });
    expect(engine.posts()).toBe(2);
  });

  it("takes a raised timeoutSeconds for a new try, however often the lower one ran out", async () => {
    engine.plan({ runningMs: 500_000 });
    const slow = { ...SCRIPT, timeoutSeconds: 60, rerun: { on: ["TIMED_OUT"], max: 2 } };
    await engine.up(slow);
    await engine.up(slow);
    expect(await engine.up(slow)).toMatchObject({ verdict: "update" });
    expect(await engine.up({ ...slow, timeoutSeconds: 3_600 })).toEqual({ verdict: "replace" });
    expect(engine.outputs).toMatchObject({
      status: "COMPLETED",
      effective: { timeoutSeconds: 3_600 },
    });
  });

  // rule: retry
  it("is retried in the same up as retry says, under names of one family", async () => {
    engine.emulator.plan({ plan: { neverLaunches: true, pendingMs: 500 }, times: 2 });
    engine.plan({ runningMs: 500 });
    engine.emulator.plan({ plan: { neverLaunches: true, pendingMs: 500 }, times: 2 });
    const before = engine.emulator.now();
    expect(await engine.up({ ...SCRIPT, retry: { maxAttempts: 3, backoffSeconds: 60 } })).toEqual({
      verdict: "create",
    });
    expect(engine.posts()).toBe(3);
    expect(engine.emulator.now() - before).toBeGreaterThan(120_000);
    const runs = engine.runs;
    expect(engine.must()).toMatchObject({
      id: runs[2]?.id,
      outputs: {
        status: "COMPLETED",
        attempts: [
          { runId: runs[1]?.id, status: "FAILED" },
          { runId: runs[0]?.id, status: "FAILED" },
        ],
      },
    });
    expect(new Set(runs.map(({ name }) => name.replace(/.(?=-[a-z0-9]{6}$)/, ""))).size).toBe(1);
    expect(new Set(runs.map(({ name }) => name)).size).toBe(3);
  });

  it("that did launch is not retried by default", async () => {
    expect(await engine.up({ ...SCRIPT, retry: { maxAttempts: 3 } })).toMatchObject({ kept: true });
    expect(engine.posts()).toBe(1);
  });

  it("a human's cancel is respected and reported, until a trigger changes", async () => {
    engine.plan({ neverEnds: true });
    await engine.up({ ...SCRIPT, triggers: { n: 1 }, wait: { until: "running" } });
    engine.emulator.finish(engine.must().id, "CANCELLED");
    const again = { ...SCRIPT, triggers: { n: 1 } };
    expect(await engine.up(again)).toMatchObject({
      verdict: "update",
      error: expect.stringContaining("was cancelled"),
    });
    expect(await engine.up(again)).toMatchObject({ verdict: "update", kept: true });
    expect(engine.posts()).toBe(1);
    engine.plan({});
    expect(await engine.up({ ...again, triggers: { n: 2 } })).toEqual({ verdict: "replace" });
  });
});

describe("update", () => {
  const engine = engineForEach();

  // rule: failed-update
  it("that fails keeps the spec of the run that was made, so that the next up still knows what is wanted", async () => {
    engine.plan({ pendingMs: 100, neverEnds: true });
    const first = { ...SCRIPT, runOn: "triggers", triggers: { n: 1 }, wait: { until: "running" } };
    await engine.up(first);
    engine.emulator.finish(engine.must().id, "FAILED");
    const second = {
      ...first,
      runPython: { uri: "s3://bucket.test/other.py" },
      wait: { until: "completed" },
      rerun: { on: [] },
    };
    expect(await engine.up(second)).toMatchObject({ verdict: "update", kept: true });
    expect(engine.outputs).toMatchObject({
      runPython: SCRIPT["runPython"],
      rerun: { on: [] },
      status: "FAILED",
    });
  });

  it("of an open run whose goal is reached sends nothing", async () => {
    engine.plan({ neverEnds: true });
    await engine.up({ ...SCRIPT, wait: { until: "submitted" } });
    const sent = engine.requests().length;
    expect(await engine.up({ ...SCRIPT, wait: { until: "submitted" }, onFailure: "warn" })).toEqual({
      verdict: "update",
    });
    expect(engine.requests()).toHaveLength(sent);
  });
});

describe("the older form of the API, which requires region and runtime", () => {
  it("is told which setting is missing, and works with both", async () => {
    const engine = await MiniEngine.start("JobRun", { requireRegionAndRuntime: true });
    const refused = await engine.up({ ...SCRIPT, runtime: "tiny" });
    expect(refused).toMatchObject({
      kept: false,
      error: expect.stringContaining("pulumi config set wherobots:region"),
    });
    expect(await engine.up({ ...SCRIPT, runtime: "tiny", region: "aws-us-west-2" })).toEqual({
      verdict: "create",
    });
    await engine.stop();
  });
});
