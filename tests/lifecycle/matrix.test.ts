import { RESOURCES, type ResourceName } from "../../provider/resources/registry";
import type { Properties } from "../../provider/values";
import { HOSTS } from "../support/lifecycle/adapters";
import { MiniEngine, SCRIPT, submitByHand } from "../support/lifecycle/mini-engine";

/** Those that stand for runs. The others have tests of their own: storage-file.test.ts, storage-integration.test.ts. */
type RunResource = Exclude<ResourceName, "StorageFile" | "StorageIntegration">;

/** How each resource comes to a run: every resource of the registry that stands for runs must be here. */
const INPUTS: Record<RunResource, (engine: MiniEngine) => Promise<Properties>> = {
  JobRun: () => Promise.resolve(SCRIPT),
  JobRunBatch: () => Promise.resolve({ runs: { only: {} }, defaults: SCRIPT }),
  RunCompletion: async ({ emulator }) => ({
    runId: await submitByHand(emulator, { name: "by-somebody", ...SCRIPT }),
  }),
};

/** Of the emulator. */
const COST_SETTLES_MS = 600_000;

/** What is recorded of the run. */
function recordIn(resource: RunResource, outputs: Properties): Properties {
  if (resource !== "JobRunBatch") return outputs;
  return (outputs["results"] as Record<string, Properties>)["only"] ?? {};
}

const CASES = HOSTS.flatMap((host) =>
  (Object.keys(RESOURCES) as RunResource[])
    .filter((resource) => RESOURCES[resource].kind.holdsRuns)
    .map((resource) => [resource, host] as const),
);

/** What holds for every resource that follows a run, in every host. */
// rule: every-resource, batch-run-rules
describe.each(CASES)("%s in the %s", (resource, host) => {
  let engine: MiniEngine;
  beforeEach(async () => {
    const plan = { pendingMs: 2_000, runningMs: 20_000 };
    engine = await MiniEngine.start(resource, { defaultPlan: plan }, undefined, host);
  });
  const makeInputs = (): Promise<Properties> => INPUTS[resource](engine);
  afterEach(() => engine.stop());

  const recorded = (): Properties => recordIn(resource, engine.outputs);

  const fails = (message = "KeyError: tile"): void =>
    engine.plan({
      runningMs: 1_000,
      outcome: "FAILED",
      message,
      logs: [{ text: "Subprocess finished with return code: 1" }],
    });

  it("is not changed by what it just created, also in a new process", async () => {
    const inputs = await makeInputs();
    expect(await engine.up(inputs)).toEqual({ verdict: "create" });
    const sent = engine.requests().length;
    expect(await engine.up(inputs)).toEqual({ verdict: "none" });
    await engine.restart();
    expect(await engine.up(inputs)).toEqual({ verdict: "none" });
    expect(engine.requests()).toHaveLength(sent);
  });

  it("keeps the inputs at their own paths, and only plain JSON values", async () => {
    const inputs = await makeInputs();
    await engine.up(inputs);
    const { outputs } = engine.must();
    expect(outputs).toMatchObject(inputs);
    expect(JSON.parse(JSON.stringify(outputs))).toEqual(outputs);
    const { status, createTime, startTime, completeTime } = recorded();
    const times = [createTime, startTime, completeTime].map((time) => Date.parse(String(time)));
    expect(status).toBe("COMPLETED");
    expect(times.map((ms) => ms - (times[0] ?? 0))).toEqual([0, 2_000, 22_000]);
  });

  it("asks for nothing once the run has ended and its cost is settled: refresh, expiry of the record, destroy (scenario 9)", async () => {
    const inputs = await makeInputs();
    await engine.up(inputs);
    engine.emulator.advance(COST_SETTLES_MS);
    expect(await engine.refresh()).toBeUndefined();
    engine.emulator.forgetRuns();
    await engine.restart();
    const sent = engine.requests().length;
    const before = structuredClone(engine.outputs);
    expect(await engine.refresh()).toBeUndefined();
    expect(engine.outputs).toEqual(before);
    expect(await engine.up(inputs)).toEqual({ verdict: "none" });
    expect(await engine.destroy()).toBeUndefined();
    expect(engine.requests()).toHaveLength(sent);
  });

  it("fails and stays when the run fails, with the reason; refresh keeps that", async () => {
    fails();
    const inputs = await makeInputs();
    const failed = await engine.up(inputs);
    expect(failed).toMatchObject({ kept: true, error: expect.stringContaining("KeyError: tile") });
    expect(engine.outputs).toMatchObject(inputs);
    expect(recorded()["status"]).toBe("FAILED");
    const posts = engine.posts();
    expect(await engine.refresh()).toBeUndefined();
    expect(recorded()["status"]).toBe("FAILED");
    expect(engine.posts()).toBe(posts);
  });

  it("only warns of a failed run with onFailure warn, and settles", async () => {
    fails();
    const inputs = await makeInputs();
    const tolerant = { ...inputs, onFailure: "warn" };
    expect(await engine.up(tolerant)).toEqual({ verdict: "create" });
    expect(engine.said()).toMatch(/warning: .*run/);
    expect(await engine.up(tolerant)).toEqual({ verdict: "none" });
  });

  it("stores a changed local setting without a request", async () => {
    const inputs = await makeInputs();
    await engine.up(inputs);
    const sent = engine.requests().length;
    expect(await engine.up({ ...inputs, wait: { maxSeconds: 5 }, logs: { tailLines: 3 } })).toEqual({
      verdict: "update",
    });
    expect(engine.outputs).toMatchObject({
      wait: { maxSeconds: 5 },
      logs: { tailLines: 3 },
    });
    expect(recorded()["status"]).toBe("COMPLETED");
    expect(engine.requests()).toHaveLength(sent);
  });

  it("resumes a wait that was stopped, with the same run (scenario 8)", async () => {
    const inputs = await makeInputs();
    const stopped = await engine.up({ ...inputs, wait: { maxSeconds: 5 } });
    expect(stopped).toMatchObject({ kept: true, error: expect.stringContaining("resumes the wait") });
    const { id } = engine.must();
    await engine.restart();
    const posts = engine.posts();
    expect(await engine.up(inputs)).toEqual({ verdict: "update" });
    expect(engine.must().id).toBe(id);
    expect(recorded()["status"]).toBe("COMPLETED");
    expect(engine.posts()).toBe(posts);
  });

  it.each([
    ["401", { kind: "status", status: 401 }],
    ["403", { kind: "status", status: 403 }],
    ["500", { kind: "status", status: 500 }],
    ["reset", { kind: "reset" }],
  ] as const)(
    "an open run is never dropped by a refresh that is answered %s (scenario 10)",
    async (_, fault) => {
      const inputs = await makeInputs();
      await engine.up({ ...inputs, wait: { until: "submitted" } });
      engine.fault("run", { ...fault }, Infinity);
      const before = structuredClone(engine.must());
      expect(await engine.refresh()).toContain("could not read run");
      expect(engine.must()).toEqual(before);
    },
  );

  it("an open run that a refresh does not find by its id is read from the list (scenario 10)", async () => {
    const inputs = await makeInputs();
    await engine.up({ ...inputs, wait: { until: "submitted" } });
    engine.fault("run", 404, Infinity);
    const before = structuredClone(engine.must());
    expect(await engine.refresh()).toBeUndefined();
    expect(engine.must()).toEqual(before);
  });

  it("an open run whose record expired is never dropped by a refresh (scenario 10)", async () => {
    const inputs = await makeInputs();
    await engine.up({ ...inputs, wait: { until: "submitted" } });
    engine.emulator.forgetRuns();
    const before = structuredClone(engine.must());
    expect(await engine.refresh()).toContain("its record has expired");
    expect(engine.must()).toEqual(before);
  });
});
