import { isExpected } from "../../api/errors";
import type { RunMetrics, RunView } from "../../api/models";
import type { LifecycleContext } from "../../lifecycle";
import { isActive } from "../../run-status";
import type { LogTail } from "../../watch/log-tail";
import { isInterrupt } from "./interrupt";
import { observe, type RunOrigin } from "./observe";
import type { ObservedRun, RunCost } from "./observed-run";

/** Lines of a failed run may land up to a minute after its end. */
const LATE_LOGS_MS = 60_000;
/** Once there are lines, this long without another is the end. */
const QUIET_MS = 5_000;
const LOG_POLL_MS = 1_000;
/** Between two calls while lines are known to be there. */
const CATCH_UP_MS = 100;
/** Lines from the middle must not be taken for the cause. */
const NOT_THE_END = "(the log goes on: it is longer than could be read in a minute after the end)";

/**
 * The record of a run, completed with what is only known at its end: the cost, and for a run that did not
 * complete the last log lines. Both only inform, so no fault here changes anything.
 */
export async function observeEnd(
  run: RunView,
  logTail: LogTail | undefined,
  origin: RunOrigin,
  context: LifecycleContext,
): Promise<ObservedRun> {
  const observed = observe(run, origin);
  if (isActive(observed.status)) return observed;
  const cost = await readCost(run.id, context);
  if (observed.status === "COMPLETED" || !logTail?.keepsLines)
    return { ...observed, ...(cost ? { cost } : {}) };
  await readLateLines(logTail, run.completeTime, context);
  return {
    ...observed,
    ...(cost ? { cost } : {}),
    ...(logTail.tail.length > 0
      ? { logTail: [...logTail.tail, ...(logTail.isBehind ? [NOT_THE_END] : [])] }
      : {}),
  };
}

/** Nobody asks for it again once the run is recorded as ended, so one lost answer must not lose it. */
async function readCost(runId: string, context: LifecycleContext): Promise<RunCost | undefined> {
  const { session, signal } = context;
  const metrics = await ifReadable(session.api().getRunMetrics(runId, { signal }), context);
  const usd = metrics && metricValue(metrics, "COST_USD");
  const spatialUnits = metrics && metricValue(metrics, "CONSUMED_SPATIAL_UNITS");
  if (usd === undefined && spatialUnits === undefined) return undefined;
  return { ...(usd === undefined ? {} : { usd }), ...(spatialUnits === undefined ? {} : { spatialUnits }) };
}

function metricValue(metrics: RunMetrics, name: "COST_USD" | "CONSUMED_SPATIAL_UNITS"): number | undefined {
  return metrics.instant_metrics?.[name]?.metric.data.value ?? undefined;
}

async function readLateLines(
  logTail: LogTail,
  completeTime: string | null | undefined,
  context: LifecycleContext,
): Promise<void> {
  const { clock, signal } = context;
  const endedMs = completeTime ? Date.parse(completeTime) : Number.NaN;
  const endMs = (Number.isNaN(endedMs) ? clock.now() : Math.min(endedMs, clock.now())) + LATE_LOGS_MS;
  let lastLineMs: number | undefined;
  while (!signal.aborted) {
    const count = await ifReadable(logTail.poll(signal), context);
    if (count) lastLineMs = clock.now();
    if (logTail.lastLine !== undefined) lastLineMs ??= clock.now();
    const quiet = lastLineMs !== undefined && clock.now() - lastLineMs >= QUIET_MS;
    if (logTail.ended || quiet || clock.now() >= endMs) return;
    await clock.sleep(logTail.isBehind ? CATCH_UP_MS : LOG_POLL_MS, signal).catch(() => undefined);
  }
}

async function ifReadable<T>(reading: Promise<T>, context: LifecycleContext): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isExpected(error) || isInterrupt(error, context)) return undefined;
    throw error;
  }
}

/** True if the run is at an end other than success. */
export function isFailure(status: string): boolean {
  return !isActive(status) && status !== "COMPLETED";
}
