import { NotFoundError } from "../../api/errors";
import type { RunView } from "../../api/models";
import { type LifecycleContext, UserError } from "../../lifecycle";
import { isActive } from "../../run-status";
import { LogTail } from "../../watch/log-tail";
import { announce, type Followed, followRun } from "./follow";
import { type FollowInputs, followPolicy, tailLines } from "./follow-inputs";
import { runRedactor } from "./input-redactor";
import { observedPart, type RunOrigin, safeTexts } from "./observe";
import type { EffectiveSettings, ObservedRun, RunAccount } from "./observed-run";
import { observeEnd } from "./run-end";
import { isSettled } from "./settle";

/**
 * The recorded run as it is now. One that has ended is not asked for: its record may expire, and it cannot change.
 * The `get` functions of the sdk come here with an id only.
 */
export async function rereadRun(
  runId: string,
  state: FollowInputs & Partial<ObservedRun>,
  context: LifecycleContext,
): Promise<ObservedRun> {
  if (state.status !== undefined && !isActive(state.status)) return observedPart(state);
  const run = await readRecorded(runId, state, context);
  const origin = isRecorded(state)
    ? recordedOrigin(state, {}, context)
    : await originHere(state, {}, context);
  const logTail = new LogTail(context.session.api(), runId, tailLines(state), origin.redact);
  return keepOurCancel(state, await observeEnd(run, logTail, origin, context));
}

/** Goes on waiting for a recorded run; of one that is settled for these inputs nothing more is asked. */
export async function resumeRun(
  runId: string,
  state: FollowInputs & ObservedRun,
  inputs: FollowInputs,
  runTimeoutSeconds: number,
  context: LifecycleContext,
): Promise<Followed> {
  if (isSettled(state.status, inputs)) return { observed: observedPart(state) };
  const run = await readRecorded(runId, state, context);
  announce("following run", run, context);
  const followed = await followRun(
    run,
    followPolicy(inputs, runTimeoutSeconds, context),
    recordedOrigin(state, inputs, context),
    context,
  );
  return { ...followed, observed: keepOurCancel(state, followed.observed) };
}

/** A cancel of ours that took its time is still ours when its end is seen. */
function keepOurCancel(state: Partial<ObservedRun>, observed: ObservedRun): ObservedRun {
  return state.cancelledByProvider && observed.status !== "COMPLETED"
    ? { ...observed, cancelledByProvider: true }
    : observed;
}

function isRecorded(state: FollowInputs & Partial<ObservedRun>): state is FollowInputs & ObservedRun {
  return state.status !== undefined && state.account !== undefined && state.effective !== undefined;
}

/** For a run of this credential's account: what is hidden, and what was sent for it. */
export async function originHere(
  inputs: FollowInputs,
  sent: EffectiveSettings,
  context: LifecycleContext,
): Promise<RunOrigin> {
  const { session, signal } = context;
  const account = await accountHere(context);
  const { defaultRegion, defaultRuntime } = await session.account(signal);
  // The server echoes null for a runtime that it chose itself.
  const defaults = {
    ...(defaultRegion ? { region: defaultRegion } : {}),
    ...(defaultRuntime ? { runtime: defaultRuntime } : {}),
  };
  return { account, sent: { ...defaults, ...sent }, redact: runRedactor([inputs], session) };
}

/** The run stays where it was recorded; what is configured today says nothing about it. */
function recordedOrigin(
  state: FollowInputs & ObservedRun,
  inputs: FollowInputs,
  { session }: LifecycleContext,
): RunOrigin {
  return { account: state.account, sent: state.effective, redact: runRedactor([state, inputs], session) };
}

/**
 * A run of the credential's account that state may know nothing of.
 *
 * @param notFound what to say where it is not there
 * @throws UserError
 */
export async function readHere(
  runId: string,
  notFound: (account: string, error: NotFoundError) => string,
  context: LifecycleContext,
): Promise<RunView> {
  const { session, signal } = context;
  try {
    return await session.api().getRun(runId, { signal });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new UserError(notFound(accountText(await accountHere(context)), error), { cause: error });
  }
}

/** A run that exists, and its record as of an operation of the credential's account. @throws UserError if it is not there */
export async function readToImport(
  runId: string,
  context: LifecycleContext,
): Promise<{ run: RunView; observed: ObservedRun }> {
  const notFound = (account: string, { message }: NotFoundError): string =>
    `${message}. There is no run ${runId} in ${account}, so nothing was imported`;
  const run = await readHere(runId, notFound, context);
  const origin = await originHere({}, {}, context);
  const logTail = new LogTail(context.session.api(), runId, tailLines({}), origin.redact);
  return { run, observed: await observeEnd(run, logTail, origin, context) };
}

async function readRecorded(
  runId: string,
  state: Partial<ObservedRun>,
  { session, signal, member }: LifecycleContext,
): Promise<RunView> {
  try {
    return await session.api().getRun(runId, { signal });
  } catch (error) {
    if (!(error instanceof NotFoundError) || !state.account) throw error;
    // The record of a batch is that of all its runs.
    const remedy = member
      ? "take its key out of the program, or change one of its triggers to have it run again"
      : "remove it with `pulumi state delete`";
    throw new UserError(
      `${error.message}. It was ${state.status ?? "open"} when last seen, in ${accountText(state.account)}: this key may belong to ` +
        `another organisation, or the run's record has expired. It is kept in state; if it is known to be gone, ${remedy}`,
      { cause: error },
    );
  }
}

/** The account of this credential. */
export async function accountHere({ session, signal }: LifecycleContext): Promise<RunAccount> {
  const { organizationId } = await session.account(signal);
  // As state records it, so that the two can be compared.
  return safeTexts({
    apiUrl: session.api().apiUrl,
    ...(organizationId === undefined ? {} : { organizationId }),
  });
}

/** An account in words. */
export function accountText({ apiUrl, organizationId }: RunAccount): string {
  return `organisation ${organizationId ?? "(unknown)"} at ${apiUrl}`;
}
