import { NotFoundError } from "../../api/errors";
import type { RunView } from "../../api/models";
import { type LifecycleContext, UserError } from "../../lifecycle";
import { isActive, statusOf } from "../../run-status";
import { cancelAndWait } from "../run/cancel";
import { announce } from "../run/follow";
import { observe, type RunOrigin } from "../run/observe";
import type { RunAttempt } from "../run/observed-run";
import { type EarlierRun, findEarlierRuns, isOpen } from "./earlier-runs";
import { defaultOf, type JobRunInputs, timeoutSeconds } from "./inputs";
import type { Submission } from "./payload";
import { AFTER_RERUN_MAX, failuresInARow, rerunMax } from "./rerun";
import { attemptOf, MAX_ATTEMPTS_KEPT } from "./state";
import { submitOnce } from "./submit";
import { cancelTwin } from "./twins";

/** The run that a create is about. */
export interface StartedRun {
  run: RunView;
  /** Earlier runs of the wish, newest first. */
  attempts: RunAttempt[];
  /** Runs that were there before: a look-up by an explicit name must not take one of them. */
  earlierIds: ReadonlySet<string>;
  /** False for a run that was there already and was taken over. */
  isNew: boolean;
}

/** The run to follow: the one to take over, the orphan of a killed deployment, or a new one. */
export async function startRun(
  inputs: JobRunInputs,
  submission: Submission,
  origin: RunOrigin,
  context: LifecycleContext,
): Promise<StartedRun> {
  const taken = (await startedBefore(context)) ?? (await takeOver(inputs.takeOverRunId, context));
  if (taken) return { run: taken, attempts: [], earlierIds: new Set(), isNew: false };
  const earlier = await findEarlierRuns(inputs, submission, context);
  const finished = earlier.filter(
    (candidate) => candidate.sameWish && !isOpen(candidate) && candidate.owner !== "foreign",
  );
  const attempts = finished
    .map(({ run }) => attemptOf(run.id, observe(run, origin)))
    .slice(0, MAX_ATTEMPTS_KEPT);
  const earlierIds = new Set(earlier.map(({ run }) => run.id));
  const adopted =
    (await settleActive(earlier.filter(isOpen), inputs, context)) ??
    completedAfterAll(finished, context) ??
    adoptFinished(finished, inputs, context);
  if (adopted)
    return {
      run: adopted,
      attempts: attempts.filter(({ runId }) => runId !== adopted.id),
      earlierIds,
      isNew: false,
    };
  refuseEndlessRerun(finished, inputs, context);
  nameUnknownFinished(finished, context);
  const run = await submitOnce(submission, inputs, earlierIds, context);
  announce("submitted as run", run, context);
  return { run, attempts, earlierIds, isNew: true };
}

/** The engine may call create again after a failure: what this process started is not started twice. */
async function startedBefore({
  session,
  identity,
  signal,
  log,
}: LifecycleContext): Promise<RunView | undefined> {
  const runId = session.startedRunIds.get(identity.urn);
  if (runId === undefined) return undefined;
  const run = await session.api().getRun(runId, { signal });
  if (!isActive(statusOf(run))) return undefined;
  log("info", `going on with run ${runId}, which this deployment started before`);
  return run;
}

/** The run to take over, once: where state took it over already, a new one is wanted in its place. */
async function takeOver(runId: string | undefined, context: LifecycleContext): Promise<RunView | undefined> {
  const { session, signal, identity } = context;
  if (runId === undefined || session.recordedRuns.get(identity.urn)?.takeOverRunId === runId)
    return undefined;
  const run = await readToTakeOver(runId, () => session.api().getRun(runId, { signal }));
  announce("took over run", run, context);
  return run;
}

async function readToTakeOver(runId: string, read: () => Promise<RunView>): Promise<RunView> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new UserError(
      `takeOverRunId: there is no run ${runId} in this account; nothing was started (${error.message})`,
      { cause: error },
    );
  }
}

/** Active runs: the one in state is being replaced, one of the wish is an orphan. @returns the orphan adopted */
async function settleActive(
  active: readonly EarlierRun[],
  inputs: JobRunInputs,
  context: LifecycleContext,
): Promise<RunView | undefined> {
  let adopted: RunView | undefined;
  for (const candidate of active) {
    const { run, owner, inState, sameWish } = candidate;
    // Another resource of this deployment goes by the same explicit name: its run is not this one's.
    if (context.session.returnedRunIds.has(run.id)) continue;
    if (inState) await cancelReplaced(run, context);
    else if (!sameWish) nameOtherWish(candidate, context);
    else if (owner !== "mine") refuseUntold(candidate, context);
    else if (adopted) await cancelTwin(run, adopted, context);
    else adopted = await adoptOrphan(candidate, inputs, context);
  }
  return adopted;
}

async function cancelReplaced(run: RunView, context: LifecycleContext): Promise<void> {
  context.log("info", `cancelling run ${run.id}, which is being replaced`);
  await cancelAndWait(run.id, context);
}

/** Left by a killed deployment whose wish was another one: nobody waits for it, and it costs money. */
function nameOtherWish({ run, owner }: EarlierRun, { log }: LifecycleContext): void {
  if (owner !== "mine") return;
  log(
    "warning",
    `run ${run.id} (${run.name}) of this resource is ${statusOf(run)} and not in state: an earlier deployment, with other ` +
      "arguments or triggers, did not finish. It is left alone: cancel it if it is not wanted",
  );
}

async function adoptOrphan(
  orphan: EarlierRun,
  inputs: JobRunInputs,
  context: LifecycleContext,
): Promise<RunView | undefined> {
  const { log, session, signal } = context;
  const { run } = orphan;
  const what = `run ${run.id} (${run.name}) was started for this resource by a deployment that did not finish`;
  if ((inputs.adopt ?? defaultOf("adopt")) === "never") {
    log(
      "warning",
      `${what} and may still be active; with adopt "never" it is left alone, and another is started`,
    );
    return undefined;
  }
  // The listing is older: hours, where many wait for their turn. What it did since then is not done twice.
  const now: EarlierRun = { ...orphan, run: await session.api().getRun(run.id, { signal }) };
  if (!isOpen(now) && statusOf(now.run) !== "COMPLETED") {
    nameUnknownFinished([now], context);
    return undefined;
  }
  log("warning", `${what}: taking it over instead of starting another`);
  announce("took over run", now.run, context);
  return now.run;
}

/** The run in state that was to be cancelled and completed first: its work is not done twice. */
function completedAfterAll(finished: readonly EarlierRun[], context: LifecycleContext): RunView | undefined {
  const { session, identity } = context;
  if (!session.recordedRuns.get(identity.urn)?.cancelledByProvider) return undefined;
  const run = finished.find((candidate) => candidate.inState && statusOf(candidate.run) === "COMPLETED")?.run;
  if (run) announce("an earlier up wanted to cancel it, but it had completed: took over run", run, context);
  return run;
}

function adoptFinished(
  finished: readonly EarlierRun[],
  inputs: JobRunInputs,
  context: LifecycleContext,
): RunView | undefined {
  if (inputs.adopt !== "recent") return undefined;
  const [newest] = unknownToState(finished, context);
  if (!newest || statusOf(newest.run) !== "COMPLETED") return undefined;
  const hours = inputs.adoptWithinHours ?? defaultOf("adoptWithinHours");
  const ageMs = context.clock.now() - Date.parse(newest.run.completeTime ?? newest.run.createTime);
  if (ageMs > hours * 3_600_000) return undefined;
  context.log(
    "warning",
    `run ${newest.run.id} did this already and is not in state: taking it over (adopt "recent")`,
  );
  announce("took over run", newest.run, context);
  return newest.run;
}

function refuseUntold({ run, owner }: EarlierRun, { log }: LifecycleContext): void {
  const what = `run ${run.id} (${run.name}) is active and was started for a resource of this name`;
  if (owner === "foreign") {
    log(
      "warning",
      `${what} by ${run.triggeredBy?.email ?? "another user"}: it is left alone, and another is started`,
    );
    return;
  }
  throw new UserError(
    `${what}, but this credential may not read who it is, so it cannot be told whose run that is; nothing was started. ` +
      `Set takeOverRunId to "${run.id}" to take it over, or cancel it`,
  );
}

/** After `rerun.max` failures in a row of one wish a person has to decide. */
function refuseEndlessRerun(
  finished: readonly EarlierRun[],
  inputs: JobRunInputs,
  { session, identity }: LifecycleContext,
): void {
  const max = rerunMax(inputs);
  const recorded = session.recordedRuns.get(identity.urn);
  // A time-out under a lower limit says nothing about a limit that was raised.
  const isRaised =
    recorded !== undefined &&
    timeoutSeconds(inputs) > timeoutSeconds({ timeoutSeconds: recorded.timeoutSeconds });
  const tried = finished
    .filter(({ run }) => !(isRaised && statusOf(run) === "TIMED_OUT"))
    .map(({ run }) => ({ runId: run.id, status: statusOf(run) }));
  const failures = failuresInARow(tried);
  if (failures.length < max) return;
  const ids = failures.map(({ runId }) => runId).join(", ");
  throw new UserError(
    `not started: this run failed ${failures.length} times in a row (${ids}), and rerun.max is ${max}. ${AFTER_RERUN_MAX}`,
  );
}

/** Finished runs that state never knew are named before their work is done again. */
function nameUnknownFinished(finished: readonly EarlierRun[], context: LifecycleContext): void {
  const [newest, ...before] = unknownToState(finished, context).map(({ run }) => run);
  if (!newest) return;
  const ids = before.slice(0, MAX_ATTEMPTS_KEPT).map(({ id }) => id);
  context.log(
    "warning",
    `run ${newest.id} of ${newest.createTime} (${statusOf(newest)}) did the same and is not in state; another is started` +
      (statusOf(newest) === "COMPLETED" ? '. adopt "recent" takes such a run over' : "") +
      (ids.length > 0 ? `. Before it did: ${ids.join(", ")}` : ""),
  );
}

/** What killed deployments left. A run that is older than the one in state was superseded by it. */
function unknownToState(
  runs: readonly EarlierRun[],
  { session, identity }: LifecycleContext,
): readonly EarlierRun[] {
  const recorded = session.recordedRuns.get(identity.urn);
  const since = recorded ? Date.parse(recorded.createTime ?? "") : -Infinity;
  return runs.filter(
    ({ run, owner, inState }) => owner === "mine" && !inState && Date.parse(run.createTime) > since,
  );
}
