import { UserError } from "../../provider/resource";
import { lifecycleOf, type ResourceName } from "../../provider/resources/registry";
import { type Properties } from "../../provider/values";
import { MiniEngine, SCRIPT, submitByHand } from "../support/lifecycle/mini-engine";
import { inputsByHand } from "../support/lifecycle/run-by-hand";

const EVERYTHING = { ...inputsByHand("s3://bucket.test/job.py"), version: "2.1.0" };

/** Records a run that exists, as the engine does for `pulumi import`. */
async function imported(engine: MiniEngine, id: string): Promise<Properties> {
  const { inputs, state } = await lifecycleOf(engine.resource).import(id, engine.context);
  engine.recorded = { id, inputs, outputs: { ...state } };
  await engine.restart();
  return inputs;
}

async function startEngine(resource: ResourceName = "JobRun"): Promise<MiniEngine> {
  return MiniEngine.start(resource, { defaultPlan: { pendingMs: 0, runningMs: 1_000 } });
}

describe("import of a JobRun", () => {
  let engine: MiniEngine;
  beforeEach(async () => {
    engine = await startEngine();
  });
  afterEach(() => engine.stop());

  // rule: import
  it.each<[what: string, body: Properties, inputs: Properties]>([
    [
      "the least",
      { name: "by-somebody", ...SCRIPT },
      { name: "by-somebody", region: "aws-us-west-2", ...SCRIPT },
    ],
    [
      "everything of a script",
      { name: "by-somebody", ...EVERYTHING },
      { name: "by-somebody", region: "aws-us-west-2", ...EVERYTHING },
    ],
    [
      "a JAR, and a name that this package chose",
      {
        name: "tiles-abcdefgh-ijklm0-nopqrs",
        runJar: { uri: "s3://bucket.test/job.jar", mainClass: "test.Main", args: [] },
        timeoutSeconds: 3_600,
      },
      { region: "aws-us-west-2", runJar: { uri: "s3://bucket.test/job.jar", mainClass: "test.Main" } },
    ],
  ])("gives the inputs that declare it, which change nothing: %s", async (_, body, expected) => {
    const id = await submitByHand(engine.emulator, body);
    engine.emulator.advance(5_000);
    expect(await imported(engine, id)).toEqual(expected);
    expect(engine.outputs).toMatchObject({
      ...expected,
      runId: id,
      status: "COMPLETED",
      takeOverRunId: id,
      cost: expect.anything(),
    });
    expect(await engine.up(expected)).toEqual({ verdict: "none" });
    expect(engine.posts()).toBe(1);
  });

  it("records the first triggers, and starts a run for the next", async () => {
    const id = await submitByHand(engine.emulator, { name: "by-somebody", ...SCRIPT });
    engine.emulator.advance(5_000);
    const inputs = await imported(engine, id);
    expect(await engine.up({ ...inputs, triggers: { commit: "a" } })).toEqual({ verdict: "update" });
    expect(engine.posts()).toBe(1);
    expect(await engine.up({ ...inputs, triggers: { commit: "b" } })).toEqual({ verdict: "replace" });
    expect(engine.posts()).toBe(2);
  });

  it("of an open run goes on with it in the next up", async () => {
    const id = await submitByHand(engine.emulator, { name: "by-somebody", ...SCRIPT });
    const inputs = await imported(engine, id);
    expect(await engine.up(inputs)).toEqual({ verdict: "update" });
    expect(engine.must()).toMatchObject({ id, outputs: { status: "COMPLETED" } });
    expect(engine.posts()).toBe(1);
  });

  it("of a run that is not there names it and the account", async () => {
    const importing = lifecycleOf("JobRun").import("nobody", engine.context);
    await expect(importing).rejects.toThrow(UserError);
    await expect(importing).rejects.toThrow(
      /There is no run nobody in organisation org-1 at http.*Nothing was imported: take `get` or `import` of this run out/,
    );
  });
});

it("import of a RunCompletion gives the id of its run", async () => {
  const engine = await startEngine("RunCompletion");
  const id = await submitByHand(engine.emulator, { name: "by-somebody", ...SCRIPT });
  engine.emulator.advance(5_000);
  expect(await imported(engine, id)).toEqual({ runId: id });
  expect(engine.outputs).toMatchObject({ runId: id, status: "COMPLETED" });
  expect(await engine.up({ runId: id })).toEqual({ verdict: "none" });
  await engine.stop();
});
