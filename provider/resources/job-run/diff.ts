import { hasUnknown } from "../../check-inputs";
import { canonicalJson, changedFields, changedPaths, type FieldPolicy, valueAt } from "../../field-policy";
import type { DiffResult, LifecycleContext } from "../../lifecycle";
import { isActive } from "../../run-status";
import { isFailure } from "../run/run-end";
import { pendingReason } from "../run/settle";
import { JOB_RUN_FIELDS } from "./field-policy";
import { defaultOf, type JobRunInputs, type RerunStatus, rerunOn, timeoutSeconds } from "./inputs";
import { isRerunExhausted } from "./rerun";
import type { JobRunState } from "./state";

export type Verdict = Omit<DiffResult, "deleteBeforeReplace">;

/** What a `pulumi up` will do with an existing JobRun, and why. Reads state only. */
export function diffJobRun(
  id: string,
  state: JobRunState,
  inputs: JobRunInputs,
  context: LifecycleContext,
): DiffResult {
  rememberState(id, state, context);
  // Two writers at once are never wanted, whatever else is decided.
  return { ...verdictOn(id, state, inputs), deleteBeforeReplace: isActive(state.status) };
}

/** What state knows must not be taken for an orphan by a create that follows. */
export function rememberState(
  id: string,
  { status, createTime, takeOverRunId, timeoutSeconds: limit, cancelledByProvider }: JobRunState,
  { session, identity }: LifecycleContext,
): void {
  session.recordedRuns.set(identity.urn, {
    runId: id,
    status,
    createTime,
    takeOverRunId,
    timeoutSeconds: limit,
    cancelledByProvider,
  });
}

/** The rules, in the order in which they win. */
export function verdictOn(id: string, state: JobRunState, inputs: JobRunInputs): Verdict {
  const rows = changedFields(JOB_RUN_FIELDS, state, inputs).filter((row) => row.class !== "attach");
  const changed = rows.flatMap((row) => changedPaths(row, state, inputs));
  const wished = rows.filter((row) => isNewWish(row, id, state, inputs));
  if (wished.length > 0) {
    const replaces = [...new Set(wished.map((row) => row.path.split(".")[0] ?? row.path))];
    return newRun(replaces, wishReasons(wished, state, inputs), rows, changed);
  }
  const rerun = rerunReason(id, state, inputs);
  if (rerun !== undefined) return newRun(["status"], { status: rerun }, rows, [...changed, "status"]);
  const reasons = Object.fromEntries(rows.map(({ path }) => [path, `${path} changed; no new run`]));
  const pending = pendingReason(id, state.status, inputs);
  if (pending !== undefined)
    return {
      changes: "update",
      replaces: [],
      reasons: { ...reasons, status: pending },
      changed: [...changed, "status"],
    };
  return { changes: rows.length > 0 ? "update" : "none", replaces: [], reasons, changed };
}

function isNewWish(row: FieldPolicy, id: string, state: JobRunState, inputs: JobRunInputs): boolean {
  if (row.class === "run") return (inputs.runOn ?? defaultOf("runOn")) === "change";
  if (row.class !== "trigger") return false;
  // A run that was taken over comes without triggers: the first ones are recorded with it.
  const isTakenOver = inputs.takeOverRunId === id || state.takeOverRunId === id;
  return !(isTakenOver && Object.keys(state.triggers ?? {}).length === 0);
}

function wishReasons(
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

/** @param due what asks for the run; the other rows are recorded with it */
function newRun(
  replaces: string[],
  due: Record<string, string>,
  rows: readonly FieldPolicy[],
  changed: string[],
): Verdict {
  const reasons = { ...Object.fromEntries(rows.map(({ path }) => [path, `${path} changed`])), ...due };
  return {
    changes: "replace",
    replaces,
    reasons,
    changed,
    why: `new run due: ${Object.values(due).join("; ")}`,
  };
}

function changedKeys(old: JobRunInputs["triggers"], wished: JobRunInputs["triggers"] | string): string[] {
  // A preview may not know the map itself yet.
  if (typeof wished === "string") return [];
  const keys = new Set([...Object.keys(old ?? {}), ...Object.keys(wished ?? {})]);
  const json = (value: unknown) => JSON.stringify(canonicalJson(value));
  return [...keys].filter((key) => json(old?.[key]) !== json(wished?.[key])).sort();
}

/** Why a run is to be repeated that ended without success, or is going to; undefined if it is not. */
function rerunReason(id: string, state: JobRunState, inputs: JobRunInputs): string | undefined {
  if (state.status === "COMPLETED") return undefined;
  // Also where its end was not seen: the delete that comes first waits for it.
  if (state.cancelledByProvider) return `run ${id} was cancelled by an earlier up`;
  if (!isFailure(state.status)) return undefined;
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
 * The limit that was asked for. The organisation's may be lower and is applied in silence, so what was in force only
 * counts for a run that somebody else started.
 */
function recordedTimeout(id: string, state: JobRunState): number {
  return (state.takeOverRunId === id ? state.effective.timeoutSeconds : undefined) ?? timeoutSeconds(state);
}
