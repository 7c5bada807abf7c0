import { withoutNulls } from "../../check-inputs";
import { type DiffResult, type LifecycleContext, UNKNOWN } from "../../lifecycle";
import { isActive } from "../../run-status";
import { rememberState } from "../job-run/diff";
import { changedInputPaths, type Due, duesOf, recordedMembers, removedActive, type Task } from "./due";
import { JOB_RUN_BATCH_FIELDS } from "./field-policy";
import type { JobRunBatchInputs, JobRunBatchState } from "./inputs";
import { membersOf, memberUrn } from "./members";
import { count, listed } from "./words";

/** What a `pulumi up` will do with an existing batch, and why. Reads state only, and never asks for a replacement. */
export function diffJobRunBatch(
  _id: string,
  state: JobRunBatchState,
  news: JobRunBatchInputs,
  context: LifecycleContext,
): DiffResult {
  const inputs = withoutNulls(news) as JobRunBatchInputs;
  const members = membersOf(inputs);
  const recorded = recordedMembers(state, inputs);
  remember(recorded.records.keys(), recorded, context);
  const changed = changedInputPaths(JOB_RUN_BATCH_FIELDS, state, inputs);
  const reasons = Object.fromEntries(changed.map((path) => [path, `${path} changed`]));
  const base = {
    replaces: [],
    reasons,
    deleteBeforeReplace: [...recorded.records.values()].some(({ status }) => isActive(status)),
  };
  // Which keys there are is not known yet.
  if ((inputs.runs as unknown) === UNKNOWN)
    return { ...base, changes: "update", changed, why: "runs may have changed: they are not known yet" };
  const dues = duesOf(members, recorded);
  const removed = removedActive(members, recorded);
  const isDue = removed.length > 0 || [...dues.values()].some(({ task }) => task !== "nothing");
  return {
    ...base,
    changes: isDue || changed.length > 0 ? "update" : "none",
    changed: isDue ? [...changed, "results"] : changed,
    ...(isDue ? { why: whyText(dues, removed) } : {}),
  };
}

function remember(
  keys: Iterable<string>,
  recorded: ReturnType<typeof recordedMembers>,
  context: LifecycleContext,
): void {
  for (const key of keys) {
    const state = recorded.stateOf(key);
    const urn = memberUrn(context.identity, key);
    if (state) rememberState(state.runId, state, { ...context, identity: { ...context.identity, urn } });
  }
}

/** Reasons that are told; each is of as many keys as have it. */
const MAX_REASONS = 50;

/** One line, however many there are: `3 runs due: t1, t2 (runPython.args changed), t7 (ended as FAILED); 997 unchanged`. */
function whyText(dues: ReadonlyMap<string, Due>, removed: readonly string[]): string {
  const of = (task: Task): [string, Due][] => [...dues].filter(([, due]) => due.task === task);
  const named = (entries: readonly [string, Due][]): string => {
    const keysOf = new Map<string, string[]>();
    for (const [key, { why = "" }] of entries) {
      const keys = keysOf.get(why) ?? [];
      keysOf.set(why, keys);
      keys.push(key);
    }
    return listed(
      [...keysOf].map(([why, keys]) => `${listed(keys)} (${why})`),
      MAX_REASONS,
    );
  };
  const parts = [
    of("start").length > 0 && `${count(of("start").length, "run")} due: ${named(of("start"))}`,
    of("resume").length > 0 &&
      `${count(of("resume").length, "wait")} to go on: ${listed(of("resume").map(([key]) => key))}`,
    of("report").length > 0 &&
      `${count(of("report").length, "run")} did not complete: ${named(of("report"))}`,
    removed.length > 0 && `${count(removed.length, "run")} to be cancelled: ${listed(removed)}`,
    of("nothing").length > 0 && `${count(of("nothing").length)} unchanged`,
  ];
  return parts.filter((part) => part !== false).join("; ");
}
