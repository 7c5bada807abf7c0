import { changedFields, changedPaths } from "../../field-policy";
import { isActive } from "../../run-status";
import { verdictOn } from "../job-run/diff";
import type { JobRunInputs } from "../job-run/inputs";
import type { JobRunState } from "../job-run/state";
import { MEMBER_FIELDS } from "./field-policy";
import type { JobRunBatchInputs, JobRunBatchState } from "./inputs";
import { MEMBER_ARGS, type Members, membersOf, sharedInputs } from "./members";
import { type Records, recordsOf, stateOfRecord } from "./records";

/**
 * What is to be done about one key: start a run, go on with the one that is open, report one again that did not
 * complete, or nothing but to record what is given.
 */
export type Task = "start" | "resume" | "report" | "nothing";

/** What is to be done about one key, and why. */
export interface Due {
  task: Task;
  /** In a few words, the same ones for each run of which the same is to be said; undefined where there is nothing to do. */
  why?: string;
  /** Paths from the run's arguments down; `status` where the run itself is the reason. */
  changed: string[];
}

/** The JobRuns that a state holds. */
export interface RecordedMembers {
  records: Records;
  /** The state of the JobRun of a key; undefined if it has none. */
  stateOf(key: string): JobRunState | undefined;
}

/** @param policy settings of now, which say what a record means */
export function recordedMembers(state: JobRunBatchState, policy: JobRunBatchInputs): RecordedMembers {
  const records = recordsOf(state);
  const recorded = membersOf(state, policy);
  const shared = sharedInputs(policy);
  const superseded = new Map(Object.entries(state.__superseded ?? {}));
  return {
    records,
    stateOf: (key) => {
      const record = records.get(key);
      if (!record) return undefined;
      const older = superseded.get(key);
      return stateOfRecord(record, older ? { ...older, ...shared } : recorded.inputsOf(key));
    },
  };
}

/** What the rules of a JobRun say about one key. */
export function dueOf(state: JobRunState | undefined, inputs: JobRunInputs): Due {
  if (!state) return { task: "start", why: "new", changed: [] };
  const verdict = verdictOn(state.runId, state, inputs);
  const { changed } = verdict;
  // A thousand runs that failed are told as one reason, and not as one with the id of each.
  const reasons = Object.fromEntries(
    Object.entries(verdict.reasons).map(([path, reason]) => [
      path,
      reason.replace(`run ${state.runId} `, ""),
    ]),
  );
  if (verdict.changes === "replace") {
    const due = verdict.replaces.flatMap((top) =>
      Object.entries(reasons).filter(([path]) => isAt(path, top)),
    );
    return { task: "start", why: due.map(([, reason]) => reason).join(", "), changed };
  }
  if (reasons["status"] === undefined) return { task: "nothing", changed };
  return { task: isActive(state.status) ? "resume" : "report", why: reasons["status"], changed };
}

function isAt(path: string, top: string): boolean {
  return path === top || path.startsWith(`${top}.`);
}

/** The tasks of all keys; those of an unchanged batch are `nothing`. */
export function duesOf(members: Members, recorded: RecordedMembers | undefined): Map<string, Due> {
  return new Map(
    members.keys.map((key) => [key, dueOf(recorded?.stateOf(key), members.inputsOf(key))] as const),
  );
}

/** Active runs of keys that are gone. */
export function removedActive(members: Members, { records }: RecordedMembers): string[] {
  const kept = new Set(members.keys);
  return [...records].filter(([key, { status }]) => !kept.has(key) && isActive(status)).map(([key]) => key);
}

/** What the run of a state was started with, if it is not what is wished now. */
export function supersededWish(state: JobRunState, inputs: JobRunInputs): JobRunInputs | undefined {
  if (changedFields(MEMBER_FIELDS, state, inputs).length === 0) return undefined;
  const kept = [...MEMBER_ARGS, "__secretPaths"].map((name) => [name, state[name as keyof JobRunInputs]]);
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined)) as JobRunInputs;
}

/** Where exactly the inputs of a batch differ. */
export function changedInputPaths(
  rows: Parameters<typeof changedFields>[0],
  state: JobRunBatchState,
  inputs: JobRunBatchInputs,
): string[] {
  return changedFields(rows, state, inputs).flatMap((row) => changedPaths(row, state, inputs));
}
