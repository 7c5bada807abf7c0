import { NotFoundError } from "../../api/errors";
import type { RunView } from "../../api/models";
import { type LifecycleContext, UserError } from "../../lifecycle";
import { isActive, statusOf } from "../../run-status";
import { cancelAndWait } from "../run/cancel";
import { announce } from "../run/follow";
import { observe, type RunOrigin } from "../run/observe";
import { type EarlierRun, findEarlierRuns, isOpen } from "./earlier-runs";
import { defaultOf, type JobRunInputs, timeoutSeconds } from "./inputs";
import { submission } from "./payload";
import { AFTER_RERUN_MAX, failuresInARow, rerunMax } from "./rerun";
import { attemptOf, MAX_ATTEMPTS_KEPT, type RunAttempt } from "./state";
import { submitOnce } from "./submit";

/** The run that a create is about. */
export interface StartedRun {
  run: RunView;
  /** Earlier runs of the wish, newest first. */
  attempts: RunAttempt[];
}

/** The run to follow: the one to take over, the orphan of a killed deployment, or a new one. */
export async function startRun(
  inputs: JobRunInputs,
  name: string,
  origin: RunOrigin,
  context: LifecycleContext,
): Promise<StartedRun> {
  const { session } = context;
  const taken = await takeOver(inputs.takeOverRunId, context);
  if (taken) return { run: taken, attempts: [] };
  const earlier = await findEarlierRuns(inputs, context);
  const finished = earlier.filter((candidate) => !isOpen(candidate));
  const ofWish = finished.filter(({ owner, sameWish }) => sameWish && owner !== "foreign");
  const attempts = ofWish
    .map(({ run }) => attemptOf(run.id, observe(run, origin)))
    .slice(0, MAX_ATTEMPTS_KEPT);
  const adopted =
    (await settleActive(earlier.filter(isOpen), inputs, context)) ?? adoptFinished(finished, inputs, context);
  if (adopted) return { run: adopted, attempts: attempts.filter(({ runId }) => runId !== adopted.id) };
  refuseEndlessRerun(ofWish, inputs);
  nameUnknownFinished(finished, context);
  const earlierIds = new Set(earlier.map(({ run }) => run.id));
  const run = await submitOnce(submission(inputs, name, session.config()), inputs, earlierIds, context);
  announce("submitted as run", run, context);
  return { run, attempts };
}

/** The run to take over. One that state holds was taken over before: now a new one is wanted in its place. */
async function takeOver(runId: string | undefined, context: LifecycleContext): Promise<RunView | undefined> {
  const { session, signal, identity } = context;
  const known = session.known(identity.urn);
  if (runId === undefined || known.runIds.has(runId)) return undefined;
  const run = await readToTakeOver(runId, () => session.api().getRun(runId, { signal }));
  if (known.names.has(run.name)) {
    session.remember(identity.urn, { runId, mayBeActive: isActive(statusOf(run)) });
    return undefined;
  }
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

/** Active runs of the wish: the one in state is being replaced, any other is an orphan. @returns the one adopted */
async function settleActive(
  active: readonly EarlierRun[],
  inputs: JobRunInputs,
  context: LifecycleContext,
): Promise<RunView | undefined> {
  let adopted: RunView | undefined;
  for (const candidate of active) {
    const { run, owner, inState } = candidate;
    if (inState && (owner !== "foreign" || inputs.name === undefined)) await cancelReplaced(run, context);
    else if (owner === "mine") adopted ??= await adoptOrphan(candidate, inputs, context);
    else refuseUntold(candidate, context);
  }
  return adopted;
}

async function cancelReplaced(run: RunView, context: LifecycleContext): Promise<void> {
  // A create of this process returned it: two resources share the run, and it is not this one's to end.
  if (context.session.returnedRunIds.has(run.id)) return;
  context.log("info", `cancelling run ${run.id}, which is being replaced`);
  await cancelAndWait(run.id, context);
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
  // The listing may be older than its end; a finished one is only taken over by adopt: "recent".
  const now: EarlierRun = { ...orphan, run: await session.api().getRun(run.id, { signal }) };
  if (!isOpen(now)) return adoptFinished([now], inputs, context);
  log("warning", `${what}: taking it over instead of starting another`);
  announce("took over run", now.run, context);
  return now.run;
}

function adoptFinished(
  finished: readonly EarlierRun[],
  inputs: JobRunInputs,
  context: LifecycleContext,
): RunView | undefined {
  if (inputs.adopt !== "recent") return undefined;
  const [newest] = finished.filter(({ owner, inState }) => owner === "mine" && !inState);
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
function refuseEndlessRerun(finished: readonly EarlierRun[], inputs: JobRunInputs): void {
  const max = rerunMax(inputs);
  const tried = finished
    .filter(({ run }) => !isRaisedSince(run, inputs))
    .map(({ run }) => ({ runId: run.id, status: statusOf(run) }));
  const failures = failuresInARow(tried);
  if (failures.length < max) return;
  const ids = failures.map(({ runId }) => runId).join(", ");
  throw new UserError(
    `not started: this run failed ${failures.length} times in a row (${ids}), and rerun.max is ${max}. ${AFTER_RERUN_MAX}`,
  );
}

/** A time-out under a lower limit says nothing about the limit of now. */
function isRaisedSince(run: RunView, inputs: JobRunInputs): boolean {
  return statusOf(run) === "TIMED_OUT" && (run.payload?.timeoutSeconds ?? 0) < timeoutSeconds(inputs);
}

/** A finished run that state never knew is named before its work is done again. */
function nameUnknownFinished(finished: readonly EarlierRun[], { log }: LifecycleContext): void {
  const [newest] = finished.filter(({ owner, inState }) => owner === "mine" && !inState);
  if (!newest) return;
  const { run } = newest;
  log(
    "warning",
    `run ${run.id} of ${run.createTime} (${statusOf(run)}) did the same and is not in state; another is started` +
      (statusOf(run) === "COMPLETED" ? '. adopt "recent" takes such a run over' : ""),
  );
}
