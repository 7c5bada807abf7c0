import { isoTime } from "../clock";
import type { ReadPoint } from "./history";
import { isSeen } from "./history";
import type { StoredRun } from "./store";

/** When a run starts and ends, as known at some point. */
export interface RunTimeline {
  /** Absent for a run that never starts. */
  startMs?: number;
  /** Absent for a run whose end is not foreseen. */
  endMs?: number;
  /** The status after the end. */
  outcome: string;
}

const DEFAULT_PENDING_MS = 100;
/** Running time of a run whose plan gives none, in milliseconds. */
export const DEFAULT_RUNNING_MS = 300;

interface PossibleEnd {
  atMs: number;
  outcome: string;
}

/** The whole course of a run, the future included, as far as it is decided at that point. */
export function timelineOf(run: StoredRun, point: ReadPoint): RunTimeline {
  const { plan } = run;
  const launchMs = run.createMs + (plan.pendingMs ?? DEFAULT_PENDING_MS);
  const finish = seen(run.finish, point);
  const end = earliest([finish, plannedEnd(run, launchMs), cancelEnd(run, point)]);
  const base = { outcome: end?.outcome ?? "COMPLETED", ...(end === undefined ? {} : { endMs: end.atMs }) };
  if (plan.neverLaunches) return base;
  if (end === undefined || launchMs <= end.atMs) return { startMs: launchMs, ...base };
  // A run that is made to end well before its start must have run for a moment.
  return end === finish && end.outcome !== "CANCELLED" ? { startMs: end.atMs, ...base } : base;
}

/** The status at that point. */
export function statusAt(run: StoredRun, timeline: RunTimeline, point: ReadPoint): string {
  if (timeline.endMs !== undefined && timeline.endMs <= point.atMs) return timeline.outcome;
  if (timeline.startMs !== undefined && timeline.startMs <= point.atMs) return run.plan.status ?? "RUNNING";
  return "PENDING";
}

/** True once the run is over. */
export function isOver(timeline: RunTimeline, point: ReadPoint): boolean {
  return timeline.endMs !== undefined && timeline.endMs <= point.atMs;
}

/** A moment of the timeline in the API's form, or null while it lies in the future. */
export function passedTime(ms: number | undefined, point: ReadPoint): string | null {
  return ms !== undefined && ms <= point.atMs ? isoTime(ms) : null;
}

/** Milliseconds that the run has spent running until that point. */
export function ranForMs(timeline: RunTimeline, point: ReadPoint): number {
  if (timeline.startMs === undefined) return 0;
  return Math.max(0, Math.min(timeline.endMs ?? point.atMs, point.atMs) - timeline.startMs);
}

function plannedEnd({ plan, payload }: StoredRun, launchMs: number): PossibleEnd | undefined {
  if (plan.neverLaunches) return { atMs: launchMs, outcome: plan.outcome ?? "FAILED" };
  if (plan.neverEnds) return undefined;
  const runningMs = plan.runningMs ?? DEFAULT_RUNNING_MS;
  const timeoutMs = payload.timeoutSeconds * 1000;
  return timeoutMs < runningMs
    ? { atMs: launchMs + timeoutMs, outcome: "TIMED_OUT" }
    : { atMs: launchMs + runningMs, outcome: plan.outcome ?? "COMPLETED" };
}

function cancelEnd(run: StoredRun, point: ReadPoint): PossibleEnd | undefined {
  const cancel = seen(run.cancel, point);
  return cancel && { atMs: cancel.atMs + (run.plan.cancelTakesMs ?? 0), outcome: "CANCELLED" };
}

function seen<T extends ReadPoint>(write: T | undefined, point: ReadPoint): T | undefined {
  return write !== undefined && isSeen(write, point) ? write : undefined;
}

function earliest<T extends PossibleEnd>(ends: readonly (T | undefined)[]): T | undefined {
  return ends.reduce(
    (first, end) => (end !== undefined && (first === undefined || end.atMs < first.atMs) ? end : first),
    undefined,
  );
}
