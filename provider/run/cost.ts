import type { CallOptions } from "../api/caller";
import { isExpected } from "../api/errors";
import { totalOf, type WorkloadCosts } from "../api/models";
import type { LifecycleContext } from "../resource";
import { given } from "../values";
import { isInterrupt } from "./interrupt";
import type { ObservedRun, RunCost } from "./record";

/** The cost only informs, so an operation waits no longer for it. */
const COST_WITHIN_MS = 5_000;

/** What a run cost that has just ended; the bill may change for another 45 minutes. Undefined if it cannot be read. */
export async function firstCost(runId: string, context: LifecycleContext): Promise<RunCost | undefined> {
  const metrics = await ifReadable((options) => context.session.api().getRunMetrics(runId, options), context);
  const usd = metrics && totalOf(metrics, "COST_USD");
  const spatialUnits = metrics && totalOf(metrics, "CONSUMED_SPATIAL_UNITS");
  if (usd === undefined && spatialUnits === undefined) return undefined;
  return { ...given({ usd, spatialUnits }), settled: false };
}

/**
 * The cost of a run that has ended, asked for once more unless it is settled already, or was recorded by a version that did
 * not tell. Without an answer it stays what it was; of a run whose record has expired nobody can tell any more.
 */
export async function laterCost(
  { cost, kubeApp }: Pick<ObservedRun, "cost" | "kubeApp">,
  context: LifecycleContext,
): Promise<RunCost | undefined> {
  const id = kubeApp?.id;
  if (cost?.settled !== false || id === undefined) return cost;
  const read = await ifReadable((options) => context.session.api().getCosts([id], options), context);
  const answer = read?.costs[id];
  if (answer?.reason === "not_found") return given({ ...cost, settled: undefined });
  return { ...cost, ...costIn(answer) };
}

/** The cost in an answer; undefined if it holds none. */
export function costIn(cost: WorkloadCosts["costs"][string] | undefined): RunCost | undefined {
  const usd = amountOf(cost?.cost);
  const spatialUnits = amountOf(cost?.spatial_units);
  if (usd === undefined && spatialUnits === undefined) return undefined;
  return { ...given({ usd, spatialUnits }), settled: cost?.status === "final" };
}

/** The decimal text becomes a number on purpose: programs add costs up. */
function amountOf(text: string | null | undefined): number | undefined {
  const amount = text ? Number(text) : Number.NaN;
  return Number.isFinite(amount) ? amount : undefined;
}

/** What a request gives, within the time that a cost is worth; undefined if it fails. */
export async function ifReadable<T>(
  read: (options: CallOptions) => Promise<T>,
  context: LifecycleContext,
): Promise<T | undefined> {
  try {
    return await read({ signal: context.signal, withinMs: COST_WITHIN_MS });
  } catch (error) {
    if (isExpected(error) || isInterrupt(error, context)) return undefined;
    throw error;
  }
}
