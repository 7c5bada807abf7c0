import { isActive } from "../../api/run-status";
import { InitFailure, type LifecycleContext } from "../../resource";
import { wasCancelNotSent } from "../../run/cancel";
import { faultText } from "../../run/interrupt";
import { createJobRun } from "../job-run/create";
import { leavesReplaced, rememberState } from "../job-run/diff";
import { jobRunLifecycle } from "../job-run/index";
import type { RunNames } from "../job-run/names";
import type { JobRunState } from "../job-run/state";
import type { CircuitBreaker } from "./circuit-breaker";
import type { JobRunBatchInputs } from "./fields";
import type { BatchLedger } from "./ledger";
import { type Members, memberContext, type RecordedMembers } from "./members";
import type { Action } from "./plan";
import type { BatchProgress, Ending, MemberLog } from "./progress";
import type { Problems } from "./report";

/** A batch while its runs are brought to their specs. */
export interface Batch {
  readonly inputs: JobRunBatchInputs;
  readonly context: LifecycleContext;
  readonly members: Members;
  readonly recorded: RecordedMembers | undefined;
  readonly keys: Readonly<Record<Action, string[]>>;
  /** Open runs whose keys are gone. */
  readonly removed: readonly string[];
  readonly ledger: BatchLedger;
  readonly breaker: CircuitBreaker;
  readonly problems: Problems;
  readonly log: MemberLog;
  readonly progress: BatchProgress;
}

/**
 * Does what is planned for one key.
 *
 * @param names of its runs, where they were worked out before
 * @returns false if the run goes on although this operation stops following it: it still takes its slot
 */
export async function carryOutKey(
  batch: Batch,
  key: string,
  action: Action,
  names: RunNames | undefined,
): Promise<boolean> {
  const { ledger, breaker, problems, progress } = batch;
  let isFree = true;
  try {
    ledger.keep(key, await (action === "start" ? start(batch, key, names) : resume(batch, key)));
    breaker.recordAnswer();
  } catch (error) {
    failed(batch, key, action, error);
    isFree = !ledger.isOpen(key);
  }
  if (!isFree) breaker.holdSlot();
  progress.ended(key, problems.has("notStarted", key) ? "failed" : endingOf(ledger.statusOf(key)));
  return isFree;
}

function resume(batch: Batch, key: string): Promise<JobRunState> {
  const before = batch.recorded?.stateOf(key);
  if (!before) throw new TypeError(`${key} has no run to resume`);
  const inputs = batch.members.inputsOf(key);
  return jobRunLifecycle.update(before.runId, before, inputs, contextOf(batch, key));
}

async function start(batch: Batch, key: string, names: RunNames | undefined): Promise<JobRunState> {
  const before = batch.recorded?.stateOf(key);
  const context = contextOf(batch, key);
  if (before) await endReplaced(batch, key, before, context);
  const { state } = await createJobRun(batch.members.inputsOf(key), context, names);
  return state;
}

/** As in a replacement: unless the user says so, two runs of a job must not write at the same time. */
async function endReplaced(
  { inputs, ledger }: Batch,
  key: string,
  before: JobRunState,
  context: LifecycleContext,
): Promise<void> {
  rememberState(before.runId, before, context);
  if (!isActive(before.status) || leavesReplaced(inputs)) return;
  await jobRunLifecycle.delete(before.runId, before, context);
  ledger.forget(key);
}

/** Cancels the run of a key that is gone. */
export async function cancelRemoved(batch: Batch, key: string): Promise<true> {
  const { recorded, ledger, breaker, problems, context } = batch;
  const before = recorded?.stateOf(key);
  if (!before) return true;
  try {
    await jobRunLifecycle.delete(before.runId, before, contextOf(batch, key));
    ledger.forget(key);
  } catch (error) {
    breaker.recordError(error);
    breaker.recordFailure();
    problems.add("notCancelled", key, [faultText(error, context)]);
  }
  return true;
}

/** The context of the run of a key. */
export function contextOf({ context, log, keys, progress }: Batch, key: string): LifecycleContext {
  return memberContext(key, context, {
    log: log.of(key),
    count: keys.start.length,
    report: ({ status }) => progress.saw(key, status),
  });
}

function failed({ ledger, breaker, problems, context }: Batch, key: string, action: Action, error: unknown) {
  if (action !== "report") breaker.recordFailure();
  if (error instanceof InitFailure) {
    const { state, reason, cause } = error as InitFailure<JobRunState>;
    ledger.keep(key, state);
    const kind = wasCancelNotSent(error) ? "cancelNotSent" : isActive(state.status) ? "open" : "failed";
    problems.add(kind, key, withoutNextStep(reason));
    if (cause === undefined) breaker.recordAnswer();
    else breaker.recordError(cause);
    return;
  }
  const affectsAll = breaker.recordError(error);
  problems.keepFirst(error);
  // The report names the reason once for all runs that were not started for it.
  if (action === "start" && affectsAll) return;
  ledger.giveUp(key);
  problems.add(action === "start" ? "notStarted" : "open", key, [faultText(error, context)]);
}

/** Where a run with this status, or a key without a run, stands. */
export function endingOf(status: string | undefined): Ending {
  if (status === undefined) return "left";
  if (isActive(status)) return "open";
  return status === "COMPLETED" ? "completed" : "failed";
}

/** Without the last line, which says what to do next: the report says that once for all runs. */
function withoutNextStep(reason: readonly string[]): readonly string[] {
  return reason.length > 1 ? reason.slice(0, -1) : reason;
}
