import { safeLine } from "../../remote-text";
import { isActive } from "../../run-status";
import type { JobRunInputs } from "../job-run/inputs";
import { failuresInARow } from "../job-run/rerun";
import type { JobRunState } from "../job-run/state";
import { lastCause } from "../run/failure";
import type {
  BatchRunRecord,
  BatchTotals,
  EffectiveSettings,
  JobRunBatchRecord,
  ObservedRun,
  RunAccount,
} from "../run/observed-run";
import { isFailure } from "../run/run-end";

/*
 * State holds thousands of runs and is written again at each step of a stack: of each it keeps what the rules of a
 * JobRun read of one, and what a program may want to know.
 */

/** A reason is cut so that its record has no more than this; with a key of five letters that is 250 in state. */
const MAX_RECORD_BYTES = 242;
const MIN_REASON_BYTES = 24;

/** A record that says itself what most records of a batch have in common. */
export type WholeRecord = BatchRunRecord & { effective: EffectiveSettings; account: RunAccount };

/** Records by key. */
export type Records = ReadonlyMap<string, WholeRecord>;

/** What a batch keeps of a run. */
export function recordOf(state: JobRunState): WholeRecord {
  const { runId, runName, status, createTime, startTime, completeTime, cost, account } = state;
  const { region, runtime, version } = state.effective;
  const failures = failuresInARow([{ status }, ...(state.attempts ?? [])]).length;
  const record: BatchRunRecord = {
    runId,
    status,
    createTime,
    ...(startTime === undefined ? {} : { startTime }),
    ...(completeTime === undefined ? {} : { completeTime }),
    ...(cost?.usd === undefined ? {} : { usd: cost.usd }),
    ...(cost?.spatialUnits === undefined ? {} : { spatialUnits: cost.spatialUnits }),
    ...(isActive(status) ? { runName } : {}),
    ...(failures > ownFailures(status) ? { failures } : {}),
    ...(state.cancelledByProvider ? { cancelledByProvider: true } : {}),
  };
  const reason = isFailure(status) ? lastCause(state) : undefined;
  const reasonBytes = MAX_RECORD_BYTES - bytesOf({ ...record, reason: "" });
  return {
    ...record,
    ...(reason ? { reason: cut(reason, Math.max(MIN_REASON_BYTES, reasonBytes)) } : {}),
    effective: {
      ...(region === undefined ? {} : { region }),
      ...(runtime === undefined ? {} : { runtime }),
      ...(version === undefined ? {} : { version }),
    },
    account,
  };
}

/**
 * The state of the JobRun that a record stands for, as far as the rules of a JobRun read it.
 *
 * @param inputs those of its run
 */
export function stateOfRecord(record: WholeRecord, inputs: JobRunInputs): JobRunState {
  const { runId, runName = "", status, createTime, startTime, completeTime, effective, account } = record;
  const { usd, spatialUnits, reason } = record;
  const earlier = (record.failures ?? 0) - ownFailures(status);
  const observed: ObservedRun = {
    runId,
    runName,
    status,
    createTime,
    effective,
    account,
    ...(startTime === undefined ? {} : { startTime }),
    ...(completeTime === undefined ? {} : { completeTime }),
    ...(usd === undefined && spatialUnits === undefined
      ? {}
      : {
          cost: {
            ...(usd === undefined ? {} : { usd }),
            ...(spatialUnits === undefined ? {} : { spatialUnits }),
          },
        }),
    ...(reason === undefined ? {} : { kubeApp: { id: "", message: reason } }),
    ...(record.cancelledByProvider ? { cancelledByProvider: true } : {}),
  };
  const attempts = Array.from({ length: Math.max(0, earlier) }, () => ({ runId: "", status: "FAILED" }));
  return { ...inputs, ...observed, ...(attempts.length > 0 ? { attempts } : {}) };
}

/** The beginning of a text that is safe to show, at most so many bytes of JSON within its quotes. */
function cut(text: string, maxBytes: number): string {
  for (let length = maxBytes; length > 1; length--) {
    const line = safeLine(text, length);
    if (bytesOf(line) - 2 <= maxBytes) return line;
  }
  return "";
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function ownFailures(status: string): number {
  return failuresInARow([{ status }]).length;
}

/** The records of a state, each whole. */
export function recordsOf({
  results,
  effective = {},
  account = { apiUrl: "" },
}: Pick<JobRunBatchRecord, "results" | "effective" | "account">): Map<string, WholeRecord> {
  return new Map(Object.entries(results).map(([key, record]) => [key, { effective, account, ...record }]));
}

/** The outputs that records make, what most of them have in common said once. */
export function outputsOf(keys: readonly string[], records: Records): JobRunBatchRecord {
  const all = [...records.values()];
  const effective = mostCommon(all.map((record) => record.effective));
  const account = mostCommon(all.map((record) => record.account));
  const ordered = [...keys, ...records.keys()].flatMap((key) => {
    const record = records.get(key);
    return record ? [[key, record] as const] : [];
  });
  const results = ordered.map(([key, { effective: own, account: place, ...record }]) => [
    key,
    {
      ...record,
      ...(isSame(own, effective) ? {} : { effective: own }),
      ...(isSame(place, account) ? {} : { account: place }),
    },
  ]);
  return {
    results: Object.fromEntries(results) as Record<string, BatchRunRecord>,
    totals: totalsOf(keys, records),
    ...(effective ? { effective } : {}),
    ...(account ? { account } : {}),
  };
}

function totalsOf(keys: readonly string[], records: Records): BatchTotals {
  const all = [...records.values()];
  const count = (status: string): number => all.filter((record) => record.status === status).length;
  const sum = (field: "usd" | "spatialUnits"): number =>
    // Sums of decimal fractions have a tail that nobody billed.
    Math.round(all.reduce((total, record) => total + (record[field] ?? 0), 0) * 1e6) / 1e6;
  return {
    runs: keys.length,
    completed: count("COMPLETED"),
    failed: count("FAILED"),
    cancelled: count("CANCELLED"),
    timedOut: count("TIMED_OUT"),
    active: all.filter(({ status }) => isActive(status)).length,
    missing: keys.filter((key) => !records.has(key)).length,
    usd: sum("usd"),
    spatialUnits: sum("spatialUnits"),
  };
}

function isSame(a: object, b: object | undefined): boolean {
  return b !== undefined && textOf(a) === textOf(b);
}

function mostCommon<T extends object>(values: readonly T[]): T | undefined {
  const counts = new Map<string, { value: T; count: number }>();
  for (const value of values) {
    const text = textOf(value);
    counts.set(text, { value, count: (counts.get(text)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.value;
}

/** The same whatever the order of the fields, which a state that was read again may have changed. */
function textOf(value: object): string {
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
