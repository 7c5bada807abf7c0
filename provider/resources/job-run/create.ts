import type { RunView } from "../../api/models";
import { isActive, isUnsuccessful } from "../../api/run-status";
import { WOKEN } from "../../clock";
import { InitFailure, type LifecycleContext } from "../../resource";
import { callOptions } from "../../run/call-options";
import { followPolicy } from "../../run/fields";
import { announce, type Followed, followRun } from "../../run/follow";
import { faultText } from "../../run/interrupt";
import { observe, observedPart, unstartedRun } from "../../run/observe";
import { finishOperation } from "../../run/outcome";
import { currentOrigin } from "../../run/read";
import type { ObservedRun, RunAttempt } from "../../run/record";
import type { PlacedFile } from "../../storage/placed-file";
import { uploadFile } from "../../storage/upload";
import { secretValues } from "../../text/redact";
import { withoutNulls } from "../../values";
import { type Claim, claimEarlier, type Earlier } from "./claim";
import { cancelDuplicates, cancelLateDuplicates } from "./duplicates";
import { placeFiles, withAddresses } from "./files";
import type { Search } from "./find";
import { defaultOf, type JobRunInputs, timeoutSeconds } from "./inputs";
import { attemptName, namesOf, ownId, type RunNames } from "./names";
import { isSamePayload, type RunRequest, requestNamed, runRequest } from "./request";
import { attemptOf, type JobRunState, MAX_ATTEMPTS_KEPT, nextStep, stateOf } from "./state";
import { submitOnce } from "./submit";
import { refuseForbidden } from "./validate";

/** A resource as the engine records it. */
export interface Created {
  id: string;
  state: JobRunState;
}

/**
 * Starts or takes over a run and follows it to its end.
 *
 * @param names those of its runs, where they were worked out before
 */
export async function createJobRun(
  given: JobRunInputs,
  context: LifecycleContext,
  names?: RunNames,
): Promise<Created> {
  // Null means absent, for the code that follows and for the API.
  const inputs = withoutNulls(given) as JobRunInputs;
  const kept = keepEnded(inputs, context);
  if (kept) return kept;
  if (!context.session.startsRuns) return notRun(inputs, context);
  const job = await describeJob(inputs, context, names);
  const earlier = await claimEarlier(job.search);
  const claim = "run" in earlier ? earlier : await submitNew(job, job.request, "submitted as run", earlier);
  const end = await followAttempts(job, claim);
  return conclude(job, end);
}

/** What one create is about: the inputs, and all that follows from them and the account, worked out once. */
interface Job {
  readonly inputs: JobRunInputs;
  /** Of the first attempt. The requests of further attempts differ in the name. */
  readonly request: RunRequest;
  /** The files that the request names by their addresses; they may still have to be uploaded. */
  readonly files: readonly PlacedFile[];
  readonly search: Search;
}

/**
 * The name is chosen here and not in check, because a policy may still change what it is made of after check.
 *
 * @param known names that were worked out for these inputs before
 */
async function describeJob(inputs: JobRunInputs, context: LifecycleContext, known?: RunNames): Promise<Job> {
  const { session, signal } = context;
  const account = await session.account(signal, callOptions(context));
  const names = known ?? namesOf(inputs, context, account);
  const config = session.config();
  const files = await placeFiles(inputs, inputs.region ?? config.region ?? account.defaultRegion, context);
  const sent = files.length > 0 ? withAddresses(inputs, files) : inputs;
  const request = runRequest(sent, inputs.name ?? names.next(), config);
  const origin = await currentOrigin(request.sent, session.redactorOf(secretValues(inputs)), context);
  const { name, takeOverRunId, adopt, adoptWithinHours, onReplace, rerun, timeoutSeconds: limit } = inputs;
  const settings = { name, takeOverRunId, adopt, adoptWithinHours, onReplace, rerun, timeoutSeconds: limit };
  const isSame = (run: RunView): boolean => isSamePayload(request.payload, run);
  return {
    inputs,
    request,
    files,
    search: { context, account, origin, names, settings, isSamePayload: isSame },
  };
}

/**
 * Starts a run, once its files are in storage, and announces it.
 *
 * @param what the beginning of the line that announces it
 */
async function submitNew(
  { inputs, search, files }: Job,
  request: RunRequest,
  what: string,
  earlier: Earlier,
): Promise<Claim> {
  await refuseForbidden(request, inputs, search.context);
  search.context.session.countNewRun();
  for (const file of files) await uploadFile(file, search.context);
  const { run, mayBeDoubled } = await submitOnce(request, search, earlier.earlierIds);
  announce(what, run, search.context);
  return { run, ...earlier, isNew: true, mayBeDoubled };
}

/**
 * An earlier up deleted the resource and could not create its successor. The program declares the same again, so the run
 * that ended is kept and its work is not repeated.
 */
function keepEnded(inputs: JobRunInputs, context: LifecycleContext): Created | undefined {
  const unchanged = unchangedInState(context);
  if (!unchanged) return undefined;
  const { id } = unchanged;
  const state = unchanged.state as JobRunState;
  if (isActive(state.status)) return undefined;
  context.log(
    "info",
    `run ${id} (${state.status}) is what is declared again: it is kept, and no other is started`,
  );
  return { id, state: stateOf(inputs, observedPart(state), state) };
}

/** What is recorded where no run may be started. The id is none of the API's, and is asked of nobody. */
function notRun(inputs: JobRunInputs, context: LifecycleContext): Created {
  const id = ownId(context);
  return { id, state: stateOf(inputs, unstartedRun(id, context), {}) };
}

/** What state holds of a resource that is created although diff found no change: its successor could not be created. */
export function unchangedInState({ session, identity }: LifecycleContext) {
  return session.questions.get(identity.urn)?.unchanged;
}

/** The last attempt of a create, and where following it led. */
interface End extends Followed {
  claim: Claim;
}

/** Follows the claimed run, and further attempts as far as `retry` allows them. */
async function followAttempts(job: Job, first: Claim): Promise<End> {
  let claim = first;
  for (let attempt = 1; ; attempt++) {
    rememberStarted(claim.run.id, job.search.context);
    const followed = await followClaim(job, claim);
    if (!isToBeRetried(job, followed, attempt)) return { claim, ...followed };
    const { status } = followed.observed;
    job.search.context.log(
      "warning",
      `run ${claim.run.id} ended as ${status}; attempt ${attempt + 1} follows`,
    );
    claim = await retry(job, { claim, ...followed }, attempt + 1);
  }
}

function rememberStarted(runId: string, { session, identity }: LifecycleContext): void {
  session.returnedRunIds.add(runId);
  const before = session.startedRunIds.get(identity.urn) ?? [];
  session.startedRunIds.set(identity.urn, [runId, ...before.filter((id) => id !== runId)]);
}

/** From here on the run exists, so every error must carry its id to the engine. */
async function followClaim(job: Job, claim: Claim): Promise<Followed> {
  const { inputs, search } = job;
  const { origin, context } = search;
  const followed = new AbortController();
  const policy = followPolicy(inputs, timeoutSeconds(inputs), context);
  // Await both: an unhandled rejection here would end the process and lose the run.
  const [following, looking] = await Promise.allSettled([
    followRun(claim.run, policy, origin, context).finally(() => followed.abort(WOKEN)),
    claim.isNew ? cancelLateDuplicates(search, claim, followed.signal) : undefined,
  ]);
  if (following.status === "rejected") throw followFailed(job, claim, following.reason);
  if (looking.status === "rejected") throw followFailed(job, claim, looking.reason);
  // A lost submit may have taken effect since then. No later operation would find its run.
  if (claim.mayBeDoubled) await cancelDuplicates(search, claim, "now");
  return following.value;
}

function followFailed(job: Job, { run, attempts }: Claim, error: unknown): InitFailure<JobRunState> {
  const { origin, context } = job.search;
  const state = recordOf(job, observe(run, origin), attempts);
  const text = faultText(error, context);
  const reason = `run ${run.id} exists, but following it failed: ${text}; the next \`pulumi up\` goes on with it`;
  return new InitFailure(run.id, state, [reason], { cause: error });
}

function isToBeRetried({ inputs, search }: Job, { observed, stopped }: Followed, attempt: number): boolean {
  const { session, clock, deadlineMs = Number.POSITIVE_INFINITY } = search.context;
  if (stopped || observed.cancelledByProvider || !isUnsuccessful(observed.status)) return false;
  if (attempt >= (inputs.retry?.maxAttempts ?? defaultOf("retry.maxAttempts"))) return false;
  // If the time for waiting ends before the next attempt begins, it is left to the next up.
  const nextAtMs = clock.now() + backoffMs(inputs);
  if (nextAtMs >= Math.min(deadlineMs, session.waitsEndAtMs())) return false;
  const on = inputs.retry?.on ?? defaultOf("retry.on");
  const neverLaunched = observed.status === "FAILED" && observed.startTime === undefined;
  return on.some((kind) => (kind === "NEVER_LAUNCHED" ? neverLaunched : kind === observed.status));
}

function backoffMs({ retry }: JobRunInputs): number {
  return (retry?.backoffSeconds ?? defaultOf("retry.backoffSeconds")) * 1000;
}

async function retry(job: Job, { claim, observed }: End, attempt: number): Promise<Claim> {
  const { clock, signal } = job.search.context;
  const failed = attemptOf(claim.run.id, observed);
  try {
    await clock.sleep(backoffMs(job.inputs), signal);
    const name = job.inputs.name ?? attemptName(job.request.payload.name, attempt);
    return await submitNew(job, requestNamed(job.request, name), `attempt ${attempt}: submitted as run`, {
      attempts: [failed, ...claim.attempts].slice(0, MAX_ATTEMPTS_KEPT),
      earlierIds: new Set([...claim.earlierIds, claim.run.id]),
    });
  } catch (error) {
    throw retryFailed(job, claim, observed, error);
  }
}

function retryFailed(
  job: Job,
  { run, attempts }: Claim,
  observed: ObservedRun,
  error: unknown,
): InitFailure<JobRunState> {
  const { inputs, search } = job;
  const state = recordOf(job, observed, attempts);
  const text = faultText(error, search.context);
  const reason = `run ${run.id} ended as ${observed.status}, and another attempt could not be made: ${text}. ${nextStep(state, inputs)}`;
  return new InitFailure(run.id, state, [reason], { cause: error });
}

function conclude(job: Job, { claim, observed, stopped }: End): Created {
  const state = recordOf(job, observed, claim.attempts);
  const outcome = { state, stopped, nextStep: nextStep(state, job.inputs) };
  finishOperation(claim.run.id, outcome, job.search.context);
  return { id: claim.run.id, state };
}

function recordOf({ inputs, files }: Job, observed: ObservedRun, attempts: RunAttempt[]): JobRunState {
  const uploads = files.map(({ file, uploadUrl, ...upload }) => upload);
  return stateOf(inputs, observed, { attempts, uploads });
}
