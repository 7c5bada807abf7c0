import type { Properties } from "../../provider/values";
import { HOSTS } from "../support/lifecycle/adapters";
import { MiniEngine, SCRIPT, submitByHand } from "../support/lifecycle/mini-engine";

const PLAN = { runningMs: 60_000, costUsd: 0.5, spatialUnits: 2, costSettlesMs: 45 * 60_000 };

describe.each(HOSTS)("what a run cost, through the %s", (host) => {
  let engine: MiniEngine;
  let inputs: Properties;
  afterEach(() => engine.stop());

  const ended = async (resource: "JobRun" | "RunCompletion"): Promise<void> => {
    engine = await MiniEngine.start(resource, { defaultPlan: PLAN }, undefined, host);
    const byHand = (): Promise<string> => submitByHand(engine.emulator, { name: "by-somebody", ...SCRIPT });
    inputs = resource === "JobRun" ? SCRIPT : { runId: await byHand() };
    await engine.up(inputs);
  };
  /** Requests of one refresh. */
  const refreshed = async (): Promise<string[]> => {
    const sent = engine.requests().length;
    expect(await engine.refresh()).toBeUndefined();
    return engine.requests().slice(sent);
  };
  const cost = (): unknown => engine.outputs["cost"];

  // rule: cost-settled
  it.each(["JobRun", "RunCompletion"] as const)(
    "is asked for by each refresh until it is settled, which is no change of a %s",
    async (resource) => {
      await ended(resource);
      expect(cost()).toEqual({ usd: 0.5, spatialUnits: 2, settled: false });
      expect(await refreshed()).toEqual(["POST /usage/costs"]);
      expect(cost()).toMatchObject({ settled: false });
      engine.emulator.advance(PLAN.costSettlesMs);
      expect(await refreshed()).toEqual(["POST /usage/costs"]);
      expect(cost()).toEqual({ usd: 0.5, spatialUnits: 2, settled: true });
      expect(await refreshed()).toEqual([]);
      expect(await engine.up(inputs)).toEqual({ verdict: "none" });
    },
  );

  it("stays what it was where the question fails, and is asked for again", async () => {
    await ended("JobRun");
    const before = structuredClone(engine.outputs);
    for (const fault of [
      { kind: "reset" },
      { kind: "status", status: 403 },
      { kind: "malformedJson" },
    ] as const) {
      engine.emulator.fault({ method: "POST", path: "/usage/costs", times: 100, ...fault });
      await refreshed();
      expect(engine.outputs).toEqual(before);
      engine.emulator.clearFaults();
    }
    expect(await refreshed()).toEqual(["POST /usage/costs"]);
  });

  it("is no longer asked for once the record of the run has expired, or if an earlier version did not tell", async () => {
    await ended("JobRun");
    engine.emulator.forgetRuns();
    expect(await refreshed()).toEqual(["POST /usage/costs"]);
    expect(cost()).toEqual({ usd: 0.5, spatialUnits: 2 });
    expect(await refreshed()).toEqual([]);
  });
});

describe.each(HOSTS)("what the runs of a batch cost, through the %s", (host) => {
  const KEYS = Array.from({ length: 110 }, (_, number) => `t${number}`);
  let engine: MiniEngine;
  const inputs = (keys: readonly string[]): Properties => ({
    runs: Object.fromEntries(keys.map((key) => [key, { runPython: { args: [key] } }])),
    defaults: SCRIPT,
    maxConcurrency: 200,
  });
  beforeEach(async () => {
    engine = await MiniEngine.start("JobRunBatch", { defaultPlan: PLAN }, undefined, host);
    await engine.up(inputs(KEYS));
  });
  afterEach(() => engine.stop());

  const totals = (): Properties => engine.outputs["totals"] as Properties;
  const refreshed = async (): Promise<string[]> => {
    const sent = engine.requests().length;
    expect(await engine.refresh()).toBeUndefined();
    return engine.requests().slice(sent);
  };
  const ASKED = ["GET /runs", "GET /runs", "POST /usage/costs", "POST /usage/costs"];

  // rule: cost-settled
  it("is asked for a hundred at once until all of it is settled, which is no change", async () => {
    expect(totals()).toMatchObject({ usd: 55, settled: false });
    expect(await refreshed()).toEqual(ASKED);
    expect(totals()).toMatchObject({ settled: false });
    engine.emulator.advance(PLAN.costSettlesMs);
    expect(await refreshed()).toEqual(ASKED);
    expect(totals()).toMatchObject({ usd: 55, spatialUnits: 220, settled: true });
    expect(await refreshed()).toEqual([]);
    expect(await engine.up(inputs(KEYS))).toEqual({ verdict: "none" });
    await engine.up(inputs([...KEYS, "new"]));
    expect(totals()).toMatchObject({ usd: 55.5, settled: false });
  });

  it("stays what it was where the question fails, and of expired runs nobody asks again", async () => {
    const before = structuredClone(engine.outputs);
    for (const path of ["/runs", "/usage/costs"]) {
      engine.emulator.fault({ path, kind: "status", status: 403, times: 100 });
      await refreshed();
      expect(engine.outputs).toEqual(before);
      engine.emulator.clearFaults();
    }
    engine.emulator.forgetRuns();
    expect(await refreshed()).toEqual(["GET /runs"]);
    expect(totals()).toEqual({ ...(before["totals"] as Properties), settled: undefined });
    expect(await refreshed()).toEqual([]);
  });

  it("is taken over where it changed", async () => {
    const [id] = engine.emulator.runs().map(({ kubeAppId }) => kubeAppId);
    const costs = { [String(id)]: { kind: "available", cost: "7.5", spatial_units: "3", status: "final" } };
    engine.emulator.fault({ path: "/usage/costs", kind: "status", status: 200, body: { costs }, times: 2 });
    await refreshed();
    expect(totals()).toMatchObject({ usd: 62, settled: false });
  });
});
