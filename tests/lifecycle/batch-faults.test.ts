import { lifecycleOf } from "../../provider/resources/registry";
import type { Properties } from "../../provider/values";
import { UNKNOWN } from "../../wire/pulumi-values";
import {
  again,
  batch,
  fails,
  manyKeys,
  mostAtOnce,
  results,
  runsOf,
  statuses,
} from "../support/lifecycle/batch-scene";
import { engineForEach } from "../support/lifecycle/engine-for-each";

jest.setTimeout(120_000);

const KEYS = manyKeys(6);
const IN_TURNS = { maxConcurrency: 2 };
const OPEN = { wait: { until: "submitted" } };

const engine = engineForEach("JobRunBatch", { defaultPlan: { pendingMs: 2_000, runningMs: 20_000 } });

/** An up that is killed while its third and fourth run are active. @returns runs started by then, for each key */
async function killedInTheMiddle(inputs: Properties): Promise<number[]> {
  engine.within(30_000);
  const before = engine.recorded && structuredClone(engine.recorded);
  await engine.up(inputs);
  engine.recorded = before;
  await engine.restart();
  return KEYS.map((key) => runsOf(engine, key).length);
}

describe("runs that were active when an up was killed", () => {
  it("in the middle of a create take their places first, and are taken over though they end meanwhile", async () => {
    expect(await killedInTheMiddle(batch(KEYS, IN_TURNS))).toEqual([1, 1, 1, 1, 0, 0]);
    await engine.up(batch(KEYS, IN_TURNS));
    expect(KEYS.map((key) => runsOf(engine, key).length)).toEqual([2, 2, 1, 1, 1, 1]);
    expect(mostAtOnce(engine)).toBe(2);
    // Completed ones that state does not know are named before their work is done again.
    expect(engine.said()).toContain("t0: run");
  });

  it('with adopt "recent" none is run again', async () => {
    const recent = { ...IN_TURNS, adopt: "recent" };
    await killedInTheMiddle(batch(KEYS, recent));
    await engine.up(batch(KEYS, recent));
    expect(statuses(engine, KEYS)).toEqual(KEYS.map(() => ["COMPLETED"]));
    expect(mostAtOnce(engine)).toBe(2);
  });

  it("in the middle of an update take their places first", async () => {
    await engine.up(batch(KEYS));
    expect(await killedInTheMiddle(again(KEYS, IN_TURNS))).toEqual([2, 2, 2, 2, 1, 1]);
    await engine.up(again(KEYS, IN_TURNS));
    expect(KEYS.map((key) => runsOf(engine, key).length)).toEqual([3, 3, 2, 2, 2, 2]);
    expect(mostAtOnce(engine)).toBeLessThanOrEqual(6);
    const later = engine.runs.slice(KEYS.length);
    expect(Math.max(...later.map(({ createTime }) => activeAt(createTime)))).toBe(2);
  });

  // rule: batch-concurrency
  it("are as many at once as places, wherever they stand in the order", async () => {
    await engine.up(batch(["t4", "t5"], OPEN));
    engine.recorded = undefined;
    await engine.up(batch(KEYS, IN_TURNS));
    expect(statuses(engine, KEYS)).toEqual(KEYS.map(() => ["COMPLETED"]));
    expect(mostAtOnce(engine)).toBe(2);
  });

  it("and failed meanwhile are named, and run again", async () => {
    await engine.up(batch(["t5"], OPEN));
    engine.recorded = undefined;
    const [orphan] = runsOf(engine, "t5");
    engine.fault("list", { kind: "stale", delayMs: 60_000 }, 1);
    engine.emulator.finish(orphan!.id, "FAILED");
    await engine.up(batch(["t5"]));
    expect(runsOf(engine, "t5").map(({ status }) => status)).toEqual(["FAILED", "COMPLETED"]);
  });
});

function activeAt(time: string): number {
  const atMs = Date.parse(time);
  return engine.runs.filter(
    ({ createTime, completeTime }) =>
      Date.parse(createTime) <= atMs && Date.parse(completeTime ?? "2100-01-01") > atMs,
  ).length;
}

describe("a run whose wait was stopped", () => {
  it.each([
    [
      "fail",
      2,
      /4 of 6 runs were not started: runs whose wait was stopped go on, as many as maxConcurrency allows/,
    ],
    ["cancel", 6, /^6 of 6 runs failed: /],
  ])("keeps its place while it is active: onTimeout %s", async (onTimeout, posts, said) => {
    engine.plan({ pendingMs: 1_000, runningMs: 600_000 });
    const { error } = await engine.up(batch(KEYS, { ...IN_TURNS, wait: { maxSeconds: 5, onTimeout } }));
    expect(mostAtOnce(engine)).toBe(2);
    expect(engine.posts()).toBe(posts);
    expect(error).toMatch(said);
    engine.plan({ pendingMs: 100, runningMs: 1_000 });
    for (const { id, status } of engine.runs) if (status === "RUNNING") engine.emulator.finish(id);
    expect(await engine.up(batch(KEYS, IN_TURNS))).toEqual({ verdict: "update" });
    expect(mostAtOnce(engine)).toBe(2);
  });

  it("and may go on by onTimeout continue leaves its place, as one that is only submitted", async () => {
    engine.plan({ pendingMs: 1_000, runningMs: 600_000 });
    const wait = { maxSeconds: 5, onTimeout: "continue" };
    expect(await engine.up(batch(KEYS, { ...IN_TURNS, wait }))).toEqual({ verdict: "create" });
    expect(engine.posts()).toBe(6);
  });

  it("by an outage lets no other begin", async () => {
    engine.fault("run", 500, Infinity);
    const keys = manyKeys(12);
    const { error } = await engine.up(batch(keys, IN_TURNS));
    expect(engine.posts()).toBe(2);
    expect(error).toMatch(/^2 of 12 runs are still active: t0, t1; 10 of 12 runs were not started: /);
    engine.emulator.clearFaults();
    expect(await engine.up(batch(keys, IN_TURNS))).toEqual({ verdict: "update" });
    expect(statuses(engine, keys)).toEqual(keys.map(() => ["COMPLETED"]));
  });
});

describe("a fault that may be of one run alone", () => {
  /** Its requests are refused, and no other's. */
  const refuse = (key: string, status: number): void => {
    engine.emulator.fault({
      ...{ method: "POST", path: "/runs", match: { name: `tiles-${key}-*` } },
      ...{ kind: "status", status, times: Infinity },
    });
  };

  it.each([403, 500])("is that key's: %i", async (status) => {
    refuse("t1", status);
    const { error } = await engine.up(batch(KEYS, { maxConcurrency: 1 }));
    expect(error).toMatch(/^1 of 6 runs could not be started: t1/);
    expect(statuses(engine, KEYS)).toEqual(KEYS.map((key) => (key === "t1" ? [] : ["COMPLETED"])));
  });

  // rule: batch-circuit-breaker
  it.each([403, 500])("is of all where it comes three times in a row: %i", async (status) => {
    engine.fault("submit", { status }, Infinity);
    const { error } = await engine.up(batch(manyKeys(40), { maxConcurrency: 4 }));
    expect(error).toMatch(/runs could not be started: .*; 3\d of 40 runs were not started: could not submit/);
    expect(engine.posts()).toBeLessThanOrEqual(status === 403 ? 8 : 40);
  });

  it("keeps no other from being started where the run of a removed key cannot be read", async () => {
    engine.emulator.plan({ match: { args: "a" }, plan: { neverEnds: true } });
    await engine.up(batch(["a", "b"], OPEN));
    const { id } = runsOf(engine, "a")[0]!;
    engine.emulator.fault({ path: new RegExp(`^/runs/${id}`), kind: "status", status: 403, times: Infinity });
    const { error } = await engine.up(batch(["b", "c"]));
    expect(error).toMatch(/^1 of 2 runs is gone from the program and could not be cancelled: a/);
    expect(statuses(engine, ["b", "c"])).toEqual([["COMPLETED"], ["COMPLETED"]]);
    engine.emulator.clearFaults();
    expect(await engine.up(batch(["b", "c"]))).toEqual({ verdict: "update" });
    expect(statuses(engine, ["a"])).toEqual([["CANCELLED"]]);
  });
});

describe('onFailure "stop"', () => {
  const stops = { onFailure: "stop", maxConcurrency: 1 };

  it("is of failures of this up: one that is only reported again lets the missing ones begin", async () => {
    fails(engine, "t1", 9);
    const once = { ...stops, rerun: { max: 1 } };
    expect((await engine.up(batch(KEYS, once))).error).toContain("4 of 6 runs were not started");
    const second = await engine.up(batch(KEYS, once));
    expect(second.error).toMatch(/^1 of 6 runs failed: t1/);
    expect(second.error).not.toContain("not started:");
    expect(statuses(engine, KEYS)).toEqual(KEYS.map((key) => (key === "t1" ? ["FAILED"] : ["COMPLETED"])));
    // A record has no name of a run that has ended.
    expect(second.error).not.toContain("()");
  });
});

describe("an open run whose record expired", () => {
  it("is told with what helps: the batch's record is that of all its runs", async () => {
    await engine.up(batch(["a", "b"], OPEN));
    const { id } = runsOf(engine, "a")[0]!;
    engine.emulator.expire(id);
    const { error } = await engine.up(batch(["a", "b"]));
    expect(error).toContain("take its key out of the program, or change one of its triggers");
    expect(error).not.toContain("pulumi state delete");
    const news = batch(["a", "b"]);
    (news["runs"] as Properties)["a"] = { runPython: { args: ["a"] }, triggers: { again: 1 } };
    expect(await engine.up(news)).toEqual({ verdict: "update" });
    expect(results(engine)["a"]).toMatchObject({ status: "COMPLETED" });
  });
});

it.each([
  "logs",
  "wait",
  "rerun",
  "retry",
  "onFailure",
  "maxConcurrency",
  "adopt",
  "runs",
  "defaults",
  "runOn",
])("%s may be unknown in a preview", async (field) => {
  const rules = lifecycleOf("JobRunBatch");
  const news = { ...batch(["a"]), [field]: UNKNOWN };
  expect(rules.check(undefined, news, engine.context).failures).toEqual([]);
  await engine.up(batch(["a"]));
  const { outputs } = engine.must();
  expect(rules.diff("id", outputs, news, engine.context).changes).toBe("update");
  expect(() => rules.preview(news, outputs)).not.toThrow();
});

describe("the reason of every run", () => {
  it("is told before it starts, however many have the same", async () => {
    const keys = manyKeys(40);
    fails(engine, "t7", 9);
    await engine.up(batch(keys, { maxConcurrency: 40 }));
    const news = batch([...keys, "new"], { defaults: { runPython: { uri: "s3://bucket.test/tile.py" } } });
    for (let i = 10; i < 40; i++)
      (news["runs"] as Record<string, Properties>)[`t${i}`] = { runPython: { args: [`t${i}`, "again"] } };
    const { why } = lifecycleOf("JobRunBatch").diff("id", engine.outputs, news, engine.context);
    expect(why).toBe(
      "32 runs to start: new (new), t7 (ended as FAILED), t10, t11, t12, t13, t14, t15, t16, t17, t18, t19 and 20 more " +
        "(runPython.args changed); 9 unchanged",
    );
  });
});

it("records of failed runs have at most 250 bytes, in any script", async () => {
  const messages = { a: "x".repeat(400), b: "東".repeat(400), c: '"\\'.repeat(200), d: "short" };
  for (const [args, message] of Object.entries(messages))
    engine.emulator.plan({ match: { args }, plan: { runningMs: 1_000, outcome: "FAILED", message } });
  await engine.up(batch(Object.keys(messages)));
  for (const [key, record] of Object.entries(results(engine))) {
    expect(Buffer.byteLength(JSON.stringify({ [key]: record }))).toBeLessThanOrEqual(250);
    expect(record.reason?.length).toBeGreaterThanOrEqual(5);
  }
  expect(results(engine)["d"]?.reason).toBe("short");
});

it("no further attempt is made of a run after the time in which it would be waited for", async () => {
  fails(engine, "t0", 9);
  Object.assign(engine.context.session.config(), { maxWaitSeconds: 60 });
  const retry = { maxAttempts: 5, on: ["FAILED"], backoffSeconds: 600 };
  const beganAtMs = engine.context.clock.now();
  const { error } = await engine.up(batch(["t0"], { retry }));
  expect(engine.context.clock.now() - beganAtMs).toBeLessThanOrEqual(61_000);
  expect(engine.posts()).toBe(1);
  expect(error).toContain("The next `pulumi up` runs t0 again");
});
