import type { RunView } from "../../api/models";
import { statusOf } from "../../api/run-status";
import { type LifecycleContext, UserError } from "../../resource";
import { callOptions } from "../../run/call-options";
import { cancelAndWait } from "../../run/cancel";
import { announce } from "../../run/follow";
import { recordedRunOf } from "../../run/held-runs";
import { leaveReplaced, leavesReplaced } from "./diff";
import { cancelDuplicate } from "./duplicates";
import { type EarlierRun, isOpen, type Search } from "./find";
import { defaultOf } from "./inputs";
import { MAX_ATTEMPTS_KEPT } from "./state";

/*
 * What becomes of earlier runs when a resource is created. The run in state is replaced. An orphan of a killed deployment
 * is taken over. Everything that is left alone is named in a warning.
 */

/** The earlier run that stands in for a new one, if there is one. Ends those that are replaced. */
export async function adoptEarlier(
  search: Search,
  active: readonly EarlierRun[],
  finished: readonly EarlierRun[],
): Promise<RunView | undefined> {
  return (
    (await resolveActiveRuns(search, active)) ??
    completedBeforeCancel(search, finished) ??
    adoptFinished(search, finished)
  );
}

/** @returns the orphan that was adopted */
async function resolveActiveRuns(
  search: Search,
  active: readonly EarlierRun[],
): Promise<RunView | undefined> {
  const { context } = search;
  let adopted: RunView | undefined;
  for (const candidate of active) {
    const { run, owner, isSameSpec } = candidate;
    // Another resource of this deployment has the same explicit name and took the run in the meantime.
    if (context.session.returnedRunIds.has(run.id)) continue;
    if (isReplaced(candidate, context)) await endReplaced(search, run);
    else if (!isSameSpec) warnOfOtherSpec(candidate, context);
    else if (owner !== "mine") refuseUnknownOwner(candidate, context);
    else if (adopted) await cancelDuplicate(run, adopted, context);
    else adopted = await adoptOrphan(search, candidate);
  }
  return adopted;
}

/**
 * True of the run in state. If the engine forces a replacement and nothing says which run that is, it is true of every run
 * of this resource: a run that a killed create left beside it is not wanted either.
 */
function isReplaced({ inState, owner }: EarlierRun, context: LifecycleContext): boolean {
  return inState || (owner === "mine" && isReplacedRunUnknown(context));
}

function isReplacedRunUnknown(context: LifecycleContext): boolean {
  const { session, identity, member } = context;
  return session.forcedReplacements.has(member?.of.urn ?? identity.urn) && !recordedRunOf(context);
}

async function endReplaced({ settings, context }: Search, run: RunView): Promise<void> {
  if (leavesReplaced(settings)) {
    leaveReplaced(run.id, context);
    return;
  }
  context.log("info", `cancelling run ${run.id}, which is being replaced`);
  await cancelAndWait(run.id, context);
}

/** A killed deployment of another spec left the run. It costs money, and no operation follows it. */
function warnOfOtherSpec({ run, owner }: EarlierRun, { log }: LifecycleContext): void {
  const whose = owner === "foreign" ? `, started by ${run.triggeredBy?.email ?? "another user"},` : "";
  log(
    "warning",
    `run ${run.id} (${run.name}) of this resource${whose} is ${statusOf(run)} and not in state: an earlier deployment, with ` +
      "other arguments or triggers, did not finish. It is left alone: cancel it if it is not wanted",
  );
}

function refuseUnknownOwner({ run, owner }: EarlierRun, { log }: LifecycleContext): void {
  const what = `run ${run.id} (${run.name}) is active and was started for a resource of this name`;
  if (owner === "foreign") {
    log(
      "warning",
      `${what} by ${run.triggeredBy?.email ?? "another user"}: it is left alone, and another is started`,
    );
    return;
  }
  throw new UserError(
    `${what}, but it is unknown who owns it: this credential is not allowed to read its own user. Nothing was started. ` +
      `Set takeOverRunId to "${run.id}" to take it over, or cancel it`,
  );
}

async function adoptOrphan(search: Search, orphan: EarlierRun): Promise<RunView | undefined> {
  const { log, session, stackState } = search.context;
  const { run } = orphan;
  if (stackState.onceHeld(run.id, Date.parse(run.createTime))) {
    log(
      "warning",
      `run ${run.id} (${run.name}) is ${statusOf(run)}. A resource of this stack stood for it until it was taken out of the ` +
        "state, so it is left alone, and another is started: cancel it if it is not wanted",
    );
    return undefined;
  }
  const what = `run ${run.id} (${run.name}) was started for this resource by a deployment that did not finish`;
  if ((search.settings.adopt ?? defaultOf("adopt")) === "never") {
    log(
      "warning",
      `${what} and may still be active; with adopt "never" it is left alone, and another is started`,
    );
    return undefined;
  }
  // Before anything is awaited: another resource of the same explicit name may be about to adopt it too.
  session.returnedRunIds.add(run.id);
  // Where many resources wait for their turn, the listing is hours old. The run may have ended since then.
  const now: EarlierRun = { ...orphan, run: await session.api().getRun(run.id, callOptions(search.context)) };
  if (!isOpen(now) && statusOf(now.run) !== "COMPLETED") {
    warnOfUnrecordedRuns(search, [now]);
    return undefined;
  }
  log("warning", `${what}: taking it over instead of starting another`);
  announce("took over run", now.run, search.context);
  return now.run;
}

/** An earlier up cancelled the run in state, but it had completed. Its work is not done twice. */
function completedBeforeCancel({ context }: Search, finished: readonly EarlierRun[]): RunView | undefined {
  if (!recordedRunOf(context)?.cancelledByProvider) return undefined;
  const run = finished.find((candidate) => candidate.inState && statusOf(candidate.run) === "COMPLETED")?.run;
  if (run) announce("an earlier up wanted to cancel it, but it had completed: took over run", run, context);
  return run;
}

function adoptFinished({ settings, context }: Search, finished: readonly EarlierRun[]): RunView | undefined {
  if (settings.adopt !== "recent") return undefined;
  const [newest] = notInState(finished, context);
  if (!newest || statusOf(newest.run) !== "COMPLETED") return undefined;
  if (context.stackState.onceHeld(newest.run.id, Date.parse(newest.run.createTime))) return undefined;
  const hours = settings.adoptWithinHours ?? defaultOf("adoptWithinHours");
  const ageMs = context.clock.now() - Date.parse(newest.run.completeTime ?? newest.run.createTime);
  if (ageMs > hours * 3_600_000) return undefined;
  context.log(
    "warning",
    `run ${newest.run.id} did this already and is not in state: taking it over (adopt "recent")`,
  );
  announce("took over run", newest.run, context);
  return newest.run;
}

/** Names finished runs that are not in state before their work is done again. */
export function warnOfUnrecordedRuns({ context }: Search, finished: readonly EarlierRun[]): void {
  const [newest, ...before] = notInState(finished, context).map(({ run }) => run);
  if (!newest) return;
  const ids = before.slice(0, MAX_ATTEMPTS_KEPT).map(({ id }) => id);
  context.log(
    "warning",
    `run ${newest.id} of ${newest.createTime} (${statusOf(newest)}) did the same work but is not in state; starting a new run` +
      (statusOf(newest) === "COMPLETED" ? '. Set adopt: "recent" to reuse such runs' : "") +
      (ids.length > 0 ? `. Earlier ones: ${ids.join(", ")}` : ""),
  );
}

/** Runs that killed deployments left. The run in state superseded all that are older. */
function notInState(runs: readonly EarlierRun[], context: LifecycleContext): readonly EarlierRun[] {
  if (isReplacedRunUnknown(context)) return [];
  const { session } = context;
  const recorded = recordedRunOf(context);
  const since = recorded ? Date.parse(recorded.createTime ?? "") : -Infinity;
  return runs.filter(
    ({ run, owner, inState }) =>
      owner === "mine" &&
      !inState &&
      !session.returnedRunIds.has(run.id) &&
      Date.parse(run.createTime) > since,
  );
}
