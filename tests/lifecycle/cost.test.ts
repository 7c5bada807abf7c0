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
