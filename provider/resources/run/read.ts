import type { RunView } from "../../api/models";
import type { LifecycleContext } from "../../lifecycle";
import { isActive } from "../../run-status";
import { LogTail } from "../../watch/log-tail";
import { announce, type Followed, followRun } from "./follow";
import { type FollowInputs, followPolicy, tailLines } from "./follow-inputs";
import { inputRedactor } from "./input-redactor";
import { type EffectiveSettings, type ObservedRun, observedPart, type RunOrigin } from "./observe";
import { observeEnd } from "./run-end";

/**
 * The recorded run as it is now. One that has ended is not asked for: its record may expire, and it cannot change.
 * The `get` functions of the sdk come here with an id only.
 */
export async function rereadRun(
  runId: string,
  state: FollowInputs & Partial<ObservedRun>,
  context: LifecycleContext,
): Promise<ObservedRun> {
  if (isRecorded(state) && !isActive(state.status)) return observedPart(state);
  const run = await getRun(runId, context);
  const origin = isRecorded(state) ? recordedOrigin(state) : await originHere(state, {}, context);
  return observeEnd(
    run,
    new LogTail(context.session.api(), runId, tailLines(state), origin.redact),
    origin,
    context,
  );
}

/** Goes on waiting for a recorded run. */
export async function resumeRun(
  runId: string,
  state: FollowInputs & ObservedRun,
  inputs: FollowInputs,
  runTimeoutSeconds: number,
  context: LifecycleContext,
): Promise<Followed> {
  const run = await getRun(runId, context);
  announce("following run", run, context);
  return followRun(run, followPolicy(inputs, runTimeoutSeconds), recordedOrigin(state), context);
}

function isRecorded(state: FollowInputs & Partial<ObservedRun>): state is FollowInputs & ObservedRun {
  return state.status !== undefined;
}

/** For a run of this credential's account: what is hidden, and what was sent for it. */
export async function originHere(
  inputs: FollowInputs,
  sent: EffectiveSettings,
  context: LifecycleContext,
): Promise<RunOrigin> {
  const { session, signal } = context;
  const { organizationId, defaultRegion, defaultRuntime } = await session.account(signal);
  const account = {
    apiUrl: session.api().apiUrl,
    ...(organizationId === undefined ? {} : { organizationId }),
  };
  // The server echoes null for a runtime that it chose itself.
  const defaults = {
    ...(defaultRegion ? { region: defaultRegion } : {}),
    ...(defaultRuntime ? { runtime: defaultRuntime } : {}),
  };
  return { account, sent: { ...defaults, ...sent }, redact: inputRedactor(inputs) };
}

/** The run stays where it was recorded; what is configured today says nothing about it. */
function recordedOrigin(state: FollowInputs & ObservedRun): RunOrigin {
  return { account: state.account, sent: state.effective, redact: inputRedactor(state) };
}

function getRun(runId: string, { session, signal }: LifecycleContext): Promise<RunView> {
  return session.api().getRun(runId, { signal });
}
