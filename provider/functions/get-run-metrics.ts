import { z } from "zod";
import { runIdText } from "../api/run-id";
import { briefCallOptions } from "../run/call-options";
import { safeTexts } from "../run/observe";
import { given, present } from "../values";
import { ofOwnRun } from "./get-run";
import { providerFunction } from "./provider-function";
import type { RunMetricPoint, RunMetricsRecord } from "./records";

/** What a run used, as far as it is measured now. */
export const getRunMetrics = providerFunction(
  z.strictObject({ runId: runIdText }),
  async ({ runId }, context): Promise<RunMetricsRecord> => {
    const answer = await ofOwnRun(runId, "getRunMetrics", context, () =>
      context.session.api().getRunMetrics(runId, briefCallOptions(context)),
    );
    return safeTexts({
      series: readable(answer.series_metrics, ({ display_name, metric }) => ({
        ...shownAs(display_name, metric.format),
        data: metric.data.map(pointOf),
      })),
      instant: readable(answer.instant_metrics, ({ display_name, metric }) => ({
        ...shownAs(display_name, metric.format),
        ...pointOf(metric.data),
      })),
    });
  },
);

/** Each metric that is as the API describes it. */
function readable<M, R>(
  metrics: Readonly<Record<string, M | null | undefined>> | null | undefined,
  record: (metric: NonNullable<M>) => R,
): Record<string, R> {
  const entries = Object.entries(metrics ?? {}).flatMap(([name, metric]) =>
    metric === null || metric === undefined ? [] : [[name, record(metric)] as const],
  );
  return Object.fromEntries(entries);
}

type Known<T> = T | null | undefined;

function shownAs(
  displayName: Known<string>,
  format: Known<string>,
): { displayName?: string; format?: string } {
  return present({ displayName, format });
}

function pointOf({ timestamp, value }: { timestamp?: Known<number>; value?: Known<number> }): RunMetricPoint {
  return given({ timestamp, value });
}
