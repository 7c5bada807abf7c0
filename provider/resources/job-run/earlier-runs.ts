import { NotFoundError } from "../../api/errors";
import type { RunView } from "../../api/models";
import type { LifecycleContext } from "../../lifecycle";
import { ACTIVE_STATUSES, isActive, statusOf } from "../../run-status";
import type { Account, RunListing } from "../../session";
import type { JobRunInputs } from "./inputs";
import { type ListBounds, listRuns, MAX_PAGES } from "./list-runs";
import { membersPattern, ofResource, ofWish, stackPattern, wishPattern } from "./name";
import { isSamePayload, type Submission } from "./payload";

/** Older runs are not looked for: a deployment that was killed is repeated sooner. */
const LOOK_BACK_HOURS = 72;

/** Whose run it is, as far as it can be told. */
export type Owner = "mine" | "foreign" | "unknown";

/** A run that may concern a create. */
export interface EarlierRun {
  run: RunView;
  owner: Owner;
  /** The engine's state holds it, so it is being replaced and not lost. */
  inState: boolean;
  /** It does what is wished now; false for the run in state, and for an orphan, that did something else. */
  sameWish: boolean;
}

/** Runs of this resource: of the same wish, the one in state, and those of other wishes; newest first. */
export async function findEarlierRuns(
  inputs: JobRunInputs,
  submission: Submission,
  context: LifecycleContext,
): Promise<EarlierRun[]> {
  const { session, identity, signal } = context;
  const recorded = session.recordedRuns.get(identity.urn);
  const openInState = recorded && isActive(recorded.status) ? recorded.runId : undefined;
  const [account, listed, inState] = await Promise.all([
    session.account(signal),
    listCandidates(inputs, "early", context),
    openInState === undefined ? undefined : readIfThere(openInState, context),
  ]);
  const isOfWishNow = candidateOf(inputs, submission, context);
  const isOfResource = ofResource(context);
  const runs = new Map<string, RunView>();
  for (const run of listed) if (isOfWishNow(run) || isOfResource(run.name)) runs.set(run.id, run);
  if (inState) runs.set(inState.id, inState);
  return [...runs.values()]
    .sort((a, b) => Date.parse(b.createTime) - Date.parse(a.createTime))
    .map((run) => ({
      run,
      owner: ownerOf(run, account),
      inState: run.id === recorded?.runId,
      sameWish: isOfWishNow(run),
    }));
}

/** Whose run it is. A role that may not read its own user cannot tell. */
export function ownerOf(run: RunView, account: Account): Owner {
  if (account.userId === undefined || !run.triggeredBy) return "unknown";
  return run.triggeredBy.id === account.userId ? "mine" : "foreign";
}

/** An explicit name is a label that others may use too: only together with the same payload it tells a wish. */
function candidateOf(
  inputs: JobRunInputs,
  { payload }: Submission,
  context: LifecycleContext,
): (run: RunView) => boolean {
  const { name } = inputs;
  if (name !== undefined) return (run) => run.name === name && isSamePayload(payload, run);
  const isOfWish = ofWish(inputs, context);
  return (run) => isOfWish(run.name);
}

/**
 * Runs that may be of this resource. One listing of the whole stack serves all creates of this process, `early` before
 * the first of them and `late`, of active runs alone, some time after; it may be older than a run's end, so who acts on
 * it reads again. The runs of one resource that has many have a listing of their own.
 */
export async function listCandidates(
  inputs: JobRunInputs,
  moment: "early" | "now" | "late",
  context: LifecycleContext,
): Promise<RunView[]> {
  const sinceMs = sinceMsOf(inputs, context);
  if (inputs.name !== undefined) return (await listRuns(inputs.name, sinceMs, context)).runs;
  if (moment !== "now") {
    const shared = await sharedListing(inputs, moment, context);
    // A larger stack than one listing covers is asked for wish by wish.
    if (shared.complete) return shared.runs;
  }
  return (await listRuns(wishPattern(inputs, context), sinceMs, context)).runs;
}

/**
 * Of the listing that all creates of this process share, the runs that were active then; none where it is not whole,
 * since more requests are not worth it.
 */
export async function activeAtFirst(
  inputs: JobRunInputs,
  context: LifecycleContext,
): Promise<readonly RunView[]> {
  const { runs, complete } = await sharedListing(inputs, "early", context);
  return complete ? runs.filter((run) => isActive(statusOf(run))) : [];
}

/** As many pages as are cheaper than a look-up for each run. */
function sharedListing(
  inputs: JobRunInputs,
  moment: "early" | "late",
  context: LifecycleContext,
): Promise<RunListing> {
  const { session, identity, member } = context;
  const pattern = member ? membersPattern(member.of) : stackPattern(identity);
  const bounds: ListBounds = {
    maxPages: Math.max(MAX_PAGES, member?.count ?? 0),
    ...(moment === "late" ? { status: ACTIVE_STATUSES } : {}),
  };
  return session.listing(`${moment} ${pattern} ${lookBackHours(inputs)}`, () =>
    listRuns(pattern, sinceMsOf(inputs, context), context, bounds),
  );
}

function sinceMsOf(inputs: JobRunInputs, { clock }: LifecycleContext): number {
  return clock.now() - lookBackHours(inputs) * 3_600_000;
}

function lookBackHours({ adopt, adoptWithinHours = 0 }: JobRunInputs): number {
  return Math.max(LOOK_BACK_HOURS, adopt === "recent" ? adoptWithinHours : 0);
}

async function readIfThere(
  runId: string,
  { session, signal }: LifecycleContext,
): Promise<RunView | undefined> {
  try {
    return await session.api().getRun(runId, { signal });
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** True if the run may still change. */
export function isOpen({ run }: EarlierRun): boolean {
  return isActive(statusOf(run));
}
