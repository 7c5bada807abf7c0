import { isActive } from "../../api/run-status";
import { MAX_INIT_FAILURE_BYTES } from "../../run/bounded-state";
import type { BatchRunRecord } from "../../run/record";
import { plainJson } from "../../values";
import type { JobRunBatchState } from "./fields";

/** Tells the user that the record was truncated, since programs may read what is missing. */
export const TRUNCATED =
  "The record is larger than the engine takes of a failed resource: times, cost and reasons of the runs are left out of it";

/**
 * A state that the engine accepts with a failure. If it is too large, records keep only what the rules read. If that is not
 * enough, finished runs that the next up repeats anyway are dropped, with their specs: it finds or starts their successors.
 */
export function shrinkToLimit(state: JobRunBatchState): { state: JobRunBatchState; isTruncated: boolean } {
  if (isWithinLimit(state)) return { state, isTruncated: false };
  const shortened = { ...state, results: mapValues(state.results, decisionFields) };
  if (isWithinLimit(shortened)) return { state: shortened, isTruncated: true };
  const { __superseded: superseded = {}, ...rest } = shortened;
  const isKept = (key: string, { status }: BatchRunRecord): boolean =>
    !Object.hasOwn(superseded, key) || isActive(status);
  const results = Object.entries(mapValues(state.results, minimalRecord)).filter(([key, record]) =>
    isKept(key, record),
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
    isTruncated: true,
  };
}

/** For programs and people. The rules of a JobRun read none of these fields. */
const INFORMATIVE: ReadonlySet<string> = new Set([
  ...(["startTime", "completeTime", "usd", "spatialUnits", "reason"] satisfies (keyof BatchRunRecord)[]),
]);

/** The fields by which the rules of a JobRun decide. */
function decisionFields(record: BatchRunRecord): BatchRunRecord {
  const kept = Object.entries(record).filter(([field]) => !INFORMATIVE.has(field));
  return Object.fromEntries(kept) as unknown as BatchRunRecord;
}

/** Which run it is, and whether it is to be repeated. */
function minimalRecord({
  runId,
  status,
  createTime,
  runName,
  failures,
  cancelledByProvider,
}: BatchRunRecord): BatchRunRecord {
  const kept: BatchRunRecord = { runId, status, createTime: isActive(status) ? createTime : "" };
  if (runName !== undefined) kept.runName = runName;
  if (failures !== undefined) kept.failures = failures;
  if (cancelledByProvider !== undefined) kept.cancelledByProvider = cancelledByProvider;
  return kept;
}

function mapValues<T, U>(values: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}

function isWithinLimit(state: object): boolean {
  return Buffer.byteLength(JSON.stringify(plainJson(state))) <= MAX_INIT_FAILURE_BYTES;
}
