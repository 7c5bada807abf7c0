import { isoTime } from "../clock";
import { type ReadPoint } from "./history";
import type { JobRunPayload } from "./payload";
import type { RunPlan } from "./plans";
import type { StoredRun } from "./store";
import { passedTime, statusAt, timelineOf } from "./timeline";

/** A run as tests look at it. Times are ISO 8601. */
export interface RunRecord {
  /** The run's id. */
  id: string;
  /** The run's name. */
  name: string;
  /** At the moment of asking. */
  status: string;
  /** With defaults filled in, as the API echoes it. */
  payload: JobRunPayload;
  /** Where it computes: what was asked for or the organisation's default. */
  region: string;
  /** The runtime in use: the payload's or the organization's default. */
  runtime: string;
  /** Whose it is. */
  organizationId: string;
  /** Id of the user who submitted it. */
  triggeredBy: string;
  /** When it was submitted. */
  createTime: string;
  /** When it started; null until then, and if it never did. */
  startTime: string | null;
  /** When it ended; null until then. */
  completeTime: string | null;
  /** When a cancel was accepted. */
  cancelTime: string | null;
  /** Id of the application that executes it. */
  kubeAppId: string;
  /** What was planned for it. */
  plan: RunPlan;
  /** The API answers 404 for it. */
  expired: boolean;
}

/** The record of a run at that point. */
export function runRecord(run: StoredRun, point: ReadPoint): RunRecord {
  const timeline = timelineOf(run, point);
  return {
    id: run.id,
    name: run.payload.name,
    status: statusAt(run, timeline, point),
    payload: run.payload,
    region: run.region,
    runtime: run.runtime,
    organizationId: run.account.organizationId,
    triggeredBy: run.account.userId,
    createTime: isoTime(run.createMs),
    startTime: passedTime(timeline.startMs, point),
    completeTime: passedTime(timeline.endMs, point),
    cancelTime: passedTime(run.cancel?.atMs, point),
    kubeAppId: run.kubeAppId,
    plan: run.plan,
    expired: run.expired,
  };
}
