import { isoTime } from "../clock";
import { type ReadPoint } from "./history";
import type { StoredRun } from "./store";
import { isOver, passedTime, type RunTimeline } from "./timeline";

/** Shares of the time in PENDING after which the compute reaches each step. */
const STEPS: readonly (readonly [share: number, status: string])[] = [
  [0, "PENDING"],
  [0.2, "PREPARING"],
  [0.35, "REQUESTED"],
  [0.5, "DEPLOYING"],
  [0.75, "DEPLOYED"],
  [0.85, "INITIALIZING"],
];
const NODE_SHARE = 0.5;
/** The compute is looked for only after the run was stored, so it is missing at first. */
const APPEARS_AFTER_SHARE = 0.1;
const TEARDOWN_MS = 500;
const RESOLVED: Readonly<Record<string, string>> = { latest: "2.1.0", preview: "2.2.0-preview" };

/** The compute of the run at that point as the API shows it, or null where it does not exist yet. */
export function kubeAppView(run: StoredRun, timeline: RunTimeline, point: ReadPoint) {
  const appearMs = appearsAtMs(run, timeline);
  if (point.atMs <= run.createMs || point.atMs < appearMs) return null;
  const events = eventsOf(run, timeline, appearMs)
    .filter(({ atMs }) => atMs <= point.atMs)
    .sort((a, b) => a.atMs - b.atMs)
    .map((event, index) => eventView(run, event, index));
  const started = passedTime(timeline.startMs, point) !== null;
  const spark = `https://spark.test/${run.id}`;
  return {
    id: run.kubeAppId,
    createTime: isoTime(appearMs),
    updateTime: events.at(-1)?.createTime ?? isoTime(appearMs),
    instanceId: `instance-${run.kubeAppId}`,
    appType: "RUN",
    status: appStatus(run, timeline, point),
    createdById: run.account.userId,
    cpuUsage: 4,
    regionName: run.region,
    message: isOver(timeline, point) ? (run.plan.message ?? endMessage(timeline)) : null,
    apiPayload: { runtime: run.runtime, region: run.region },
    appMeta: {
      // Served by the driver, so it is gone with it.
      spark_ui_url: started && !isOver(timeline, point) ? `${spark}/ui` : "",
      spark_eventlogs_url: started ? `${spark}/eventlogs` : "",
      resolved_version: resolvedVersion(run),
    },
    events,
  };
}

/** The version that a run ends up with. */
function resolvedVersion({ plan, payload }: StoredRun): string {
  const asked = payload.version ?? "latest";
  return plan.resolvedVersion ?? RESOLVED[asked] ?? asked;
}

function appearsAtMs(run: StoredRun, timeline: RunTimeline): number {
  return run.createMs + pendingSpanMs(run, timeline) * APPEARS_AFTER_SHARE;
}

function pendingSpanMs(run: StoredRun, timeline: RunTimeline): number {
  return (timeline.startMs ?? timeline.endMs ?? run.createMs) - run.createMs;
}

function appStatus(run: StoredRun, timeline: RunTimeline, point: ReadPoint): string {
  const { startMs, endMs } = timeline;
  if (endMs !== undefined && endMs <= point.atMs) {
    if (startMs === undefined && timeline.outcome !== "CANCELLED") return "DEPLOY_FAILED";
    return point.atMs < endMs + TEARDOWN_MS ? "DESTROYING" : "DESTROYED";
  }
  if (startMs !== undefined && startMs <= point.atMs) return "READY";
  const share = (point.atMs - run.createMs) / Math.max(1, pendingSpanMs(run, timeline));
  return STEPS.filter(([from]) => from <= share).at(-1)?.[1] ?? "PENDING";
}

interface TimedEvent {
  atMs: number;
  code: string | null;
  message: string | null;
  eventMeta: Record<string, unknown> | null;
}

function eventsOf(run: StoredRun, timeline: RunTimeline, appearMs: number): TimedEvent[] {
  const planned = (run.plan.events ?? []).map((event) => ({
    atMs: appearMs + (event.atMs ?? 0),
    code: event.code ?? null,
    message: event.message ?? null,
    eventMeta: event.eventMeta ?? null,
  }));
  const created = {
    atMs: appearMs,
    code: "APP_START_CREATION",
    message: null,
    eventMeta: { use_v2_workflow: true },
  };
  return [created, ...startEvents(run, timeline), ...endEvents(run, timeline), ...planned];
}

function startEvents(run: StoredRun, { startMs }: RunTimeline): TimedEvent[] {
  if (startMs === undefined) return [];
  const podMs = run.createMs + (startMs - run.createMs) * NODE_SHARE;
  const cold = run.plan.coldStart === true;
  const node = {
    node_preexisted: !cold,
    node_name: `node-${run.kubeAppId.slice(0, 6)}`,
    pod_creation_time: isoTime(podMs),
    node_creation_time: isoTime(cold ? podMs : run.createMs - 3_600_000),
  };
  const runMeta = { start_timestamp: seconds(startMs), end_timestamp: null };
  return [
    { atMs: podMs, code: "APP_NODE_SCHEDULED", message: null, eventMeta: node },
    { atMs: startMs, code: "RUN_START_EXEC", message: null, eventMeta: runMeta },
  ];
}

function endEvents(run: StoredRun, timeline: RunTimeline): TimedEvent[] {
  const { startMs, endMs, outcome } = timeline;
  if (endMs === undefined || outcome === "CANCELLED") return [];
  const succeeded = outcome === "COMPLETED";
  const code = startMs === undefined ? "APP_START_FAILED" : succeeded ? "RUN_SUCCESS_EXEC" : "RUN_FAIL_EXEC";
  const eventMeta = {
    start_timestamp: startMs === undefined ? null : seconds(startMs),
    end_timestamp: seconds(endMs),
  };
  const message = run.plan.message ?? endMessage(timeline);
  return [{ atMs: endMs, code, message: succeeded ? null : message, eventMeta }];
}

function endMessage({ startMs, outcome }: RunTimeline): string | null {
  if (outcome === "COMPLETED" || outcome === "CANCELLED") return null;
  if (startMs === undefined) return "No node could be started for the run";
  return outcome === "TIMED_OUT" ? "Run ended by its timeout" : "Script exited with return code 1";
}

function eventView(run: StoredRun, { atMs, ...event }: TimedEvent, index: number) {
  return {
    id: `event-${run.kubeAppId}-${index}`,
    createTime: isoTime(atMs),
    updateTime: isoTime(atMs),
    ...event,
  };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
