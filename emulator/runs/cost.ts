import { type ReadPoint } from "./history";
import type { StoredRun } from "./store";
import { DEFAULT_RUNNING_MS, isOver, ranForMs, timelineOf } from "./timeline";

/** What a run has used up so far. */
export interface RunCost {
  usd: number;
  spatialUnits: number;
  status: "live" | "settling" | "final";
  /** When the cost became final, milliseconds since the epoch. */
  settledMs?: number;
}

const DEFAULT_USD = 0.12;
const DEFAULT_SPATIAL_UNITS = 0.4;
const DEFAULT_SETTLES_MS = 600_000;
const PRECISION = 1e6;

/** The cost at that point: grows with the running time, is final a while after the end. */
export function costOf(run: StoredRun, point: ReadPoint): RunCost {
  const { plan } = run;
  const timeline = timelineOf(run, point);
  const settledMs = (timeline.endMs ?? 0) + (plan.costSettlesMs ?? DEFAULT_SETTLES_MS);
  const over = isOver(timeline, point);
  const share = Math.min(1, ranForMs(timeline, point) / Math.max(1, plan.runningMs ?? DEFAULT_RUNNING_MS));
  const settled = over && settledMs <= point.atMs;
  return {
    usd: round((plan.costUsd ?? DEFAULT_USD) * share),
    spatialUnits: round((plan.spatialUnits ?? DEFAULT_SPATIAL_UNITS) * share),
    status: settled ? "final" : over ? "settling" : "live",
    ...(settled ? { settledMs } : {}),
  };
}

function round(value: number): number {
  return Math.round(value * PRECISION) / PRECISION;
}
