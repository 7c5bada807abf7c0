import { isoTime } from "../clock";
import { costOf } from "../runs/cost";
import { type ReadPoint } from "../runs/history";
import type { StoredRun } from "../runs/store";
import { passedTime, timelineOf } from "../runs/timeline";
import { conforming, runView } from "../runs/view";
import {
  type OperationAnswer,
  type OperationCall,
  type OperationHandlers,
  textOf,
  timeOf,
} from "./operation";

/** What runs cost, and which there were. */
export const USAGE_HANDLERS: OperationHandlers = { getWorkloadCosts, getWorkloadHistory };

function getWorkloadCosts(call: OperationCall): OperationAnswer {
  const runs = new Map(visibleRuns(call).map((run) => [run.kubeAppId, run]));
  const { kubeAppIds } = call.body as { kubeAppIds: string[] };
  const costs = kubeAppIds.map((id) => {
    const run = runs.get(id);
    return [id, run === undefined ? unavailable(id) : available(run, call.point)] as const;
  });
  return { body: { costs: Object.fromEntries(costs) } };
}

function available(run: StoredRun, point: ReadPoint): unknown {
  const { usd, spatialUnits, status, settledMs } = costOf(run, point);
  return {
    kind: "available",
    kube_app_id: run.kubeAppId,
    organization_id: run.account.organizationId,
    cost: usd.toFixed(6),
    currency: "USD",
    spatial_units: spatialUnits.toFixed(6),
    status,
    settled_at: settledMs === undefined ? null : isoTime(settledMs),
    last_evaluated_at: isoTime(point.atMs),
  };
}

function unavailable(id: string): unknown {
  return { kind: "unavailable", kube_app_id: id, reason: "not_found" };
}

function getWorkloadHistory(call: OperationCall): OperationAnswer {
  const type = textOf(call.query, "workloadType");
  if (type !== undefined && type !== "RUN") return { body: [] };
  const from = timeOf(call.query, "startTime") ?? Number.NEGATIVE_INFINITY;
  const until = timeOf(call.query, "endTime") ?? Number.POSITIVE_INFINITY;
  const runs = visibleRuns(call).filter(({ createMs }) => from <= createMs && createMs <= until);
  return { body: runs.map((run) => historyItem(run, call.point)) };
}

function historyItem(run: StoredRun, point: ReadPoint): unknown {
  const timeline = timelineOf(run, point);
  const view = conforming(runView(run, point));
  return {
    id: run.kubeAppId,
    createTime: view.createTime,
    updateTime: view.updateTime,
    workloadType: "RUN",
    name: view.name,
    status: workloadStatus(view.status),
    createdById: run.account.userId,
    startTime: view.startTime,
    endTime: passedTime(timeline.endMs, point),
    message: view.kubeApp?.message ?? null,
    sourceClient: /client=([^;,]+)/.exec(run.sourceClient ?? "")?.[1] ?? null,
    sourceClientChain: run.sourceClient,
    appType: "RUN",
    runtimeId: run.runtime,
    regionName: run.region,
    runId: run.id,
    runName: view.name,
    runStatus: view.status,
  };
}

function workloadStatus(runStatus: string): string {
  if (runStatus === "COMPLETED") return "SUCCEEDED";
  return runStatus === "PENDING" || runStatus === "RUNNING" ? runStatus : "FAILED";
}

function visibleRuns({ account, point, world }: OperationCall): StoredRun[] {
  return world.runs.visible(account.organizationId, point);
}
