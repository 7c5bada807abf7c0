import { InitFailure, type LifecycleContext } from "../../lifecycle";
import { isActive } from "../../run-status";
import { rememberState } from "../job-run/diff";
import { activeAtFirst } from "../job-run/earlier-runs";
import type { JobRunInputs } from "../job-run/inputs";
import { jobRunLifecycle } from "../job-run/lifecycle";
import { automaticName, ofWish } from "../job-run/name";
import type { JobRunState } from "../job-run/state";
import { recordedInputs } from "../run/follow-inputs";
import { faultText, isInterrupt } from "../run/interrupt";
import { isFailure } from "../run/run-end";
import { BatchProgress, type Ending } from "./batch-progress";
import { concerned } from "./concerns-all";
import {
  duesOf,
  type RecordedMembers,
  recordedMembers,
  removedActive,
  supersededWish,
  type Task,
} from "./due";
import { eachAtOnce } from "./each-at-once";
import { type JobRunBatchInputs, type JobRunBatchState, maxConcurrency, onlyWarns } from "./inputs";
import { MemberLog } from "./member-log";
import { type Members, memberContext, membersOf, sharedInputs } from "./members";
import { Problems } from "./problems";
import { outputsOf, recordOf, stateOfRecord, type WholeRecord } from "./records";
import { failedText, failureOf } from "./report";

/** Runs that are cancelled at once: each takes its time, and costs a request a second. */
export const CANCELS_AT_ONCE = 50;
/** So many faults in a row that may be of one run each are one of all. */
const MAX_DOUBTFUL_IN_A_ROW = 3;

/**
 * Brings the runs of a batch to what is wished: cancels those that are gone, follows those that are open, and starts
 * what is due, never more than `maxConcurrency` at once. Each run by the rules of a JobRun.
 *
 * @param before undefined for a batch that is created
 * @throws InitFailure if not all is as wished, and something is there to be kept
 */
export async function reconcile(
  id: string,
  before: JobRunBatchState | undefined,
  inputs: JobRunBatchInputs,
  context: LifecycleContext,
): Promise<JobRunBatchState> {
  const work = new Reconciliation(before, inputs, context);
  await work.carryOut();
  return work.conclude(id);
}

class Reconciliation {
  private readonly members: Members;
  private readonly recorded: RecordedMembers | undefined;
  private readonly records: Map<string, WholeRecord>;
  private readonly superseded = new Map<string, JobRunInputs>();
  private readonly removed: readonly string[];
  private readonly tasks: Record<Task, string[]> = { start: [], resume: [], report: [], nothing: [] };
  private readonly problems = new Problems();
  private readonly log: MemberLog;
  private readonly progress: BatchProgress;
  /** Keys whose run is due and was not tried, or could not be for a reason that holds for all. */
  private readonly left = new Set<string>();
  /** What holds for all runs, and keeps more from being started. */
  private fault: unknown;
  private doubtfulInARow = 0;
  private firstError: Error | undefined;
  /** Something of this up went wrong; a failure that is only reported again is an earlier one's. */
  private hasFailed = false;
  /** Places of runs that go on although the wait for them was stopped. */
  private heldPlaces = 0;
  /** Keys whose run a killed deployment left active: it takes a place already. */
  private readonly orphaned = new Set<string>();
  private isTouched = false;

  constructor(
    before: JobRunBatchState | undefined,
    private readonly inputs: JobRunBatchInputs,
    private readonly context: LifecycleContext,
  ) {
    this.members = membersOf(inputs);
    this.recorded = before && recordedMembers(before, inputs);
    this.records = new Map(this.recorded?.records);
    this.removed = this.recorded ? removedActive(this.members, this.recorded) : [];
    this.log = new MemberLog(context.log);
    this.progress = new BatchProgress(this.members.keys.length, context);
    for (const [key, { task }] of duesOf(this.members, this.recorded)) this.take(key, task);
    for (const key of this.gone()) this.records.delete(key);
  }

  async carryOut(): Promise<void> {
    // Settings that are wrong are told before anything is done, and not between two runs.
    if (this.tasks.start.length > 0) this.context.session.config();
    const done = new AbortController();
    const ticking = this.progress.tick(done.signal);
    await eachAtOnce(this.removed, CANCELS_AT_ONCE, (key) => this.cancelRemoved(key));
    await this.findOrphans();
    await eachAtOnce(this.dueTasks(), maxConcurrency(this.inputs), ([key, task]) =>
      this.carryOutOne(key, task),
    );
    done.abort();
    await ticking;
    this.log.end();
  }

  /** @throws InitFailure */
  conclude(id: string): JobRunBatchState {
    const state: JobRunBatchState = {
      ...recordedInputs(this.inputs),
      ...outputsOf(this.members.keys, this.records),
      ...(this.superseded.size > 0 ? { __superseded: Object.fromEntries(this.superseded) } : {}),
    };
    if (this.problems.count === 0 && this.left.size === 0) {
      this.warnOfFailures();
      return state;
    }
    const failure = {
      problems: this.problems,
      left: [...this.left],
      whyLeft: this.whyNoMore() ?? "",
      inputs: this.inputs,
      stateOf: (key: string) => this.stateNow(key),
    };
    if (this.isTouched) throw failureOf(id, state, this.members, failure, this.firstError);
    // Nothing is there that was not there before: an error that says so is clearer than a record.
    if (this.problems.count <= 1 && this.firstError !== undefined) throw this.firstError;
    throw failedText(this.members, failure, this.firstError);
  }

  private take(key: string, task: Task): void {
    const before = this.recorded?.stateOf(key);
    this.tasks[task].push(key);
    if (task === "nothing") this.progress.had(endingOf(before?.status));
    if (task === "start") this.left.add(key);
    const wish =
      task === "nothing" || !before ? undefined : supersededWish(before, this.members.inputsOf(key));
    if (wish) this.superseded.set(key, wish);
  }

  private gone(): string[] {
    const kept = new Set([...this.members.keys, ...this.removed]);
    return [...this.records.keys()].filter((key) => !kept.has(key));
  }

  /** Open runs first, since they count; then those whose open run is replaced or taken over. */
  private *dueTasks(): Generator<[key: string, task: Task]> {
    for (const task of ["resume", "report"] as const) for (const key of this.tasks[task]) yield [key, task];
    const isOpen = (key: string): boolean => this.orphaned.has(key) || this.isOpen(key);
    const [open, others] = [this.tasks.start.filter(isOpen), this.tasks.start.filter((key) => !isOpen(key))];
    for (const key of [...open, ...others]) {
      if (this.whyNoMore() !== undefined) return;
      yield [key, "start"];
    }
  }

  private isOpen(key: string): boolean {
    return isActive(this.records.get(key)?.status ?? "COMPLETED");
  }

  /** Only where not all begin at once. They are taken over by the creates of their keys. */
  private async findOrphans(): Promise<void> {
    const { start, resume } = this.tasks;
    const [first] = start;
    const isInTurns = start.length + resume.length > maxConcurrency(this.inputs);
    if (first === undefined || !isInTurns || this.whyNoMore() !== undefined) return;
    try {
      const active = await activeAtFirst(this.members.inputsOf(first), this.contextOf(first));
      if (active.length === 0) return;
      for (const key of start) {
        const isOfWish = ofWish(this.members.inputsOf(key), this.contextOf(key));
        if (active.some(({ name }) => isOfWish(name))) this.orphaned.add(key);
      }
    } catch (error) {
      // What concerns one request may not meet the next, which looks for itself.
      if (this.noteFault(error)) this.noteError(error);
    }
  }

  /** Why no further run is started, in words; undefined if one is. */
  private whyNoMore(): string | undefined {
    const { signal, session, clock, deadlineMs } = this.context;
    if (signal.aborted) return "the up was interrupted";
    if (this.fault !== undefined) return faultText(this.fault, this.context);
    if (deadlineMs !== undefined && clock.now() >= deadlineMs)
      return "the time that the option `customTimeouts` gives has passed";
    if (this.hasFailed && this.inputs.onFailure === "stop") return 'onFailure is "stop"';
    if (clock.now() >= session.waitsEndAtMs())
      return "wherobots:maxWaitSeconds, the limit of all waits of one command, has passed";
    return this.heldPlaces >= maxConcurrency(this.inputs)
      ? "runs whose wait was stopped go on, as many as maxConcurrency allows"
      : undefined;
  }

  /** @returns false if its run goes on where it was to end: that is one of those that may be active at once */
  private async carryOutOne(key: string, task: Task): Promise<boolean> {
    const context = this.contextOf(key);
    let isFree = true;
    try {
      this.keep(key, await this.outcomeOf(key, task, context));
      this.doubtfulInARow = 0;
    } catch (error) {
      this.failed(key, task, error);
      isFree = !this.isOpen(key);
    }
    if (!isFree) this.heldPlaces++;
    this.progress.ended(key, this.endingOf(key));
    return isFree;
  }

  private async outcomeOf(key: string, task: Task, context: LifecycleContext): Promise<JobRunState> {
    const inputs = this.members.inputsOf(key);
    const before = this.recorded?.stateOf(key);
    if (task !== "start" && before) return jobRunLifecycle.update(before.runId, before, inputs, context);
    if (before) await this.makeRoom(key, before, context);
    const named = { ...inputs, __name: automaticName(inputs, context) };
    return (await jobRunLifecycle.create(named, context)).state;
  }

  /** As in a replacement: two writers at once are never wanted. */
  private async makeRoom(key: string, before: JobRunState, context: LifecycleContext): Promise<void> {
    rememberState(before.runId, before, context);
    if (!isActive(before.status)) return;
    await jobRunLifecycle.delete(before.runId, before, context);
    this.forget(key);
  }

  private async cancelRemoved(key: string): Promise<true> {
    const before = this.recorded?.stateOf(key);
    if (!before) return true;
    try {
      await jobRunLifecycle.delete(before.runId, before, this.contextOf(key));
      this.forget(key);
    } catch (error) {
      this.noteFault(error);
      this.hasFailed = true;
      this.problems.add("kept", key, [faultText(error, this.context)]);
    }
    return true;
  }

  private contextOf(key: string): LifecycleContext {
    return memberContext(key, this.context, {
      log: this.log.of(key),
      count: this.tasks.start.length,
      report: ({ status }) => this.progress.saw(key, status),
    });
  }

  private keep(key: string, state: JobRunState): void {
    this.isTouched = true;
    this.left.delete(key);
    this.records.set(key, recordOf(state));
    const wish = supersededWish(state, this.members.inputsOf(key));
    if (wish) this.superseded.set(key, wish);
    else this.superseded.delete(key);
  }

  private forget(key: string): void {
    this.isTouched = true;
    this.records.delete(key);
    this.superseded.delete(key);
  }

  private failed(key: string, task: Task, error: unknown): void {
    if (task !== "report") this.hasFailed = true;
    if (error instanceof InitFailure) {
      const { state, reason, cause } = error as InitFailure<JobRunState>;
      this.keep(key, state);
      this.problems.add(isActive(state.status) ? "open" : "failed", key, reasonOnly(reason));
      if (cause === undefined) this.doubtfulInARow = 0;
      else this.noteFault(cause);
      return;
    }
    const isOfAll = this.noteFault(error);
    this.noteError(error);
    // What was not started for a reason of all is told as a whole.
    if (task === "start" && isOfAll) return;
    this.left.delete(key);
    this.problems.add(task === "start" ? "refused" : "open", key, [faultText(error, this.context)]);
  }

  private noteError(error: unknown): void {
    this.firstError ??= error instanceof Error ? error : new TypeError(String(error));
  }

  /** @returns whether it concerns all runs */
  private noteFault(error: unknown): boolean {
    const whom = isInterrupt(error, this.context) ? "all" : concerned(error);
    this.doubtfulInARow = whom === "perhaps all" ? this.doubtfulInARow + 1 : 0;
    const isOfAll = whom === "all" || this.doubtfulInARow >= MAX_DOUBTFUL_IN_A_ROW;
    if (isOfAll) this.fault ??= error;
    return isOfAll;
  }

  private endingOf(key: string): Ending {
    return this.problems.has("refused", key) ? "failed" : endingOf(this.records.get(key)?.status);
  }

  private stateNow(key: string): JobRunState | undefined {
    const record = this.records.get(key);
    const older = this.superseded.get(key);
    const inputs = older ? { ...older, ...sharedInputs(this.inputs) } : this.members.inputsOf(key);
    return record && stateOfRecord(record, inputs);
  }

  private warnOfFailures(): void {
    const failed = this.members.keys.filter((key) => isFailure(this.records.get(key)?.status ?? "COMPLETED"));
    if (failed.length === 0 || !onlyWarns(this.inputs)) return;
    for (const key of failed) this.problems.add("failed", key, []);
    this.context.log("warning", this.problems.summary(this.members.keys.length).join("; "));
  }
}

function endingOf(status: string | undefined): Ending {
  if (status === undefined || isActive(status)) return "left";
  return status === "COMPLETED" ? "completed" : "failed";
}

/** Without the last line, which says how to go on: that is said once of all. */
function reasonOnly(reason: readonly string[]): readonly string[] {
  return reason.length > 1 ? reason.slice(0, -1) : reason;
}
