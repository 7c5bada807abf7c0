import { HOSTS } from "../support/lifecycle/adapters";
import { MiniEngine, SCRIPT } from "../support/lifecycle/mini-engine";

/** A dollar a minute. */
const LONG = { runningMs: 240_000, costUsd: 4 };

// rule: budget
describe.each(HOSTS)("budget.maxUsd, through the %s,", (host) => {
  let engine: MiniEngine;
  beforeEach(async () => {
    engine = await MiniEngine.start("JobRun", {}, undefined, host);
    engine.plan({ pendingMs: 60_000, ...LONG });
  });
  afterEach(() => engine.stop());

  it("ends a run that has cost more, and no later up starts it again by itself", async () => {
    const job = { ...SCRIPT, budget: { maxUsd: 1 } };
    const { error, kept } = await engine.up(job);
    expect(error).toMatch(
      /run \w+ .* is RUNNING, and it cost more than budget\.maxUsd \(1\); it was cancelled/,
    );
    expect(error).toContain("It will not be retried automatically");
    expect(kept).toBe(true);
    const { status, cost } = engine.outputs as { status: string; cost: { usd: number } };
    expect(status).toBe("CANCELLED");
    // Asked twice a minute.
    expect(cost.usd).toBeGreaterThan(1);
    expect(cost.usd).toBeLessThan(2);

    expect(await engine.up(job)).toMatchObject({ verdict: "update", kept: true });
    expect(engine.posts()).toBe(1);
    expect(await engine.up({ ...job, triggers: { decided: 1 }, budget: { maxUsd: 90 } })).toEqual({
      verdict: "replace",
    });
    expect(engine.outputs["status"]).toBe("COMPLETED");
  });

  it("lets a run end that costs less, and one whose cost cannot be read", async () => {
    expect(await engine.up({ ...SCRIPT, budget: { maxUsd: 5 } })).toEqual({ verdict: "create" });
    engine.fault("metrics", 403, 10_000);
    const unread = { ...SCRIPT, triggers: { again: 1 }, budget: { maxUsd: 0.5 } };
    expect(await engine.up(unread)).toEqual({ verdict: "replace" });
    expect(engine.statuses()).toEqual(["COMPLETED", "COMPLETED"]);
  });

  it("that is changed starts nothing, and holds for a wait that is resumed", async () => {
    await engine.up({ ...SCRIPT, wait: { maxSeconds: 120 } });
    expect(await engine.up({ ...SCRIPT, budget: { maxUsd: 1 } })).toMatchObject({
      verdict: "update",
      kept: true,
    });
    expect([engine.statuses(), engine.posts()]).toEqual([["CANCELLED"], 1]);
  });
});

it("budget.maxUsd of a batch is that of each run", async () => {
  const engine = await MiniEngine.start("JobRunBatch");
  engine.plan(LONG);
  const runs = { a: {}, b: { runPython: { uri: "s3://bucket.test/b.py" } } };
  engine.plan({ runningMs: 1_000, costUsd: 0.5 }, { match: { uri: "s3://bucket.test/b.py" } });
  const { error } = await engine.up({ runs, defaults: SCRIPT, budget: { maxUsd: 1 } });
  expect(error).toContain("budget.maxUsd (1)");
  expect(engine.statuses().sort()).toEqual(["CANCELLED", "COMPLETED"]);
  await engine.stop();
});
