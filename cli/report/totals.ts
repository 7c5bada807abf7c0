import type { ReportRun, ReportTotals, Verdict } from "./model";

/** Counts and sums. */
export function totalsOf(
  runs: readonly ReportRun[],
  left: Pick<ReportTotals, "replaced" | "pendingOperations">,
): ReportTotals {
  const count = (verdict: Verdict): number => runs.filter((run) => run.verdict === verdict).length;
  const sum = (field: "queuedSeconds" | "runningSeconds" | "usd" | "spatialUnits"): number =>
    // Rounds away the error that sums of decimal fractions have.
    Math.round(runs.reduce((total, run) => total + (run[field] ?? 0), 0) * 1e6) / 1e6;
  return {
    runs: runs.length,
    failed: count("failed"),
    warned: count("warned"),
    cancelled: count("cancelled"),
    active: count("active"),
    notRun: count("notRun"),
    succeeded: count("succeeded"),
    queuedSeconds: sum("queuedSeconds"),
    runningSeconds: sum("runningSeconds"),
    usd: sum("usd"),
    spatialUnits: sum("spatialUnits"),
    withoutCost: runs.filter(({ startTime, usd }) => startTime !== undefined && usd === undefined).length,
    ...left,
  };
}
