import * as pulumi from "@pulumi/pulumi";
import * as wherobots from "pulumi-wherobots/plugin";

const metrics = wherobots.getRunMetricsOutput({ runId: new pulumi.Config().require("nightlyRunId") });

export const processors = metrics.series.apply((series) => series["CPU_UTILIZATION_PERCENT"]?.data ?? []);
export const usd = metrics.instant.apply((instant) => instant["COST_USD"]?.value);
