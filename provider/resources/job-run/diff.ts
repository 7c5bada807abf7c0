import type { Session } from "../../account/session";
import { isActive, isUnsuccessful, NOT_RUN } from "../../api/run-status";
import { changedFields, changedPaths, type FieldPolicy } from "../../inputs/fields";
import type { DiffResult, LifecycleContext } from "../../resource";
import { resumeReason } from "../../run/outcome";
import { canonicalJson, hasUnknown, valueAt } from "../../values";
import { JOB_RUN_FIELDS } from "./fields";
import { defaultOf, type JobRunInputs, type RerunStatus, rerunOn, timeoutSeconds } from "./inputs";
import { isRerunExhausted, type JobRunState } from "./state";

export type Verdict = Omit<DiffResult, "deleteBeforeReplace">;

/** What a `pulumi up` will do with an existing JobRun, and why. Reads state only. */
export function diffJobRun(
  id: string,
  state: JobRunState,
  inputs: JobRunInputs,
  context: LifecycleContext,
): DiffResult {
  rememberState(id, state, context);
  const verdict = allowed(verdictOn(id, state, inputs), context.session);
  const isLeft = isActive(state.status) && leavesReplaced(inputs);
  // The delete may come before the create, and must leave the run too.
  if (isLeft && verdict.changes === "replace") leaveReplaced(id, context);
  // Unless the user says so, two runs of a job must not write at the same time, whatever the verdict.
  return { ...verdict, deleteBeforeReplace: isActive(state.status) && !isLeft };
}

/** Remembers the run in state, so that a create that follows does not take it for an orphan. */
export function rememberState(
  id: string,
  { status, createTime, account, takeOverRunId, timeoutSeconds: limit, cancelledByProvider }: JobRunState,
  { session, identity }: LifecycleContext,
): void {
  session.recordedRuns.set(identity.urn, {
    runId: id,
    status,
    createTime,
    account,
    takeOverRunId,
    timeoutSeconds: limit,
    cancelledByProvider,
  });
}

/** Whether a replacement leaves an active run alone. Pulumi's own `retainOnDelete` would only skip the delete. */
export function leavesReplaced(inputs: Pick<JobRunInputs, "onReplace">): boolean {
  return (inputs.onReplace ?? defaultOf("onReplace")) === "leave";
}

/** Warns that a replaced run is left alone. From here on no delete of this process cancels it. */
export function leaveReplaced(runId: string, { session, log }: LifecycleContext): void {
  if (!session.leftRunIds.has(runId))
    log(
      "warning",
      `run ${runId} is replaced and left alone (onReplace "leave"): it goes on, and nothing of this stack follows it`,
    );
  session.leftRunIds.add(runId);
}

/** With `wherobots:runJobs` false what asks for a run is only recorded. */
export function allowed(verdict: Verdict, { startsRuns }: Pick<Session, "startsRuns">): Verdict {
  if (startsRuns || verdict.changes !== "replace") return verdict;
  const changed = verdict.changed.filter((path) => path !== "status");
  const reasons = Object.fromEntries(Object.entries(verdict.reasons).filter(([path]) => path !== "status"));
  const why = `starts no run, since wherobots:runJobs is false${changed.length > 0 ? `: ${Object.values(reasons).join("; ")}` : ""}`;
  return { changes: changed.length > 0 ? "update" : "none", replaces: [], reasons, changed, why };
}

/** The rules, in the order in which they win. */
export function verdictOn(id: string, state: JobRunState, inputs: JobRunInputs): Verdict {
  const rows = changedFields(JOB_RUN_FIELDS, state, inputs).filter((row) => row.class !== "attach");
  const changed = rows.flatMap((row) => changedPaths(row, state, inputs));
  const redefining = rows.filter((row) => isNewSpec(row, id, state, inputs));
  if (redefining.length > 0) {
    const replaces = [...new Set(redefining.map((row) => row.path.split(".")[0] ?? row.path))];
    return newRun(replaces, specReasons(redefining, state, inputs), rows, changed);
  }
  const rerun = rerunReason(id, state, inputs);
  if (rerun !== undefined) return newRun(["status"], { status: rerun }, rows, [...changed, "status"]);
  const reasons = Object.fromEntries(rows.map(({ path }) => [path, `${path} changed; no new run`]));
  const pending = resumeReason(id, state.status, inputs);
  if (pending !== undefined)
    return {
      changes: "update",
      replaces: [],
      reasons: { ...reasons, status: pending },
      changed: [...changed, "status"],
    };
  return { changes: rows.length > 0 ? "update" : "none", replaces: [], reasons, changed };
}

/** True if the change of a row asks for a new run. */
function isNewSpec(row: FieldPolicy, id: string, state: JobRunState, inputs: JobRunInputs): boolean {
  if (row.class === "run") return (inputs.runOn ?? defaultOf("runOn")) === "change";
  if (row.class !== "trigger") return false;
  // A run that was taken over has no triggers yet, so the first ones are recorded and ask for nothing.
  const isTakenOver = inputs.takeOverRunId === id || state.takeOverRunId === id;
  return !(isTakenOver && Object.keys(state.triggers ?? {}).length === 0);
}

function specReasons(
  rows: readonly FieldPolicy[],
  state: JobRunState,
  inputs: JobRunInputs,
): Record<string, string> {
  const reasons: Record<string, string> = {};
  for (const row of rows) {
    const keys = row.class === "trigger" ? changedKeys(state.triggers, inputs.triggers) : [];
    const detail = keys.length > 0 ? ` (${keys.join(", ")})` : "";
    const maybe = hasUnknown(valueAt(inputs, row.path))
      ? " may have changed: it is not known yet"
      : " changed";
    reasons[row.path] = `${row.path}${detail}${maybe}`;
  }
  return reasons;
}

/** @param causes what asks for the run; the other rows are recorded with it */
function newRun(
  replaces: string[],
  causes: Record<string, string>,
  rows: readonly FieldPolicy[],
  changed: string[],
): Verdict {
  const reasons = { ...Object.fromEntries(rows.map(({ path }) => [path, `${path} changed`])), ...causes };
  return {
    changes: "replace",
    replaces,
    reasons,
    changed,
    why: `will start a new run: ${Object.values(causes).join("; ")}`,
  };
}

function changedKeys(old: JobRunInputs["triggers"], desired: JobRunInputs["triggers"] | string): string[] {
  // In a preview the whole map may be unknown, which is a string.
  if (typeof desired === "string") return [];
  const keys = new Set([...Object.keys(old ?? {}), ...Object.keys(desired ?? {})]);
  const json = (value: unknown) => JSON.stringify(canonicalJson(value));
  return [...keys].filter((key) => json(old?.[key]) !== json(desired?.[key])).sort();
}

/** Why a run that ended without success, or will end so, is to be repeated; undefined if it is not. */
function rerunReason(id: string, state: JobRunState, inputs: JobRunInputs): string | undefined {
  if (state.status === "COMPLETED") return undefined;
  if (state.status === NOT_RUN) return "it was not run, since wherobots:runJobs was false";
  // Also if its end was not seen: the delete that comes first waits for it.
  if (state.cancelledByProvider) return `run ${id} was cancelled by an earlier up`;
  if (!isUnsuccessful(state.status)) return undefined;
  if (rerunOn(inputs).includes(state.status as RerunStatus) && !isRerunExhausted(state, inputs)) {
    return `run ${id} ended as ${state.status}`;
  }
  const allowed = recordedTimeout(id, state);
  if (state.status === "TIMED_OUT" && timeoutSeconds(inputs) > allowed) {
    return `run ${id} ended as TIMED_OUT after ${allowed} s, and timeoutSeconds is ${timeoutSeconds(inputs)} now`;
  }
  return undefined;
}

/**
 * The limit that was requested. The organisation's limit may be lower, and the server applies it without saying so. So the
 * limit in force only counts for a run that somebody else started.
 */
function recordedTimeout(id: string, state: JobRunState): number {
  return (state.takeOverRunId === id ? state.effective.timeoutSeconds : undefined) ?? timeoutSeconds(state);
}
