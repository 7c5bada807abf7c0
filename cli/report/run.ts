import { isActive, isUnsuccessful, NOT_RUN } from "../../provider/api/run-status";
import { failureOf } from "../../provider/run/failure";
import { consoleUrl } from "../../provider/run/observe";
import { lastCause } from "../../provider/run/outcome";
import type { ObservedRun } from "../../provider/run/record";
import { RUN_STATE } from "../../provider/run/tolerant-state";
import { fieldOf, given, type Properties, textAt } from "../../provider/values";
import type { ReportAttempt, ReportLink, ReportRun, Verdict } from "./model";
import { amountAt, recordsAt, textsAt, timeAt } from "./shown";

/** What a report says of one run, without who it belongs to. */
export type RunFacts = Omit<ReportRun, "resource" | "name" | "key" | "group">;

/** A run that was never started. */
export const NOT_STARTED: RunFacts = {
  status: NOT_RUN,
  verdict: "notRun",
  attempts: [],
  attemptCount: 0,
  links: [],
};

/**
 * What the record of a run says. Fields that a state lacks are absent.
 *
 * @param record of a JobRun or RunCompletion, or of one run of a batch, in a form that may be shown
 * @param onFailure what the resource makes of a run without success
 */
export function runFacts(record: Properties, onFailure: string | undefined): RunFacts {
  const status = textAt(record, "status") ?? "UNKNOWN";
  if (status === NOT_RUN) return NOT_STARTED;
  const attempts = recordsAt(record, "attempts").map(attemptOf);
  const effective = fieldOf(record, "effective");
  const cost = fieldOf(record, "cost") ?? record;
  return {
    ...given({ runId: textAt(record, "runId"), runName: textAt(record, "runName") }),
    status,
    verdict: verdictOf(status, onFailure),
    ...timesOf(record),
    ...given({ region: textAt(effective, "region"), runtime: textAt(effective, "runtime") }),
    ...given({ usd: amountAt(cost, "usd"), spatialUnits: amountAt(cost, "spatialUnits") }),
    attempts,
    attemptCount: Math.max(attempts.length + 1, failuresOf(record, status)),
    ...whyOf(record, status),
    links: linksOf(record),
  };
}

function verdictOf(status: string, onFailure: string | undefined): Verdict {
  if (isActive(status)) return "active";
  if (!isUnsuccessful(status)) return "succeeded";
  if (status === "CANCELLED") return "cancelled";
  return onFailure === "warn" ? "warned" : "failed";
}

/** A batch counts failures in a row, the present one included, where there was one before. */
function failuresOf(record: Properties, status: string): number {
  const failures = amountAt(record, "failures") ?? 0;
  return isUnsuccessful(status) ? failures : failures + 1;
}

function timesOf(record: Properties): Partial<RunFacts> {
  const [createTime, startTime, completeTime] = ["createTime", "startTime", "completeTime"].map((name) =>
    timeAt(record, name),
  );
  const timing = fieldOf(record, "timing");
  return given({
    createTime,
    startTime,
    completeTime,
    queuedSeconds: amountAt(timing, "queuedSeconds") ?? secondsBetween(createTime, startTime),
    runningSeconds: amountAt(timing, "runningSeconds") ?? secondsBetween(startTime, completeTime),
  });
}

/**
 * A run that goes on, with the times that it has taken so far.
 *
 * @param asOf when it was seen, ISO 8601
 */
export function soFar<R extends RunFacts>(run: R, asOf: string | undefined): R {
  if (run.verdict !== "active") return run;
  return {
    ...run,
    ...given({
      queuedSeconds: run.queuedSeconds ?? secondsBetween(run.createTime, asOf),
      runningSeconds: run.runningSeconds ?? secondsBetween(run.startTime, asOf),
    }),
  };
}

function secondsBetween(from: string | undefined, to: string | undefined): number | undefined {
  if (from === undefined || to === undefined) return undefined;
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}

/** Older states, and those of batches, lack the failure: it is told from what they have. */
function whyOf(record: Properties, status: string): Partial<RunFacts> {
  if (!isUnsuccessful(status)) return {};
  const logTail = textsAt(record, "logTail");
  const run = RUN_STATE.complete(textAt(record, "runId") ?? "", record as Properties & ObservedRun);
  const reason = textAt(record, "reason") ?? lastCause(run);
  const kubeApp = run.kubeApp ?? { id: "", ...given({ message: reason }) };
  const told = failureOf({ status, ...given({ startTime: timeAt(record, "startTime") }), kubeApp, logTail });
  const recorded = fieldOf(record, "failure");
  const [kind, hint] = [textAt(recorded, "kind") ?? told?.kind, textAt(recorded, "hint") ?? told?.hint];
  return {
    ...(kind === undefined || hint === undefined ? {} : { failure: { kind, hint, ...given({ reason }) } }),
    ...(logTail.length > 0 ? { logTail } : {}),
  };
}

function attemptOf(attempt: Properties): ReportAttempt {
  return {
    runId: textAt(attempt, "runId") ?? "",
    status: textAt(attempt, "status") ?? "UNKNOWN",
    ...given({
      startTime: timeAt(attempt, "startTime"),
      completeTime: timeAt(attempt, "completeTime"),
      reason: textAt(attempt, "reason"),
    }),
  };
}

function linksOf(record: Properties): ReportLink[] {
  const meta = fieldOf(fieldOf(record, "kubeApp"), "appMeta");
  const console =
    textAt(record, "consoleUrl") ?? consoleUrl(textAt(fieldOf(record, "account"), "apiUrl") ?? "");
  const links: [title: string, url: string | undefined][] = [
    ["Console", console],
    ["Spark UI", textAt(meta, "sparkUiUrl")],
    ["Spark event log", textAt(meta, "sparkEventlogsUrl")],
  ];
  return links.flatMap(([title, url]) => (url !== undefined && isWebAddress(url) ? [{ title, url }] : []));
}

/** `javascript:` and the like are none. */
function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
