import { MAX_INIT_FAILURE_BYTES, plainJson } from "../../plain-json";
import { isActive } from "../../run-status";
import type { BatchRunRecord } from "../run/observed-run";
import type { JobRunBatchState } from "./inputs";

/** Of a record that had to be cut; said to the user, since programs may read the rest. */
export const CUT =
  "The record is larger than the engine takes of a failed resource: times, cost and reasons of the runs are left out of it";

/**
 * A state that the engine takes with a failure. If it is too large, records are cut to what the rules read, and a
 * finished run that is due anyway, with all that it was started with, is left out: its successor is found or started.
 */
export function fitted(state: JobRunBatchState): { state: JobRunBatchState; isCut: boolean } {
  if (fits(state)) return { state, isCut: false };
  const cut = { ...state, results: mapped(state.results, ruled) };
  if (fits(cut)) return { state: cut, isCut: true };
  const { __superseded: superseded = {}, ...rest } = cut;
  const isLeft = (key: string, { status }: BatchRunRecord): boolean =>
    !Object.hasOwn(superseded, key) || isActive(status);
  const results = Object.entries(mapped(state.results, barest)).filter(([key, record]) =>
    isLeft(key, record),
  );
  const open = Object.entries(superseded).filter(([key]) =>
    isActive(state.results[key]?.status ?? "COMPLETED"),
  );
  return {
    state: {
      ...rest,
      results: Object.fromEntries(results),
      ...(open.length > 0 ? { __superseded: Object.fromEntries(open) } : {}),
    },
    isCut: true,
  };
}

/** What the rules of a JobRun read. */
function ruled({
  startTime,
  completeTime,
  usd,
  spatialUnits,
  reason,
  ...kept
}: BatchRunRecord): BatchRunRecord {
  return kept;
}

/** What tells a run, and whether it is due. */
function barest({ runId, status, createTime, runName, failures, cancelledByProvider }: BatchRunRecord) {
  const kept: BatchRunRecord = { runId, status, createTime: isActive(status) ? createTime : "" };
  if (runName !== undefined) kept.runName = runName;
  if (failures !== undefined) kept.failures = failures;
  if (cancelledByProvider !== undefined) kept.cancelledByProvider = cancelledByProvider;
  return kept;
}

function mapped<T, U>(values: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}

function fits(state: object): boolean {
  return Buffer.byteLength(JSON.stringify(plainJson(state))) <= MAX_INIT_FAILURE_BYTES;
}
