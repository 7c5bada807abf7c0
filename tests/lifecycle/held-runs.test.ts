import type { HeldRun, StackState } from "../../provider/resource";
import type { ResourceName } from "../../provider/resources/registry";
import type { Properties } from "../../provider/values";
import { STACK_STATE } from "../support/context/lifecycle-context";
import { engineForEach } from "../support/lifecycle/engine-for-each";
import { MiniEngine, SCRIPT } from "../support/lifecycle/mini-engine";

/** What a resource of each kind declares, and what the run of it is called in the program. */
const KINDS: Readonly<
  Record<"JobRun" | "JobRunBatch", { args: Properties; pathOf: (name: string) => string }>
> = {
  JobRun: { args: { ...SCRIPT, wait: { until: "running" } }, pathOf: (name) => `JobRun::${name}` },
  JobRunBatch: {
    args: { runs: { one: SCRIPT }, wait: { until: "running" } },
    pathOf: (name) => `JobRunBatch::${name}/one`,
  },
};

describe.each(["JobRun", "JobRunBatch"] as const)("a %s", (kind: keyof typeof KINDS & ResourceName) => {
  const { args, pathOf } = KINDS[kind];
  const engine = engineForEach(kind, { defaultPlan: { pendingMs: 500, neverEnds: true } });

  const named = (name: string): void => {
    engine.context.identity = { ...engine.context.identity, path: `${kind}::${name}`, urn: `urn-of-${name}` };
  };
  const told = (state: Partial<StackState>): void => {
    engine.context.stackState = { ...STACK_STATE, ...state };
  };
  const runIds = (): string[] => engine.runs.map(({ id }) => id);

  /** An active run of the resource that no state knows any more. */
  async function leaveRun(): Promise<string> {
    named("tiles");
    await engine.up(args);
    engine.recorded = undefined;
    named("tiles");
    return runIds()[0] ?? "";
  }

  it("leaves a run alone that another resource of the stack stands for, without a word", async () => {
    const theirs = await leaveRun();
    told({ holderOf: (runId) => ({ path: pathOf("renamed"), runId, status: "RUNNING" }) });
    expect(await engine.up(args)).toEqual({ verdict: "create" });
    expect(runIds()).toHaveLength(2);
    expect(engine.cancelled()).toEqual([]);
    expect(engine.said()).not.toContain(`warning: run ${theirs}`);
  });

  it("does not take over a run that the state once held, and names it", async () => {
    const left = await leaveRun();
    told({ onceHeld: (runId) => runId === left });
    expect(await engine.up(args)).toEqual({ verdict: "create" });
    expect(runIds()).toHaveLength(2);
    expect(engine.cancelled()).toEqual([]);
    expect(engine.said()).toContain(`run ${left}`);
  });

  it("takes over what it left under a former name", async () => {
    const left = await leaveRun();
    named("renamed");
    expect(await engine.up({ ...args, __resource: { formerPaths: [`${kind}::tiles`] } })).toEqual({
      verdict: "create",
    });
    expect(runIds()).toEqual([left]);
  });

  it("does not take another resource's run for one that it left under a name that it never had", async () => {
    await leaveRun();
    named("renamed");
    await engine.up(args);
    expect(runIds()).toHaveLength(2);
    expect(engine.cancelled()).toEqual([]);
  });
});

describe("a replacement of which the engine tells nothing", () => {
  it("cancels the run that the state holds, which the state itself says, and starts one", async () => {
    const engine = await MiniEngine.start("JobRun", { defaultPlan: { pendingMs: 500, neverEnds: true } });
    const args = { ...SCRIPT, wait: { until: "running" } };
    await engine.up(args);
    const before = engine.must();
    const held: HeldRun = {
      path: engine.context.identity.path,
      runId: before.id,
      status: "RUNNING",
      account: { apiUrl: engine.emulator.url, organizationId: "org-1" },
    };
    engine.recorded = undefined;
    engine.context.stackState = {
      ...STACK_STATE,
      holderOf: (runId) => (runId === held.runId ? held : undefined),
      heldAt: (path) => (path === held.path ? held : undefined),
    };
    expect(await engine.up(args)).toEqual({ verdict: "create" });
    const [first, second] = engine.runs;
    expect([first?.status, second?.status]).toEqual(["CANCELLED", "RUNNING"]);
    expect(engine.must().id).toBe(second?.id);
    await engine.stop();
  });
});
