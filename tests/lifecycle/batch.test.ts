import type { Properties } from "../../provider/values";
import {
  batch,
  fails,
  manyKeys,
  mostAtOnce,
  results,
  runsOf,
  statuses,
  totals,
  URI,
} from "../support/lifecycle/batch-scene";
import { engineForEach } from "../support/lifecycle/engine-for-each";

const engine = engineForEach("JobRunBatch", { defaultPlan: { pendingMs: 2_000, runningMs: 20_000 } });

describe("what runs", () => {
  it("is each key, once, and nothing of an unchanged batch", async () => {
    expect(await engine.up(batch(["a", "b", "c"]))).toEqual({ verdict: "create" });
    expect(totals(engine)).toMatchObject({ runs: 3, completed: 3, missing: 0, usd: 0.36 });
    const sent = engine.requests().length;
    expect(await engine.up(batch(["c", "b", "a"]))).toEqual({ verdict: "none" });
    expect(Object.keys(results(engine))).toEqual(["a", "b", "c"]);
    expect(engine.requests()).toHaveLength(sent);
    expect(engine.posts()).toBe(3);
  });

  // rule: batch-changes
  it("is only what changed, or is new", async () => {
    await engine.up(batch(["a", "b"]));
    const before = results(engine);
    const news = batch(["a", "b", "c"]);
    (news["runs"] as Properties)["b"] = { runPython: { args: ["b", "again"] } };
    expect(await engine.up(news)).toEqual({ verdict: "update" });
    expect(engine.posts()).toBe(4);
    expect(results(engine)["a"]).toEqual(before["a"]);
    expect(results(engine)["b"]?.runId).not.toBe(before["b"]?.runId);
    expect(engine.must().id).toMatch(/^tiles-\w{6}-\w{6}$/);
  });

  // rule: batch-defaults
  it("is every key that a changed default concerns", async () => {
    const news = batch(["a", "b"]);
    await engine.up(news);
    (news["runs"] as Properties)["a"] = { runPython: { args: ["a"] }, runtime: "tiny" };
    await engine.up(news);
    expect(engine.posts()).toBe(2);
    await engine.up({ ...news, defaults: { runPython: { uri: URI }, runtime: "small" } });
    expect(engine.posts()).toBe(3);
    expect(runsOf(engine, "b").map(({ runtime }) => runtime)).toEqual(["tiny", "small"]);
  });

  it("is a run that is gone from the program no more: active, it is cancelled", async () => {
    await engine.up(batch(["a", "b", "c"], { wait: { until: "submitted" } }));
    expect(await engine.up(batch(["b"], { wait: { until: "submitted" } }))).toEqual({ verdict: "update" });
    expect(statuses(engine, ["a", "b", "c"])).toEqual([["CANCELLED"], ["PENDING"], ["CANCELLED"]]);
    expect(Object.keys(results(engine))).toEqual(["b"]);
  });

  it("is nothing of a finished key that is gone", async () => {
    await engine.up(batch(["a", "b"]));
    const sent = engine.requests().length;
    expect(await engine.up(batch(["b"]))).toEqual({ verdict: "update" });
    expect(Object.keys(results(engine))).toEqual(["b"]);
    expect(engine.requests()).toHaveLength(sent);
  });
});

describe("maxConcurrency", () => {
  const KEYS = manyKeys(12);

  // rule: batch-concurrency
  it("is never passed, and made use of", async () => {
    await engine.up(batch(KEYS, { maxConcurrency: 3 }));
    expect(totals(engine)).toMatchObject({ completed: 12 });
    expect(mostAtOnce(engine)).toBe(3);
  });
});

describe("a failed run", () => {
  it("lets the others run, fails the up with its reason, and runs again alone", async () => {
    fails(engine, "b");
    const failed = await engine.up(batch(["a", "b", "c"], { maxConcurrency: 1 }));
    expect(failed.kept).toBe(true);
    expect(failed.error?.split("\n")).toEqual([
      "1 of 3 runs failed: b",
      expect.stringMatching(/^ {2}b: run \w+ \(tiles-b-.*\) failed: KeyError: b$/),
      "    | Traceback of b",
      "    | Subprocess finished with return code: 1",
      "The next `pulumi up` runs b again",
    ]);
    expect(totals(engine)).toMatchObject({ completed: 2, failed: 1 });
    expect(results(engine)["b"]).toMatchObject({ status: "FAILED", reason: "KeyError: b" });
    expect(await engine.up(batch(["a", "b", "c"]))).toEqual({ verdict: "update" });
    expect(totals(engine)).toMatchObject({ completed: 3, failed: 0 });
    expect(engine.posts()).toBe(4);
  });

  // rule: batch-on-failure
  it("with onFailure stop lets no other begin, and those that are active end", async () => {
    fails(engine, "b");
    const stops = { onFailure: "stop", maxConcurrency: 2 };
    const failed = await engine.up(batch(["a", "b", "c", "d"], stops));
    expect(failed.error).toContain(
      '1 of 4 runs failed: b; 2 of 4 runs were not started: onFailure is "stop"',
    );
    expect(failed.error).toContain(
      "The next `pulumi up` runs b again, and goes on with the 2 that are missing",
    );
    expect(totals(engine)).toMatchObject({ completed: 1, failed: 1, missing: 2 });
    expect(await engine.up(batch(["a", "b", "c", "d"], stops))).toEqual({ verdict: "update" });
    expect(totals(engine)).toMatchObject({ completed: 4 });
    expect(engine.posts()).toBe(5);
  });

  it("is repeated as often as rerun.max says, and then said again", async () => {
    fails(engine, "b", 9);
    const inputs = batch(["a", "b"], { rerun: { max: 2 } });
    await engine.up(inputs);
    await engine.up(inputs);
    expect(engine.posts()).toBe(3);
    const sent = engine.requests().length;
    const again = await engine.up(inputs);
    expect(again.error).toContain("b: rerun.max (2) is reached");
    expect(engine.requests()).toHaveLength(sent);
  });

  it("that could not be started is that key's alone", async () => {
    engine.fault("submit", 422, 1);
    const failed = await engine.up(batch(["a", "b", "c"], { maxConcurrency: 1 }));
    expect(failed.error).toMatch(
      /^1 of 3 runs could not be started: a\n {2}a: could not submit the run .*422/,
    );
    expect(totals(engine)).toMatchObject({ completed: 2, missing: 1 });
    expect(await engine.up(batch(["a", "b", "c"]))).toEqual({ verdict: "update" });
    expect(engine.posts()).toBe(4);
  });
});
