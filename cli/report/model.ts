/*
 * What a report says, as plain data: the page and the Markdown are made of it, and `--json` prints it. A pipeline keeps that
 * for years: a field may come, and none goes or changes its meaning without another `version`.
 */

/** What a run came to: `warned` is a run without success whose `onFailure` is `warn`. */
export const VERDICTS = ["failed", "warned", "cancelled", "active", "notRun", "succeeded"] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Report {
  version: 1;
  project?: string;
  stack?: string;
  /** When the state was written, ISO 8601. */
  asOf?: string;
  resources: ReportResource[];
  /** In the order of their submits; those that were not started come last. */
  runs: ReportRun[];
  totals: ReportTotals;
}

/** A resource that stands for runs. */
export interface ReportResource {
  urn: string;
  name: string;
  /** JobRun, JobRunBatch or RunCompletion. */
  kind: string;
  /** The component that it is part of, with its own components in front. */
  group?: string;
  /** URNs of the resources in this report whose runs came before. */
  needs: string[];
}

export interface ReportRun {
  /** URN of its resource. */
  resource: string;
  /** `tiles`, or `tiles[north]` for one of a batch. */
  name: string;
  /** Which run of the batch it is. */
  key?: string;
  group?: string;
  runId?: string;
  runName?: string;
  /** As Wherobots says it, or NOT_RUN. */
  status: string;
  verdict: Verdict;
  /** Times are ISO 8601. */
  createTime?: string;
  startTime?: string;
  completeTime?: string;
  /** Of a run that goes on: until `asOf`. */
  queuedSeconds?: number;
  runningSeconds?: number;
  region?: string;
  runtime?: string;
  usd?: number;
  spatialUnits?: number;
  /** Earlier runs of the same work, newest first. */
  attempts: ReportAttempt[];
  /** All of its runs, the latest included, of which `attempts` has the newest. */
  attemptCount: number;
  /** Why it did not complete. */
  failure?: { kind: string; hint: string; reason?: string };
  logTail?: string[];
  links: ReportLink[];
}

export interface ReportAttempt {
  runId: string;
  status: string;
  startTime?: string;
  completeTime?: string;
  reason?: string;
}

export interface ReportLink {
  title: string;
  url: string;
}

export interface ReportTotals extends Record<Verdict, number> {
  runs: number;
  /** Of all runs that started, added up. */
  queuedSeconds: number;
  runningSeconds: number;
  usd: number;
  spatialUnits: number;
  /** Runs that started and whose cost the state does not tell. */
  withoutCost: number;
  /** Resources that wait for their deletion, which are not in the report. */
  replaced: number;
  /** Operations that an interrupted `up` left open. */
  pendingOperations: number;
}
