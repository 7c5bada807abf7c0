import type { ListRunsQuery } from "../../api/client";
import { NotFoundError } from "../../api/errors";
import type { RunView } from "../../api/models";
import { canonicalJson } from "../../field-policy";
import type { LifecycleContext } from "../../lifecycle";
import { isActive, statusOf } from "../../run-status";
import type { Account, RunListing } from "../../session";
import type { JobRunInputs } from "./inputs";
import { isOfWish, isSameCreate, stackPattern, wishPattern } from "./name";

/** Older runs are not looked for: a deployment that was killed is repeated sooner. */
const LOOK_BACK_HOURS = 72;
const PAGE_SIZE = 100;
/** Runs of one stack that one listing covers; a larger stack is asked for wish by wish. */
const MAX_PAGES = 10;

/** Whose run it is, as far as it can be told. */
export type Owner = "mine" | "foreign" | "unknown";

/** A run that may concern a create. */
export interface EarlierRun {
  run: RunView;
  owner: Owner;
  /** The engine's state has it, so it is being replaced and not lost. */
  inState: boolean;
  /** It does what is wished now; false for a run in state that did something else. */
  sameWish: boolean;
}

/** Runs of the same wish, and those that state holds for the resource; newest first. */
export async function findEarlierRuns(
  inputs: JobRunInputs,
  context: LifecycleContext,
): Promise<EarlierRun[]> {
  const { session, identity, signal } = context;
  const known = session.known(identity.urn);
  const isKnown = (run: RunView) =>
    known.runIds.has(run.id) ||
    [...known.names].some((name) => name === run.name || isSameCreate(name, run.name));
  const [account, listed, byId] = await Promise.all([
    session.account(signal),
    listCandidates(inputs, context),
    Promise.all([...known.maybeActiveIds].map((runId) => readIfThere(runId, context))),
  ]);
  const runs = new Map<string, RunView>();
  for (const run of listed)
    if (isCandidate(run, inputs, context) || isKnownByName(run, isKnown, inputs)) runs.set(run.id, run);
  for (const run of byId) if (run) runs.set(run.id, run);
  return [...runs.values()]
    .sort((a, b) => Date.parse(b.createTime) - Date.parse(a.createTime))
    .map((run) => ({
      run,
      owner: ownerOf(run, account),
      inState: isKnown(run),
      sameWish: isCandidate(run, inputs, context),
    }));
}

/** Whether a run with an explicit name is this wish's: the same name, program and arguments. */
export function isSameTarget(run: RunView, inputs: JobRunInputs): boolean {
  const target = (job: { uri: string; args?: string[] | null | undefined } | null | undefined) =>
    job ? JSON.stringify(canonicalJson([job.uri, job.args ?? []])) : undefined;
  const wished = target(inputs.runPython) ?? target(inputs.runJar);
  return wished === (target(run.payload?.runPython) ?? target(run.payload?.runJar));
}

/** Whose run it is. A role that may not read its own user cannot tell. */
export function ownerOf(run: RunView, account: Account): Owner {
  if (account.userId === undefined || !run.triggeredBy) return "unknown";
  return run.triggeredBy.id === account.userId ? "mine" : "foreign";
}

function isCandidate(run: RunView, inputs: JobRunInputs, { identity }: LifecycleContext): boolean {
  if (inputs.name === undefined) return isOfWish(run.name, inputs, identity);
  return run.name === inputs.name && isSameTarget(run, inputs);
}

/** An automatic name in state is unique by its nonce; an explicit one only together with its program. */
function isKnownByName(run: RunView, isKnown: (run: RunView) => boolean, inputs: JobRunInputs): boolean {
  return inputs.name === undefined && isKnown(run);
}

async function listCandidates(inputs: JobRunInputs, context: LifecycleContext): Promise<RunView[]> {
  const hours = Math.max(LOOK_BACK_HOURS, inputs.adopt === "recent" ? (inputs.adoptWithinHours ?? 0) : 0);
  if (inputs.name !== undefined) return (await list(inputs.name, hours, context)).runs;
  const { session, identity } = context;
  // One listing serves all creates of this process. It may be older than a run's end: who acts on it reads again.
  const ofStack = await session.listing(`${stackPattern(identity)} ${hours}`, () =>
    list(stackPattern(identity), hours, context),
  );
  if (ofStack.complete) return ofStack.runs;
  const names = [wishPattern(inputs, identity), ...session.known(identity.urn).names];
  const found = await Promise.all(names.map((name) => list(name, hours, context)));
  return found.flatMap((listing) => listing.runs);
}

async function list(
  name: string,
  hours: number,
  { session, clock, signal }: LifecycleContext,
): Promise<RunListing> {
  const query: ListRunsQuery = {
    name,
    createdAfter: new Date(clock.now() - hours * 3_600_000),
    size: PAGE_SIZE,
  };
  const runs: RunView[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await session
      .api()
      .listRuns({ ...query, ...(cursor === undefined ? {} : { cursor }) }, { signal });
    runs.push(...answer.items);
    cursor = answer.next_page ?? undefined;
    if (cursor === undefined) return { runs, complete: true };
  }
  return { runs, complete: false };
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
