import type { LifecycleContext } from "../../resource";
import { deleteUploads } from "../../storage/stored-file";
import { CircuitBreaker } from "./circuit-breaker";
import { eachAtOnce } from "./concurrency";
import { type JobRunBatchInputs, type JobRunBatchState, maxConcurrency, onlyWarns } from "./fields";
import { BatchLedger } from "./ledger";
import { type Batch, cancelRemoved, carryOutKey, contextOf, endingOf } from "./member-run";
import { membersOf, recordedMembers } from "./members";
import { findOrphans, NO_ORPHANS, type Orphans } from "./orphans";
import { type Action, planKeys, removedActive } from "./plan";
import { BatchProgress, MemberLog } from "./progress";
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
  const batch = planBatch(before, inputs, context);
  await carryOut(batch);
  await deleteUnusedFiles(batch);
  return conclude(id, batch);
}

function planBatch(
  before: JobRunBatchState | undefined,
  inputs: JobRunBatchInputs,
  context: LifecycleContext,
): Batch {
  const members = membersOf(inputs);
  const recorded = before && recordedMembers(before, inputs);
  const removed = recorded ? removedActive(members, recorded) : [];
  const keys: Record<Action, string[]> = { start: [], resume: [], report: [], none: [] };
  const ledger = new BatchLedger(inputs, members, recorded);
  const progress = new BatchProgress(members.keys.length, context);
  for (const [key, { action }] of planKeys(members, recorded, context.session)) {
    const state = recorded?.stateOf(key);
    keys[action].push(key);
    if (action === "none") progress.had(endingOf(state?.status));
    else if (state) ledger.noteSpec(key, state);
    if (action === "start") ledger.expect(key);
  }
  ledger.retain([...members.keys, ...removed]);
  const [breaker, problems, log] = [
    new CircuitBreaker(inputs, context),
    new Problems(),
    new MemberLog(context.log),
  ];
  return { inputs, context, members, recorded, keys, removed, ledger, breaker, problems, log, progress };
}

async function carryOut(batch: Batch): Promise<void> {
  const { context, inputs, keys, log, progress, removed } = batch;
  // Throws for wrong settings before anything is done, and not between two runs.
  if (keys.start.length > 0) context.session.config();
  const done = new AbortController();
  const ticking = progress.tick(done.signal);
  await eachAtOnce(removed, CANCELS_AT_ONCE, (key) => cancelRemoved(batch, key));
  const orphans = await orphansOf(batch);
  await eachAtOnce(inTurns(batch, orphans), maxConcurrency(inputs), ([key, action]) =>
    carryOutKey(batch, key, action, orphans.names.get(key)),
  );
  done.abort();
  await ticking;
  log.end();
}

/** Where a key still waits for its run, the next `up` does it. */
async function deleteUnusedFiles({ ledger, context }: Batch): Promise<void> {
  if (ledger.notStarted.length > 0) return;
  ledger.forgetUploads(await deleteUploads(ledger.unusedUploads(), context));
}

/** Only needed if not all runs start at once. */
async function orphansOf(batch: Batch): Promise<Orphans> {
  const { keys, inputs, breaker, members, problems, context } = batch;
  const isInTurns = keys.start.length + keys.resume.length > maxConcurrency(inputs);
  if (!isInTurns || breaker.reasonToStop() !== undefined) return NO_ORPHANS;
  try {
    return await findOrphans(keys.start, members, (key) => contextOf(batch, key), context);
  } catch (error) {
    // An error of this one request need not affect the next. The creates search by themselves.
    if (breaker.recordError(error)) problems.keepFirst(error);
    return NO_ORPHANS;
  }
}

/** Open runs come first, since they take a slot already; so do those whose open run is replaced or taken over. */
function* inTurns({ keys, ledger, breaker }: Batch, orphans: Orphans): Generator<[key: string, Action]> {
  for (const key of keys.resume) yield [key, "resume"];
  for (const key of keys.report) yield [key, "report"];
  const takesSlot = (key: string): boolean => orphans.keys.has(key) || ledger.isOpen(key);
  const others = keys.start.filter((key) => !takesSlot(key));
  for (const key of [...keys.start.filter(takesSlot), ...others]) {
    if (breaker.reasonToStop() !== undefined) return;
    yield [key, "start"];
  }
}

/** @throws InitFailure */
function conclude(id: string, batch: Batch): JobRunBatchState {
  const { ledger, members, problems, progress, breaker } = batch;
  const state = ledger.state();
  const { notStarted } = ledger;
  const isDone = problems.count === 0 && notStarted.length === 0;
  if (isDone) warnOfFailures(batch);
  progress.conclude();
  if (isDone) return state;
  const whyNotStarted = breaker.reasonToStop() ?? "";
  const failure = {
    ...{ members, problems, notStarted, whyNotStarted },
    stateOf: (key: string) => ledger.stateNow(key),
    cause: problems.first,
  };
  if (ledger.isTouched) throw initFailureOf(id, state, failure);
  // There is nothing new to record, so a plain error is clearer.
  if (problems.count <= 1 && problems.first !== undefined) throw problems.first;
  throw userErrorOf(failure);
}

function warnOfFailures({ ledger, inputs, members, problems, context }: Batch): void {
  const failed = ledger.failedKeys();
  if (failed.length === 0 || !onlyWarns(inputs)) return;
  for (const key of failed) problems.add("failed", key, []);
  context.log("warning", problems.summary(members.keys.length).join("; "));
}
