import type { RunRecord } from "../../../emulator/index";
import type { Properties } from "../../../provider/values";
import type { MiniEngine } from "./mini-engine";

/** What a batch records of its runs, as far as tests look at it. */
export type Results = Record<
  string,
  { runId: string; status: string; reason?: string; runName?: string; cancelledByProvider?: true }
>;

/** The script of every run. */
export const URI = "s3://bucket.test/tile.py";

/** A batch in which each key is the argument of its run. */
export function batch(keys: readonly string[], more: Properties = {}): Properties {
  const runs = Object.fromEntries(keys.map((key) => [key, { runPython: { args: [key] } }]));
  return { runs, defaults: { runPython: { uri: URI } }, ...more };
}

/** The same runs with other arguments. */
export function again(keys: readonly string[], more: Properties = {}): Properties {
  const runs = keys.map((key) => [key, { runPython: { args: [key, "again"] } }]);
  return { ...batch(keys, more), runs: Object.fromEntries(runs) };
}

/** `t0`, `t1` … */
export function manyKeys(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `t${index}`);
}

/** The records in state. */
export function results(engine: MiniEngine): Results {
  return engine.outputs["results"] as Results;
}

export function totals(engine: MiniEngine): unknown {
  return engine.outputs["totals"];
}

/** The runs that were started with this as their first argument, oldest first. */
export function runsOf(engine: MiniEngine, key: string): RunRecord[] {
  return engine.runs.filter(({ payload }) => payload.runPython?.args[0] === key);
}

/** Keys and statuses of all runs, oldest first. */
export function statuses(engine: MiniEngine, keys: readonly string[]): string[][] {
  return keys.map((key) => runsOf(engine, key).map(({ status }) => status));
}

/** The most runs that were active at the same time. */
export function mostAtOnce(engine: MiniEngine): number {
  const changes = engine.runs.flatMap(({ createTime, completeTime }) => [
    { atMs: Date.parse(createTime), by: 1 },
    { atMs: completeTime === null ? Infinity : Date.parse(completeTime), by: -1 },
  ]);
  let active = 0;
  let most = 0;
  for (const { by } of changes.sort((a, b) => a.atMs - b.atMs || a.by - b.by)) {
    active += by;
    most = Math.max(most, active);
  }
  return most;
}

/** The next runs with this argument fail. */
export function fails(engine: MiniEngine, args: string, times = 1): void {
  const logs = [{ text: `Traceback of ${args}` }, { text: "Subprocess finished with return code: 1" }];
  const plan = { runningMs: 1_000, outcome: "FAILED", message: `KeyError: ${args}`, logs };
  engine.emulator.plan({ match: { args }, times, plan });
}
