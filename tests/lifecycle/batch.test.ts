import type { Properties } from "../../provider/lifecycle";
import { MiniEngine } from "./mini-engine";

type Results = Record<string, { runId: string; status: string; reason?: string }>;

const URI = "s3://bucket.test/tile.py";
const PLAN = { pendingMs: 2_000, runningMs: 20_000 };

/** A batch in which each key is the argument of its run. */
function batch(keys: readonly string[], more: Properties = {}): Properties {
  const runs = Object.fromEntries(keys.map((key) => [key, { runPython: { args: [key] } }]));
  return { runs, defaults: { runPython: { uri: URI } }, ...more };
}

let engine: MiniEngine;
beforeEach(async () => {
  engine = await MiniEngine.start("JobRunBatch", { defaultPlan: PLAN });
});
afterEach(() => engine.stop());

function results(): Results {
  return engine.must().outputs["results"] as Results;
}

it("runs each key once", async () => {
  expect(await engine.up(batch(["a", "b", "c"]))).toEqual({ verdict: "create" });
  expect(engine.must().outputs).toMatchObject({ totals: { completed: 3, missing: 0, runs: 3 } });
  expect(engine.posts()).toBe(3);
  expect(await engine.up(batch(["a", "b", "c"]))).toEqual({ verdict: "none" });
  expect(Object.keys(results())).toEqual(["a", "b", "c"]);
});
