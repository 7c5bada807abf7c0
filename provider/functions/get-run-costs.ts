import { z } from "zod";
import { NotFoundError } from "../api/errors";
import type { WorkloadCosts } from "../api/models";
import { runIdText } from "../api/run-id";
import type { LifecycleContext } from "../resource";
import { briefCallOptions } from "../run/call-options";
import { costIn } from "../run/cost";
import { safeTexts } from "../run/observe";
import { providerFunction } from "./provider-function";
import type { RunCostEntry, RunCosts } from "./records";

const MAX_RUNS = 1_000;
/** Runs that are read at once; the API takes 100 ids in one request. */
const AT_ONCE = 64;

const EXPECTED = `must be a list of the ids of 1 to ${MAX_RUNS} runs`;

const getRunCostsArgs = z.strictObject({
  runIds: z.array(runIdText, EXPECTED).min(1, EXPECTED).max(MAX_RUNS, EXPECTED),
});

/** What runs cost by now: unlike the cost in a run's record, it tells whether it is final. */
export const getRunCosts = providerFunction(
  getRunCostsArgs,
  async ({ runIds }, context): Promise<RunCosts> => {
    const ids = [...new Set(runIds)];
    const known = new Map<string, RunCostEntry>();
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      for (const entry of await readCosts(ids.slice(from, from + AT_ONCE), context))
        known.set(entry.runId, entry);
    }
    return { costs: runIds.flatMap((runId) => known.get(runId) ?? []) };
  },
);

async function readCosts(runIds: readonly string[], context: LifecycleContext): Promise<RunCostEntry[]> {
  const apps = await Promise.all(runIds.map(async (runId) => readApp(runId, context)));
  const appIds = apps.flatMap(({ appId }) => appId ?? []);
  if (appIds.length === 0) return apps.map(({ entry }) => entry);
  const { costs } = await context.session.api().getCosts(appIds, briefCallOptions(context));
  return apps.map(({ entry, appId }) =>
    appId === undefined ? entry : { ...entry, ...entryOf(costs[appId]) },
  );
}

/** Costs are kept by the application that executes a run, of which a run that was just submitted has none. */
async function readApp(
  runId: string,
  context: LifecycleContext,
): Promise<{ entry: RunCostEntry; appId?: string }> {
  try {
    const { kubeApp } = await context.session.api().getRun(runId, briefCallOptions(context));
    return kubeApp
      ? { entry: { runId }, appId: kubeApp.id }
      : { entry: { runId, unavailable: "not_started" } };
  } catch (error) {
    // One of many: what the others cost is known all the same.
    if (error instanceof NotFoundError) return { entry: { runId, unavailable: "no_such_run" } };
    throw error;
  }
}

function entryOf(cost: WorkloadCosts["costs"][string] | undefined): Omit<RunCostEntry, "runId"> {
  return costIn(cost) ?? safeTexts({ unavailable: cost?.reason || "not_found" });
}
