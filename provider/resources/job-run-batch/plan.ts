import { UNKNOWN } from "../../../wire/pulumi-values";
import type { Session } from "../../account/session";
import { isActive } from "../../api/run-status";
import { changedFields, changedPaths } from "../../inputs/fields";
import type { DiffResult, LifecycleContext } from "../../resource";
import { formatCount, formatList } from "../../text/format";
import { withoutNulls } from "../../values";
import { allowed, leavesReplaced, rememberState, verdictOn } from "../job-run/diff";
import type { JobRunInputs } from "../job-run/inputs";
import type { JobRunState } from "../job-run/state";
import { JOB_RUN_BATCH_FIELDS, type JobRunBatchInputs, type JobRunBatchState } from "./fields";
import { type Members, membersOf, memberUrn, type RecordedMembers, recordedMembers } from "./members";

/**
 * What the next up does about one key: it starts a run, resumes the wait for one that is open, reports again one that did
 * not complete, or only records the inputs.
 */
export type Action = "start" | "resume" | "report" | "none";

/** What one key needs, and why. */
export interface KeyPlan {
  action: Action;
  /** Short, and the same text for all keys with the same reason; undefined if there is nothing to do. */
  reason?: string;
  /** Paths from the run's arguments down; `status` if the run itself is the reason. */
  changed: string[];
}

/** What an `up` would do that may start runs. */
export const MAY_START: Pick<Session, "startsRuns"> = { startsRuns: true };

/** What the rules of a JobRun say about one key. */
export function planKey(
  state: JobRunState | undefined,
  inputs: JobRunInputs,
  session: Pick<Session, "startsRuns">,
): KeyPlan {
  if (!state)
    return session.startsRuns
      ? { action: "start", reason: "new", changed: [] }
      : { action: "none", changed: [] };
  const verdict = allowed(verdictOn(state.runId, state, inputs), session);
  const { changed } = verdict;
  // Without the id, a thousand runs that failed have one reason and not a thousand.
  const reasons = Object.fromEntries(
    Object.entries(verdict.reasons).map(([path, reason]) => [
      path,
      reason.replace(`run ${state.runId} `, ""),
    ]),
  );
  if (verdict.changes === "replace") {
    const causes = verdict.replaces.flatMap((top) =>
      Object.entries(reasons).filter(([path]) => isAt(path, top)),
    );
    return { action: "start", reason: causes.map(([, reason]) => reason).join(", "), changed };
  }
  if (reasons["status"] === undefined) return { action: "none", changed };
  return { action: isActive(state.status) ? "resume" : "report", reason: reasons["status"], changed };
}

function isAt(path: string, top: string): boolean {
  return path === top || path.startsWith(`${top}.`);
}

/** What each key needs. In an unchanged batch none needs anything. */
export function planKeys(
  members: Members,
  recorded: RecordedMembers | undefined,
  session: Pick<Session, "startsRuns">,
): Map<string, KeyPlan> {
  return new Map(
    members.keys.map(
      (key) => [key, planKey(recorded?.stateOf(key), members.inputsOf(key), session)] as const,
    ),
  );
}

/** Active runs of keys that are gone. */
export function removedActive(members: Members, { records }: RecordedMembers): string[] {
  const kept = new Set(members.keys);
  return [...records].filter(([key, { status }]) => !kept.has(key) && isActive(status)).map(([key]) => key);
}

/** Where exactly the inputs of a batch differ. */
function changedInputPaths(state: JobRunBatchState, inputs: JobRunBatchInputs): string[] {
  return changedFields(JOB_RUN_BATCH_FIELDS, state, inputs).flatMap((row) =>
    changedPaths(row, state, inputs),
  );
}

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
  remember(recorded, context);
  const changed = changedInputPaths(state, inputs);
  const reasons = Object.fromEntries(changed.map((path) => [path, `${path} changed`]));
  const base = {
    replaces: [],
    reasons,
    deleteBeforeReplace:
      !leavesReplaced(inputs) && [...recorded.records.values()].some(({ status }) => isActive(status)),
  };
  // In a preview the keys may be unknown.
  if ((inputs.runs as unknown) === UNKNOWN)
    return { ...base, changes: "update", changed, why: "runs may have changed: they are not known yet" };
  const plans = planKeys(members, recorded, context.session);
  const removed = removedActive(members, recorded);
  const hasWork = removed.length > 0 || [...plans.values()].some(({ action }) => action !== "none");
  return {
    ...base,
    changes: hasWork || changed.length > 0 ? "update" : "none",
    changed: hasWork ? [...changed, "results"] : changed,
    ...(hasWork ? { why: planText(plans, removed) } : {}),
  };
}

function remember(recorded: RecordedMembers, context: LifecycleContext): void {
  for (const key of recorded.records.keys()) {
    const state = recorded.stateOf(key);
    const urn = memberUrn(context.identity, key);
    if (state) rememberState(state.runId, state, { ...context, identity: { ...context.identity, urn } });
  }
}

/** Reasons in one line. Each is of as many keys as have it. */
const MAX_REASONS = 50;

/** One line, however many keys there are: `3 runs to start: t1, t2 (runPython.args changed), t7 (ended as FAILED); 997 unchanged`. */
function planText(plans: ReadonlyMap<string, KeyPlan>, removed: readonly string[]): string {
  const of = (action: Action): [string, KeyPlan][] => [...plans].filter(([, plan]) => plan.action === action);
  const [start, resume, report, none] = [of("start"), of("resume"), of("report"), of("none")];
  const parts = [
    start.length > 0 && `${formatCount(start.length, "run")} to start: ${keysByReason(start)}`,
    resume.length > 0 &&
      `${formatCount(resume.length, "wait")} to go on: ${formatList(resume.map(([key]) => key))}`,
    report.length > 0 && `${formatCount(report.length, "run")} did not complete: ${keysByReason(report)}`,
    removed.length > 0 && `${formatCount(removed.length, "run")} to be cancelled: ${formatList(removed)}`,
    none.length > 0 && `${formatCount(none.length)} unchanged`,
  ];
  return parts.filter((part) => part !== false).join("; ");
}

function keysByReason(plans: readonly [string, KeyPlan][]): string {
  const keysOf = new Map<string, string[]>();
  for (const [key, { reason = "" }] of plans) {
    const keys = keysOf.get(reason) ?? [];
    keysOf.set(reason, keys);
    keys.push(key);
  }
  return formatList(
    [...keysOf].map(([reason, keys]) => `${formatList(keys)} (${reason})`),
    MAX_REASONS,
  );
}
