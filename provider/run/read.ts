import type { RecordedRun } from "../../wire/recorded-run";
import { NotFoundError } from "../api/errors";
import type { RunView } from "../api/models";
import { hasStarted, isActive, statusOf } from "../api/run-status";
import { type LifecycleContext, UserError } from "../resource";
import { type Redact, secretValues } from "../text/redact";
import { given } from "../values";
import { LogTail } from "../watch/log-tail";
import { briefCallOptions, callOptions } from "./call-options";
import { cancelAndWait } from "./cancel";
import { laterCost } from "./cost";
import { observeEnd } from "./end";
import { type FollowInputs, followPolicy, tailLines } from "./fields";
import { announce, type Followed, followRun } from "./follow";
import { listRuns } from "./list";
import { observedPart, type RunOrigin, safeTexts } from "./observe";
import { isDone } from "./outcome";
import type { EffectiveSettings, ObservedRun, RunAccount } from "./record";

/**
 * The recorded run as it is now. A run that has ended is not read again: it cannot change, and its record may expire. Only
 * its cost is asked for until it is settled.
 * For `get` of the sdk, `state` holds nothing but the id.
 */
export async function rereadRun(
  runId: string,
  state: FollowInputs & Partial<ObservedRun>,
  context: LifecycleContext,
): Promise<ObservedRun> {
  if (state.status !== undefined && !isActive(state.status)) {
    const cost = await laterCost(state, context);
    return { ...observedPart(state), ...given({ cost }) };
  }
  const run = await (state.status === undefined
    ? readOwnRun(runId, TAKE_OUT_GET, context)
    : readRecorded(runId, state, context));
  const origin = isRecorded(state)
    ? recordedOrigin(state, {}, context)
    : await currentOrigin({}, context.session.redactorOf(secretValues(state)), context);
  const tail = new LogTail(context.session.api(), runId, tailLines(state), origin.redact);
  return keepKnown(state, await observeEnd(run, { tail, sawEnd: false }, origin, context));
}

/** What an update wants of a recorded run. */
export interface Resumption {
  inputs: FollowInputs;
  /** The run's own limit. */
  timeoutSeconds: number;
}

/** Resumes the wait for a recorded run. If these inputs ask for nothing more of it, nothing is sent. */
export async function resumeRun(
  runId: string,
  state: FollowInputs & ObservedRun,
  { inputs, timeoutSeconds }: Resumption,
  context: LifecycleContext,
): Promise<Followed> {
  if (isDone(state.status, inputs)) return { observed: observedPart(state) };
  const found = await readRecorded(runId, state, context);
  // An earlier operation cancelled it and did not see its end.
  const isToEnd = state.cancelledByProvider && isActive(statusOf(found));
  const run = isToEnd ? await cancelAndWait(runId, context, { deadlineMs: context.deadlineMs }) : found;
  announce("following run", run, context);
  const policy = followPolicy(inputs, timeoutSeconds, context);
  // It was running before, so the limit of the queue does not apply, whatever its status is now.
  const goal = hasStarted(state) ? { ...policy.goal, maxQueueSeconds: undefined } : policy.goal;
  const origin = recordedOrigin(state, inputs, context);
  const followed = await followRun(run, { ...policy, goal }, origin, context);
  return { ...followed, observed: keepKnown(state, followed.observed) };
}

/**
 * Keeps what a later read may not show. A run that we cancelled is still cancelled by us when its end is seen, and a run
 * that started does not go back to the queue.
 */
function keepKnown(state: Partial<ObservedRun>, observed: ObservedRun): ObservedRun {
  const { cancelledByProvider, startTime } = state;
  return {
    ...observed,
    ...(startTime !== undefined && observed.startTime === undefined ? { startTime } : {}),
    ...(cancelledByProvider && observed.status !== "COMPLETED" ? { cancelledByProvider } : {}),
  };
}

function isRecorded(state: FollowInputs & Partial<ObservedRun>): state is FollowInputs & ObservedRun {
  return state.status !== undefined && state.account !== undefined && state.effective !== undefined;
}

/** The origin of a run in this credential's account: which settings were sent, and what is redacted. */
export async function currentOrigin(
  sent: EffectiveSettings,
  redact: Redact,
  context: LifecycleContext,
): Promise<RunOrigin> {
  const { session, signal } = context;
  const account = await currentAccount(context);
  const { defaultRegion, defaultRuntime } = await session.account(signal, callOptions(context));
  // Where the server chose the runtime itself, its answer has null.
  const defaults = {
    ...(defaultRegion ? { region: defaultRegion } : {}),
    ...(defaultRuntime ? { runtime: defaultRuntime } : {}),
  };
  return { account, sent: { ...defaults, ...sent }, redact };
}

/** A recorded run stays in the account where it was started, whatever is configured today. */
function recordedOrigin(
  state: FollowInputs & ObservedRun,
  inputs: FollowInputs,
  { session }: LifecycleContext,
): RunOrigin {
  const redact = session.redactorOf([state, inputs].flatMap(secretValues));
  return { account: state.account, sent: state.effective, redact };
}

/**
 * Reads a run that the program names and that state need not hold. It must be in the credential's account.
 *
 * @param remedy what to change in the program if the run does not exist
 * @throws UserError if it does not
 */
export async function readOwnRun(runId: string, remedy: string, context: LifecycleContext): Promise<RunView> {
  try {
    return await context.session.api().getRun(runId, briefCallOptions(context));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new UserError(
      `${error.message}. There is no run ${runId} in ${accountText(await currentAccount(context))}: its record may have ` +
        `expired, or this key may belong to another organisation. ${remedy}, or correct the id`,
      { cause: error },
    );
  }
}

/** `get` and `import` call the same operation, so the text names both. */
const TAKE_OUT_GET = "Nothing was imported: take `get` or `import` of this run out of the program";

/** An existing run of the credential's account, and its record. @throws UserError if it does not exist */
export async function readToImport(
  runId: string,
  context: LifecycleContext,
): Promise<{ run: RunView; observed: ObservedRun }> {
  const run = await readOwnRun(runId, TAKE_OUT_GET, context);
  const origin = await currentOrigin({}, context.session.redactorOf([]), context);
  const tail = new LogTail(context.session.api(), runId, tailLines({}), origin.redact);
  return { run, observed: await observeEnd(run, { tail, sawEnd: false }, origin, context) };
}

async function readRecorded(
  runId: string,
  state: Partial<ObservedRun>,
  context: LifecycleContext,
): Promise<RunView> {
  const run = await readUnlessGone(runId, state, context);
  if (run) return run;
  // A batch has one record for all its runs, so a single one cannot be removed from state.
  const remedy = context.member
    ? "take its key out of the program, or change one of its triggers to have it run again"
    : "remove it with `pulumi state delete`";
  throw new UserError(
    `run ${runId} was ${state.status ?? "open"} when last seen, and is in no list of ${accountText(await currentAccount(context))} ` +
      `any more: its record has expired. It is kept in state; to have it run again, ${remedy}`,
  );
}

/** What state records that helps to find a run. */
type RecordedPlace = Pick<RecordedRun, "account" | "createTime"> & { runName?: string };

/** The list begins this long before the recorded time of the run. */
const MARGIN_MS = 1_000;

/**
 * Reads a run that is active in state; undefined if it is gone. One 404 is not enough for that: a read may lag behind, and
 * with a key of another organisation every read gives 404.
 *
 * @throws UserError if it is unclear whether the run is gone
 */
export async function readUnlessGone(
  runId: string,
  recorded: RecordedPlace,
  context: LifecycleContext,
): Promise<RunView | undefined> {
  try {
    return await context.session.api().getRun(runId, callOptions(context));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    await requireSameAccount(runId, recorded.account, context);
    const createdAfterMs = Math.max(0, (Date.parse(recorded.createTime ?? "") || 0) - MARGIN_MS);
    const { runs, complete } = await listRuns(namePattern(recorded.runName ?? ""), context, {
      createdAfterMs,
    });
    const listed = runs.find((run) => run.id === runId);
    if (listed || complete) return listed;
    throw new UserError(
      `${error.message}. Whether it is gone cannot be told: there are more runs since it was created than were looked ` +
        "through. It stays in state; if it is known to be gone, remove it with `pulumi state delete`",
      { cause: error },
    );
  }
}

/**
 * The pattern that finds a recorded name. If a part of the name was secret, state holds a placeholder there, whose
 * characters no name has. Several runs may match; the caller compares ids.
 */
function namePattern(runName: string): string {
  return runName.replace(/[^\w\-.](.*[^\w\-.])?/s, "*") || "*";
}

async function requireSameAccount(
  runId: string,
  account: RecordedRun["account"],
  context: LifecycleContext,
): Promise<void> {
  const here = await currentAccount(context);
  const isKnown = here.organizationId !== undefined;
  if (isKnown && here.apiUrl === account?.apiUrl && here.organizationId === account.organizationId) return;
  throw new UserError(
    `run ${runId} was not found, but that may be because this is not its account: it was started in ` +
      `${accountText(account ?? { apiUrl: "(unknown)" })}, and this key belongs to ${accountText(here)}. Use that ` +
      "organisation's key (one that was set since the last `pulumi up` counts here with --run-program), or, if the run " +
      "is known to be gone, remove it from state with `pulumi state delete`",
  );
}

/** The account of this credential. */
export async function currentAccount(context: LifecycleContext): Promise<RunAccount> {
  const { session, signal } = context;
  const { organizationId } = await session.account(signal, callOptions(context));
  // In the form in which state records it, so that the two compare.
  return safeTexts({
    apiUrl: session.api().apiUrl,
    ...given({ organizationId }),
  });
}

/** An account, for messages. */
export function accountText({ apiUrl, organizationId }: NonNullable<RecordedRun["account"]>): string {
  return `organisation ${organizationId ?? "(unknown)"} at ${apiUrl}`;
}
