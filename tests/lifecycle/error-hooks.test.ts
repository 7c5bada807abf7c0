import { InitFailure } from "../../provider/resource";
import { NO_FURTHER_TRY } from "../../provider/resources/engine-calls";
import { lifecycleOf, type ResourceName } from "../../provider/resources/registry";
import { type Properties } from "../../provider/values";
import { NO_FURTHER_TRY as READ_BY_HOOKS } from "../../sdk/bounded-hooks";
import { MiniEngine, SCRIPT, submitByHand } from "../support/lifecycle/mini-engine";

const FAILING = { plan: { runningMs: 1_000, outcome: "FAILED", message: "KeyError" } } as const;

/** What a call that must fail leaves. */
async function failureOf(call: Promise<unknown>): Promise<InitFailure<Properties>> {
  const error = await call.then(
    () => new Error("it succeeded"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof InitFailure)) throw error;
  return error as InitFailure<Properties>;
}

describe("an operation that an error hook has called again", () => {
  let engine: MiniEngine;
  const start = async (resource: ResourceName): Promise<ReturnType<typeof lifecycleOf>> => {
    engine = await MiniEngine.start(resource);
    engine.emulator.plan(FAILING);
    return lifecycleOf(resource);
  };
  afterEach(() => engine.stop());

  it("sends nothing about a RunCompletion whose run has ended, and keeps its id", async () => {
    const rules = await start("RunCompletion");
    const runId = await submitByHand(engine.emulator, { name: "by-somebody", ...SCRIPT });
    const first = await failureOf(rules.create({ runId }, engine.context));
    const sent = engine.requests().length;
    const again = await failureOf(rules.create({ runId }, engine.context));
    expect([first.id, again.id]).toEqual([runId, runId]);
    expect(engine.requests()).toHaveLength(sent);
  });

  // rule: error-hooks
  it("starts no run as an update, and keeps the record", async () => {
    const rules = await start("JobRun");
    const inputs = { ...SCRIPT, __name: "tiles-aaaaaaaa-bbbbb0-cccccc" };
    const failure = await failureOf(rules.create(inputs, engine.context));
    await engine.restart();
    for (let call = 0; call < 5; call++)
      expect(await failureOf(rules.update(failure.id, failure.state, inputs, engine.context))).toMatchObject({
        id: failure.id,
        state: { status: "FAILED", runId: failure.id },
      });
    expect(engine.posts()).toBe(1);
  });

  it("carries the run that exists when the next one is refused, and a repeat that rerun.on forbids starts none", async () => {
    const rules = await start("JobRun");
    const inputs = { ...SCRIPT, __name: "tiles-aaaaaaaa-bbbbb0-cccccc" };
    const { id } = await failureOf(rules.create(inputs, engine.context));
    engine.fault("submit", 422);
    const refused = await failureOf(rules.create(inputs, engine.context));
    expect(refused).toMatchObject({ id, state: { status: "FAILED" } });
    expect(refused.message).toContain("another try failed: ");
    await engine.restart();
    const never = { ...inputs, rerun: { on: [] } };
    await failureOf(rules.create(never, engine.context));
    const posts = engine.posts();
    await failureOf(rules.create(never, engine.context));
    expect(engine.posts()).toBe(posts);
  });

  it("gives up after rerun.max tries with a line that the classes' hooks know", async () => {
    const rules = await start("JobRun");
    const inputs = { ...SCRIPT, rerun: { max: 2 }, __name: "tiles-aaaaaaaa-bbbbb0-cccccc" };
    const messages: string[] = [];
    for (let call = 0; call < 4; call++)
      messages.push((await failureOf(rules.create(inputs, engine.context))).message);
    expect(messages.map((text) => text.includes(READ_BY_HOOKS))).toEqual([false, true, true, true]);
    expect(engine.posts()).toBe(2);
    expect(READ_BY_HOOKS).toBe(NO_FURTHER_TRY);
  });
});
