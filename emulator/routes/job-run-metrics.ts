import { costOf } from "../runs/cost";
import { timelineOf } from "../runs/timeline";
import { runOf } from "./job-runs";
import type { OperationAnswer, OperationCall, OperationHandlers } from "./operation";

/** What a run used while it ran. */
export const JOB_RUN_METRIC_HANDLERS: OperationHandlers = { getJobRunMetrics };

const SERIES_STEPS = 4;

function getJobRunMetrics(call: OperationCall): OperationAnswer {
  const run = runOf(call);
  const { point } = call;
  const { startMs, endMs } = timelineOf(run, point);
  if (startMs === undefined || startMs > point.atMs) {
    return { body: { series_metrics: {}, instant_metrics: {} } };
  }
  const untilMs = Math.min(endMs ?? point.atMs, point.atMs);
  const { usd, spatialUnits } = costOf(run, point);
  return {
    body: {
      series_metrics: {
        CPU_UTILIZATION_PERCENT: series("CPU utilization", startMs, untilMs),
        MEMORY_UTILIZATION_PERCENT: series("Memory utilization", startMs, untilMs),
      },
      instant_metrics: {
        COST_USD: instant("Cost", usd, untilMs, "CURRENCY"),
        CONSUMED_SPATIAL_UNITS: instant("Consumed Spatial Units", spatialUnits, untilMs, "NUMBER"),
      },
    },
  };
}

function instant(displayName: string, value: number, atMs: number, format: string): unknown {
  return { display_name: displayName, metric: { data: { value, timestamp: seconds(atMs) }, format } };
}

function series(displayName: string, startMs: number, untilMs: number): unknown {
  const data = Array.from({ length: SERIES_STEPS + 1 }, (_, step) => ({
    value: 10 + step * 15,
    timestamp: seconds(startMs + ((untilMs - startMs) * step) / SERIES_STEPS),
  }));
  return { display_name: displayName, metric: { data, format: "PERCENTAGE" } };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
