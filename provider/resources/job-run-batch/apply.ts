import { isActive } from "../../api/run-status";
import { InitFailure, type LifecycleContext } from "../../resource";
import { wasCancelNotSent } from "../../run/cancel";
import { faultText } from "../../run/interrupt";
import { deleteUploads } from "../../storage/delete-uploads";
import { withoutNulls } from "../../values";
import { createJobRun } from "../job-run/create";
import { leavesReplaced, rememberState } from "../job-run/diff";
import { jobRunLifecycle } from "../job-run/index";
import type { JobRunInputs } from "../job-run/inputs";
import type { JobRunState } from "../job-run/state";
import { CircuitBreaker } from "./circuit-breaker";
import { eachAtOnce } from "./concurrency";
import { type JobRunBatchInputs, type JobRunBatchState, maxConcurrency, onlyWarns } from "./fields";
import { BatchLedger } from "./ledger";
import { type Members, memberContext, membersOf, type RecordedMembers, recordedMembers } from "./members";
import { findOrphans, NO_ORPHANS, type Orphans } from "./orphans";
import { type Action, planKeys, removedActive } from "./plan";
import { BatchProgress, type Ending, MemberLog } from "./progress";
import { initFailureOf, Problems, userErrorOf } from "./report";

/** Runs that are cancelled at once: each takes its time, and costs a request a second. */
export const CANCELS_AT_ONCE = 50;

/**
 * Brings the runs of a batch to their specs. It cancels those whose keys are gone, follows those that are open, and starts
 * those that are planned, never more than `maxConcurrency` at once. Each run follows the rules of a JobRun.
 *
 * @param before undefined for a batch that is created
 * @throws InitFailure if not every run got there, and something is there to be recorded
 */
export async function reconcile(
  id: string,
  before: JobRunBatchState | undefined,
  inputs: JobRunBatchInputs,
  context: LifecycleContext,
): Promise<JobRunBatchState> {
  const reconciliation = new Reconciliation(before, inputs, context);
  await reconciliation.carryOut();
  await reconciliation.deleteUnusedFiles();
  return reconciliation.conclude(id);
}

class Reconciliation {
  private readonly members: Members;
  private readonly recorded: RecordedMembers | undefined;
  /** Open runs whose keys are gone. */
  private readonly removed: readonly string[];
  private readonly keys: Record<Action, string[]> = { start: [], resume: [], report: [], none: [] };
  private readonly ledger: BatchLedger;
  private readonly breaker: CircuitBreaker;
  private readonly problems = new Problems();
  private readonly log: MemberLog;
  private readonly progress: BatchProgress;
  private firstError: Error | undefined;
  private orphans = NO_ORPHANS;

  constructor(
    before: JobRunBatchState | undefined,
    private readonly inputs: JobRunBatchInputs,
    private readonly context: LifecycleContext,
  ) {
    this.members = membersOf(inputs);
    this.recorded = before && recordedMembers(before, inputs);
    this.removed = this.recorded ? removedActive(this.members, this.recorded) : [];
    this.ledger = new BatchLedger(inputs, this.members, this.recorded);
    this.breaker = new CircuitBreaker(inputs, context);
    this.log = new MemberLog(context.log);
    this.progress = new BatchProgress(this.members.keys.length, context);
    for (const [key, { action }] of planKeys(this.members, this.recorded)) this.plan(key, action);
    this.ledger.retain([...this.members.keys, ...this.removed]);
  }

  async carryOut(): Promise<void> {
    // Throws for wrong settings before anything is done, and not between two runs.
    if (this.keys.start.length > 0) this.context.session.config();
    const done = new AbortController();
    const ticking = this.progress.tick(done.signal);
    await eachAtOnce(this.removed, CANCELS_AT_ONCE, (key) => this.cancelRemoved(key));
    this.orphans = await this.findOrphans();
    await eachAtOnce(this.planned(), maxConcurrency(this.inputs), ([key, action]) =>
      this.carryOutOne(key, action),
    );
    done.abort();
    await ticking;
    this.log.end();
  }

  /** Where a key still waits for its run, the next `up` does it. */
  async deleteUnusedFiles(): Promise<void> {
    const { ledger, context } = this;
    if (ledger.notStarted.length > 0) return;
    ledger.forgetUploads(await deleteUploads(ledger.unusedUploads(), context));
  }

  /** @throws InitFailure */
  conclude(id: string): JobRunBatchState {
    const { ledger, members, problems, firstError } = this;
    const state = ledger.state();
    const { notStarted } = ledger;
    const isDone = problems.count === 0 && notStarted.length === 0;
    if (isDone) this.warnOfFailures();
    this.progress.conclude();
    if (isDone) return state;
    const whyNotStarted = this.breaker.reasonToStop() ?? "";
    const stateOf = (key: string): JobRunState | undefined => ledger.stateNow(key);
    const failure = { members, problems, notStarted, whyNotStarted, stateOf, cause: firstError };
    if (ledger.isTouched) throw initFailureOf(id, state, failure);
    // There is nothing new to record, so a plain error is clearer.
    if (problems.count <= 1 && firstError !== undefined) throw firstError;
    throw userErrorOf(failure);
  }

  private plan(key: string, action: Action): void {
    const before = this.recorded?.stateOf(key);
    this.keys[action].push(key);
    if (action === "none") this.progress.had(endingOf(before?.status));
    else if (before) this.ledger.noteSpec(key, before);
    if (action === "start") this.ledger.expect(key);
  }

  /** Open runs come first, since they take a slot already; so do those whose open run is replaced or taken over. */
  private *planned(): Generator<[key: string, action: Action]> {
    const { start, resume, report } = this.keys;
    for (const key of resume) yield [key, "resume"];
    for (const key of report) yield [key, "report"];
    const takesSlot = (key: string): boolean => this.orphans.keys.has(key) || this.ledger.isOpen(key);
    const [open, others] = [start.filter(takesSlot), start.filter((key) => !takesSlot(key))];
    for (const key of [...open, ...others]) {
      if (this.breaker.reasonToStop() !== undefined) return;
      yield [key, "start"];
    }
  }

  /** Only needed if not all runs start at once. */
  private async findOrphans(): Promise<Orphans> {
    const { start, resume } = this.keys;
    const isInTurns = start.length + resume.length > maxConcurrency(this.inputs);
    if (!isInTurns || this.breaker.reasonToStop() !== undefined) return NO_ORPHANS;
    try {
      return await findOrphans(start, this.members, (key) => this.contextOf(key), this.context);
    } catch (error) {
      // An error of this one request need not affect the next. The creates search by themselves.
      if (this.breaker.recordError(error)) this.keepFirst(error);
      return NO_ORPHANS;
    }
  }

  /** @returns false if the run goes on although this operation stops following it: it still takes its slot */
  private async carryOutOne(key: string, action: Action): Promise<boolean> {
    let isFree = true;
    try {
      this.ledger.keep(key, await this.resultOf(key, action, this.contextOf(key)));
      this.breaker.recordAnswer();
    } catch (error) {
      this.failed(key, action, error);
      isFree = !this.ledger.isOpen(key);
    }
    if (!isFree) this.breaker.holdSlot();
    const isRefused = this.problems.has("notStarted", key);
    this.progress.ended(key, isRefused ? "failed" : endingOf(this.ledger.statusOf(key)));
    return isFree;
  }

  private async resultOf(key: string, action: Action, context: LifecycleContext): Promise<JobRunState> {
    const inputs = this.members.inputsOf(key);
    const before = this.recorded?.stateOf(key);
    if (action !== "start" && before) return jobRunLifecycle.update(before.runId, before, inputs, context);
    if (before) await this.endReplaced(key, before, context);
    return (await createJobRun(withoutNulls(inputs) as JobRunInputs, context, this.orphans.names.get(key)))
      .state;
  }

  /** As in a replacement: unless the user says so, two runs of a job must not write at the same time. */
  private async endReplaced(key: string, before: JobRunState, context: LifecycleContext): Promise<void> {
    rememberState(before.runId, before, context);
    if (!isActive(before.status) || leavesReplaced(this.inputs)) return;
    await jobRunLifecycle.delete(before.runId, before, context);
    this.ledger.forget(key);
  }

  private async cancelRemoved(key: string): Promise<true> {
    const before = this.recorded?.stateOf(key);
    if (!before) return true;
    try {
      await jobRunLifecycle.delete(before.runId, before, this.contextOf(key));
      this.ledger.forget(key);
    } catch (error) {
      this.breaker.recordError(error);
      this.breaker.recordFailure();
      this.problems.add("notCancelled", key, [faultText(error, this.context)]);
    }
    return true;
  }

  private contextOf(key: string): LifecycleContext {
    return memberContext(key, this.context, {
      log: this.log.of(key),
      count: this.keys.start.length,
      report: ({ status }) => this.progress.saw(key, status),
    });
  }

  private failed(key: string, action: Action, error: unknown): void {
    if (action !== "report") this.breaker.recordFailure();
    if (error instanceof InitFailure) {
      const { state, reason, cause } = error as InitFailure<JobRunState>;
      this.ledger.keep(key, state);
      const kind = wasCancelNotSent(error) ? "cancelNotSent" : isActive(state.status) ? "open" : "failed";
      this.problems.add(kind, key, withoutNextStep(reason));
      if (cause === undefined) this.breaker.recordAnswer();
      else this.breaker.recordError(cause);
      return;
    }
    const affectsAll = this.breaker.recordError(error);
    this.keepFirst(error);
    // The report names the reason once for all runs that were not started for it.
    if (action === "start" && affectsAll) return;
    this.ledger.giveUp(key);
    this.problems.add(action === "start" ? "notStarted" : "open", key, [faultText(error, this.context)]);
  }

  private keepFirst(error: unknown): void {
    this.firstError ??= error instanceof Error ? error : new TypeError(String(error));
  }

  private warnOfFailures(): void {
    const failed = this.ledger.failedKeys();
    if (failed.length === 0 || !onlyWarns(this.inputs)) return;
    for (const key of failed) this.problems.add("failed", key, []);
    this.context.log("warning", this.problems.summary(this.members.keys.length).join("; "));
  }
}

function endingOf(status: string | undefined): Ending {
  if (status === undefined) return "left";
  if (isActive(status)) return "open";
  return status === "COMPLETED" ? "completed" : "failed";
}

/** Without the last line, which says what to do next: the report says that once for all runs. */
function withoutNextStep(reason: readonly string[]): readonly string[] {
  return reason.length > 1 ? reason.slice(0, -1) : reason;
}
