import type { RecordedRun } from "../../../wire/recorded-run";
import type { Account, RunListing } from "../../account/session";
import { isExpected } from "../../api/errors";
import type { RunView } from "../../api/models";
import { ACTIVE_STATUSES, isActive, statusOf } from "../../api/run-status";
import type { LifecycleContext } from "../../resource";
import { heldElsewhere, recordedRunOf } from "../../run/held-runs";
import type { ListBounds } from "../../run/list";
import { listRuns, listRunsNamed, MAX_PAGES } from "../../run/list";
import type { RunOrigin } from "../../run/observe";
import { readUnlessGone } from "../../run/read";
import type { JobRunInputs } from "./inputs";
import { isAutomaticName, logicalOf, membersPattern, type RunNames, stackPattern } from "./names";

/** Older runs are not searched: people repeat a killed deployment sooner than that. */
const LOOK_BACK_HOURS = 72;
/** Pages of the account's active runs, for a run of another name. What comes of it is a warning, worth three requests. */
const MAX_PAGES_OF_ACCOUNT = 3;

/** How the runs of a job are told from all others, and what the program says of those that are there. */
export interface Search {
  readonly context: LifecycleContext;
  readonly account: Account;
  readonly origin: RunOrigin;
  readonly names: RunNames;
  readonly settings: SearchSettings;
  /** True if a run was started with what would be sent now. */
  readonly isSamePayload: (run: RunView) => boolean;
}

/** Inputs that do not say what is to run. */
export type SearchSettings = Pick<
  JobRunInputs,
  "name" | "takeOverRunId" | "adopt" | "adoptWithinHours" | "onReplace" | "rerun" | "timeoutSeconds"
>;

/** Whose run it is, as far as this credential can know. */
export type Owner = "mine" | "foreign" | "unknown";

/** A run that was there before a create. */
export interface EarlierRun {
  run: RunView;
  owner: Owner;
  /** The engine's state holds it, so it is being replaced and is no orphan. */
  inState: boolean;
  /** It does what is declared now. The run in state or an orphan may have done something else. */
  isSameSpec: boolean;
}

/** What a create found. */
export interface EarlierRuns {
  /** Runs of this resource: of the same spec, the one in state, and those of other specs; newest first. */
  own: EarlierRun[];
  /** Active runs that do the same under another name, and that no resource of the stack holds. */
  similar: RunView[];
  /** Every run that was seen, so none of them is one that is submitted from now on. */
  ids: ReadonlySet<string>;
}

/** Finds the runs of this resource that earlier or killed deployments started. Leaves out those of other resources of the stack. */
export async function findEarlierRuns(search: Search): Promise<EarlierRuns> {
  const { context, account, names } = search;
  const recorded = recordedRunOf(context);
  const [candidates, inState, active] = await Promise.all([
    listCandidates(search, "early"),
    readIfOpen(recorded, context),
    activeOfAccount(context),
  ]);
  // Each list may lag behind, so a run counts if one of them has it.
  const listed = new Map([...active, ...candidates].map((run) => [run.id, run] as const));
  const isHeldElsewhere = heldElsewhere(context);
  const isSameSpec = sameSpecTest(search);
  const runs = new Map<string, RunView>();
  for (const run of listed.values())
    if ((isSameSpec(run) || names.isSameResource(run.name)) && !isHeldElsewhere(run.id))
      runs.set(run.id, run);
  if (inState) runs.set(inState.id, inState);
  const own = [...runs.values()]
    .sort((a, b) => Date.parse(b.createTime) - Date.parse(a.createTime))
    .map((run) => ({
      run,
      owner: ownerOf(run, account),
      inState: run.id === recorded?.runId,
      isSameSpec: isSameSpec(run),
    }));
  const similar = [...listed.values()].filter(
    (run) => !runs.has(run.id) && isSimilar(run, search) && !isHeldElsewhere(run.id),
  );
  return { own, similar, ids: new Set(listed.keys()) };
}

/** Whose run it is. Unknown if the credential may not read its own user. */
export function ownerOf(run: RunView, account: Account): Owner {
  if (account.userId === undefined || !run.triggeredBy) return "unknown";
  return run.triggeredBy.id === account.userId ? "mine" : "foreign";
}

/**
 * A test for runs that do what is declared now. Others may use the same explicit name, so the payload must be the same too.
 * A resource that has an explicit name now may have had an automatic one when its run was started.
 */
function sameSpecTest({ settings: { name }, names, isSamePayload }: Search): (run: RunView) => boolean {
  return (run) =>
    names.isSameSpec(run.name) || (name !== undefined && run.name === name && isSamePayload(run));
}

/**
 * True of an active run of this credential that does the same under another name. Its resource may have been renamed, or
 * its explicit name changed or removed. Nothing proves to which resource it belongs.
 */
function isSimilar(run: RunView, { names, account, context, settings, isSamePayload }: Search): boolean {
  if (!isActive(statusOf(run)) || ownerOf(run, account) !== "mine") return false;
  if (isAutomaticName(run.name))
    // The create of the other resource finds what was started for it.
    return names.isSameSpecInStack(run.name) && !context.session.namesInUse.has(logicalOf(run.name) ?? "");
  return run.name !== settings.name && isSamePayload(run);
}

/**
 * Runs that may belong to this resource. All creates of this process share two listings of the whole stack: `early`, from
 * before the first create, and `late`, of the active runs some time after. They may be out of date, so callers read a run
 * again before they act on it. The runs of a batch have listings of their own.
 */
export async function listCandidates(
  { settings, context, names }: Search,
  moment: "early" | "now" | "late",
): Promise<RunView[]> {
  const [ofStack, named] = await Promise.all([
    moment === "now" ? undefined : sharedListing(settings, moment, context),
    settings.name === undefined ? undefined : listRunsNamed(settings.name, context),
  ]);
  // If the stack has more runs than one listing covers, each spec has a look-up of its own.
  const automatic = ofStack?.complete
    ? ofStack
    : await listRuns(names.pattern, context, { createdAfterMs: sinceMsOf(settings, context) });
  return [...automatic.runs, ...(named?.runs ?? [])];
}

/**
 * The runs that were active in the listing that all creates of this process share. None if that listing is incomplete:
 * more requests are not worth it.
 */
export async function activeAtFirst(
  settings: LookBack,
  context: LifecycleContext,
): Promise<readonly RunView[]> {
  const { runs, complete } = await sharedListing(settings, "early", context);
  return complete ? runs.filter((run) => isActive(statusOf(run))) : [];
}

type LookBack = Pick<JobRunInputs, "adopt" | "adoptWithinHours">;

/** Has as many pages as are cheaper than a look-up for each run. */
function sharedListing(
  settings: LookBack,
  moment: "early" | "late",
  context: LifecycleContext,
): Promise<RunListing> {
  const { session, member, stackState } = context;
  // The pattern of a batch does not cover the runs of its former name.
  const isRenamed = (session.formerPaths.get(member?.of.urn ?? "") ?? []).length > 0;
  const pattern = member && !isRenamed ? membersPattern(member.of, stackState) : stackPattern(context);
  const bounds: ListBounds = {
    createdAfterMs: sinceMsOf(settings, context),
    maxPages: Math.max(MAX_PAGES, member?.count ?? 0),
    ...(moment === "late" ? { status: ACTIVE_STATUSES } : {}),
  };
  return session.shared(`${moment} ${pattern} ${lookBackHours(settings)}`, () =>
    listRuns(pattern, context, bounds),
  );
}

/** Active runs of the account, of any name. They only serve for a warning, so an error means none. */
async function activeOfAccount(context: LifecycleContext): Promise<readonly RunView[]> {
  // The runs of a batch have no explicit names.
  if (context.member) return [];
  try {
    const bounds = { maxPages: MAX_PAGES_OF_ACCOUNT, status: ACTIVE_STATUSES };
    return (await context.session.shared("active of the account", () => listRuns("*", context, bounds))).runs;
  } catch (error) {
    if (isExpected(error)) return [];
    throw error;
  }
}

function sinceMsOf(settings: LookBack, { clock }: LifecycleContext): number {
  // A very long look-back would be no valid date, and no run is older than 1970.
  return Math.max(0, clock.now() - lookBackHours(settings) * 3_600_000);
}

function lookBackHours({ adopt, adoptWithinHours = 0 }: LookBack): number {
  return Math.max(LOOK_BACK_HOURS, adopt === "recent" ? adoptWithinHours : 0);
}

/** The run in state that a create replaces. @throws UserError if it may be active where this credential cannot see it */
async function readIfOpen(
  recorded: RecordedRun | undefined,
  context: LifecycleContext,
): Promise<RunView | undefined> {
  if (!recorded || !isActive(recorded.status)) return undefined;
  return readUnlessGone(recorded.runId, recorded, context);
}

/** True if the run may still change. */
export function isOpen({ run }: EarlierRun): boolean {
  return isActive(statusOf(run));
}
