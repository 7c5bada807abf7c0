import type { RunView } from "../../api/models";
import { WOKEN } from "../../clock";
import { InitFailure, type LifecycleContext } from "../../lifecycle";
import { announce, type Followed, followRun } from "../run/follow";
import { followPolicy, recordedInputs } from "../run/follow-inputs";
import { faultText } from "../run/interrupt";
import { observe, type RunOrigin } from "../run/observe";
import type { ObservedRun } from "../run/observed-run";
import { originHere } from "../run/read";
import { isFailure } from "../run/run-end";
import { concludeRun } from "../run/settle";
import { defaultOf, type JobRunInputs, rerunOn, timeoutSeconds } from "./inputs";
import { attemptName } from "./name";
import { submission } from "./payload";
import { AFTER_RERUN_MAX, isRerunExhausted, rerunMax } from "./rerun";
import { type StartedRun, startRun } from "./start";
import { attemptOf, type JobRunState, MAX_ATTEMPTS_KEPT } from "./state";
import { submitOnce } from "./submit";
import { endLateTwins } from "./twins";

/** Starts or takes over a run and follows it. */
export async function createJobRun(
  inputs: JobRunInputs,
  context: LifecycleContext,
): Promise<{ id: string; state: JobRunState }> {
  const name = inputs.name ?? inputs.__name;
  if (name === undefined) throw new TypeError("check gives every run a name");
  const { session, identity } = context;
  const first = submission(inputs, name, session.config());
  const origin = await originHere(inputs, first.sent, context);
  let started = await startRun(inputs, first, origin, context);
  for (let attempt = 1; ; attempt++) {
    session.returnedRunIds.add(started.run.id);
    session.startedRunIds.set(identity.urn, started.run.id);
    const followed = await followKeepingId(started, inputs, origin, context);
    const { observed } = followed;
    if (!isToBeRetried(attempt, followed, inputs, context))
      return conclude(started, followed, inputs, context);
    context.log(
      "warning",
      `run ${started.run.id} ended as ${observed.status}; attempt ${attempt + 1} follows`,
    );
    started = await retry({ ...started, observed }, attempt + 1, name, inputs, origin, context);
  }
}

/** What to do about a run that ended without success, in words. */
export function nextStep(state: JobRunState, inputs: JobRunInputs): string {
  const repeats = rerunOn(inputs).some((status) => status === state.status);
  if (!state.cancelledByProvider && isRerunExhausted(state, inputs)) {
    return `rerun.max (${rerunMax(inputs)}) is reached, so the next \`pulumi up\` starts none. ${AFTER_RERUN_MAX}`;
  }
  if (state.cancelledByProvider || repeats) return "The next `pulumi up` starts a new run";
  const raise = state.status === "TIMED_OUT" ? "raise timeoutSeconds, " : "";
  return `It is not repeated by itself: to run it again ${raise}change a trigger, or \`pulumi up --replace\` its URN`;
}

/** The state of a run with these inputs. */
export function stateOf(
  inputs: JobRunInputs,
  observed: ObservedRun,
  attempts: JobRunState["attempts"],
): JobRunState {
  return { ...recordedInputs(inputs), ...observed, ...(attempts && attempts.length > 0 ? { attempts } : {}) };
}

function conclude(
  { run, attempts }: StartedRun,
  { observed, stopped }: Followed,
  inputs: JobRunInputs,
  context: LifecycleContext,
): { id: string; state: JobRunState } {
  const state = stateOf(inputs, observed, attempts);
  concludeRun(run.id, state, stopped, nextStep(state, inputs), context);
  return { id: run.id, state };
}

/** From here on the run exists: whatever goes wrong, its id must reach the engine. */
async function followKeepingId(
  started: StartedRun,
  inputs: JobRunInputs,
  origin: RunOrigin,
  context: LifecycleContext,
): Promise<Followed> {
  const followed = new AbortController();
  const policy = followPolicy(inputs, timeoutSeconds(inputs), context);
  // Settled together: a fault of the late look must neither go unheard, which ends the process, nor lose the run.
  const [following, looking] = await Promise.allSettled([
    followRun(started.run, policy, origin, context).finally(() => followed.abort(WOKEN)),
    started.isNew ? endLateTwins(started, inputs, followed.signal, context) : undefined,
  ]);
  if (following.status === "rejected") throw unfinished(started, inputs, origin, following.reason, context);
  if (looking.status === "rejected") throw unfinished(started, inputs, origin, looking.reason, context);
  return following.value;
}

function unfinished(
  { run, attempts, observed }: StartedRun & { observed?: ObservedRun },
  inputs: JobRunInputs,
  origin: RunOrigin,
  error: unknown,
  context: LifecycleContext,
): InitFailure<JobRunState> {
  const text = faultText(error, context);
  const state = stateOf(inputs, observed ?? observe(run, origin), attempts);
  const reason = observed
    ? `run ${run.id} ended as ${observed.status}, and another attempt could not be made: ${text}. ${nextStep(state, inputs)}`
    : `run ${run.id} exists, but following it failed: ${text}; the next \`pulumi up\` goes on with it`;
  return new InitFailure(run.id, state, [reason], { cause: error });
}

function isToBeRetried(
  attempt: number,
  { observed, stopped }: Followed,
  inputs: JobRunInputs,
  { session, clock, deadlineMs = Number.POSITIVE_INFINITY }: LifecycleContext,
): boolean {
  if (stopped || observed.cancelledByProvider || !isFailure(observed.status)) return false;
  if (attempt >= (inputs.retry?.maxAttempts ?? defaultOf("retry.maxAttempts"))) return false;
  // An attempt that nobody would wait for is left to the next up.
  const nextAtMs = clock.now() + backoffMs(inputs);
  if (nextAtMs >= Math.min(deadlineMs, session.waitsEndAtMs())) return false;
  const on = inputs.retry?.on ?? defaultOf("retry.on");
  const neverLaunched = observed.status === "FAILED" && observed.startTime === undefined;
  return on.some((kind) => (kind === "NEVER_LAUNCHED" ? neverLaunched : kind === observed.status));
}

function backoffMs({ retry }: JobRunInputs): number {
  return (retry?.backoffSeconds ?? defaultOf("retry.backoffSeconds")) * 1000;
}

async function retry(
  last: StartedRun & { observed: ObservedRun },
  attempt: number,
  name: string,
  inputs: JobRunInputs,
  origin: RunOrigin,
  context: LifecycleContext,
): Promise<StartedRun> {
  const { clock, signal, session } = context;
  const attempts = [attemptOf(last.run.id, last.observed), ...last.attempts].slice(0, MAX_ATTEMPTS_KEPT);
  try {
    await clock.sleep(backoffMs(inputs), signal);
    const nextName = inputs.name ?? attemptName(name, attempt);
    const earlierIds = new Set([...last.earlierIds, last.run.id]);
    const run: RunView = await submitOnce(
      submission(inputs, nextName, session.config()),
      inputs,
      earlierIds,
      context,
    );
    announce(`attempt ${attempt}: submitted as run`, run, context);
    return { run, attempts, earlierIds, isNew: true };
  } catch (error) {
    throw unfinished(last, inputs, origin, error, context);
  }
}
