import { BATCH_RUN_RECORD, JOB_RUN_BATCH_RECORD } from "../../../wire/outputs.generated";
import { isActive, isUnsuccessful } from "../../api/run-status";
import { lastCause } from "../../run/outcome";
import type {
  BatchRunRecord,
  BatchTotals,
  EffectiveSettings,
  JobRunBatchRecord,
  ObservedRun,
  RunAccount,
} from "../../run/record";
import { tolerantRecord } from "../../run/tolerant-state";
import { safeLine } from "../../text/safe-line";
import { given, withoutNulls } from "../../values";
import type { JobRunInputs } from "../job-run/inputs";
import { failuresInARow, type JobRunState } from "../job-run/state";

/*
 * The state of a batch holds thousands of runs, and the engine writes it at each step of a stack. So the record of a run
 * has what the rules of a JobRun read, what a program may want to know, and nothing else.
 */

/** A reason is cut to keep the record within this size. With a key of five letters that makes 250 bytes in state. */
const MAX_RECORD_BYTES = 242;
const MIN_REASON_BYTES = 24;

/** A record that includes what most records of a batch have in common. */
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
    ...given({ startTime, completeTime, usd: cost?.usd, spatialUnits: cost?.spatialUnits }),
    ...(isActive(status) ? { runName } : {}),
    ...(failures > ownFailures(status) ? { failures } : {}),
    ...(state.cancelledByProvider ? { cancelledByProvider: true } : {}),
  };
  const reason = isUnsuccessful(status) ? lastCause(state) : undefined;
  const reasonBytes = MAX_RECORD_BYTES - bytesOf({ ...record, reason: "" });
  return {
    ...record,
    ...(reason ? { reason: cut(reason, Math.max(MIN_REASON_BYTES, reasonBytes)) } : {}),
    effective: given({ region, runtime, version }),
    account,
  };
}

/**
 * The state of the JobRun that a record stands for, as far as the rules of a JobRun read it.
 *
 * @param inputs those of the run
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
    ...given({ startTime, completeTime }),
    ...(usd === undefined && spatialUnits === undefined ? {} : { cost: given({ usd, spatialUnits }) }),
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

/** The records of a state, each with the parts that it has in common with others. */
export function recordsOf({
  results,
  effective = {},
  account = { apiUrl: "" },
}: Pick<JobRunBatchRecord, "results" | "effective" | "account">): Map<string, WholeRecord> {
  return new Map(Object.entries(results).map(([key, record]) => [key, { effective, account, ...record }]));
}

/**
 * The outputs for these records. What most of them have in common is written once.
 *
 * @param settled whether what the runs cost is final. It is kept for all together: a record has no room for it beside a reason
 */
export function outputsOf(
  keys: readonly string[],
  records: Records,
  settled: boolean | undefined,
): JobRunBatchRecord {
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
    totals: { ...totalsOf(keys, records), ...given({ settled }) },
    ...(effective ? { effective } : {}),
    ...(account ? { account } : {}),
  };
}

function totalsOf(keys: readonly string[], records: Records): BatchTotals {
  const all = [...records.values()];
  const count = (status: string): number => all.filter((record) => record.status === status).length;
  const sum = (field: "usd" | "spatialUnits"): number =>
    // Rounds away the error that sums of decimal fractions have.
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

/** Independent of the order of the fields, which may differ in a state that was read back. */
function textOf(value: object): string {
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/*
 * Another version may have written the state. Fields that are missing or of another type count as absent. A record without
 * the id of its run is useless and is dropped; the run is found by its name.
 */

const record = tolerantRecord(BATCH_RUN_RECORD);
const { results, totals, ...commonForm } = JOB_RUN_BATCH_RECORD;
const common = tolerantRecord(commonForm);

/** A state whose records and common parts are what this version expects. A state without results has no records. */
export function readableBatch<S extends object>(recorded: S): S {
  const state = withoutNulls(recorded) as S;
  if (!("results" in state)) return state;
  const { results } = state;
  const entries = typeof results === "object" && results !== null ? Object.entries(results) : [];
  const read = entries.flatMap(([key, value]) => {
    const { data } = record.safeParse(value);
    if (data?.["runId"] === undefined) return [];
    const { status = "UNKNOWN", createTime = "" } = data;
    return [[key, withoutNulls({ ...data, status, createTime })] as const];
  });
  const known = {
    ...common.parse(state),
    results: Object.fromEntries(read),
    __superseded: supersededIn(state),
  };
  return withoutNulls(known) as S;
}

/** An entry that this version cannot read is dropped. Its run then counts as one of the present spec. */
function supersededIn(state: object): object | undefined {
  const found = "__superseded" in state ? state.__superseded : undefined;
  if (typeof found !== "object" || found === null) return undefined;
  return Object.fromEntries(
    Object.entries(found).filter(([, spec]) => typeof spec === "object" && spec !== null),
  );
}

/** The same of a state that must have records. */
export function completeBatch<S extends object>(_id: string, state: S): S {
  return readableBatch({ runs: {}, results: {}, ...(withoutNulls(state) as S) });
}
