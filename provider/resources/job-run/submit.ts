import { InvalidRequestError, ResponseShapeError, ServerError } from "../../api/errors";
import type { RunView } from "../../api/models";
import { mayHaveApplied, parseRetryAfterMs } from "../../api/retry";
import { type LifecycleContext, UserError } from "../../resource";
import { heldElsewhere } from "../../run/held-runs";
import { faultText, GraceOver, isInterrupt, withGrace } from "../../run/interrupt";
import { listRunsNamed } from "../../run/list";
import type { EffectiveSettings } from "../../run/record";
import { cancelDuplicates } from "./duplicates";
import { ownerOf, type Search } from "./find";
import type { RunRequest } from "./request";

/**
 * POSTs in all, if each answer was lost and no run was found. A stack of 300 creates must get through a bad hour:
 * where every tenth answer is lost, three POSTs fail in 26 % of such ups (1 - (1 - 0.1^3)^300), five in 0.3 %.
 */
const MAX_SUBMITS = 5;
/** Pauses before each look-up of a run whose answer was lost; the last one repeats. A list may lag behind a write. */
const LOOK_UP_PAUSES_MS = [500, 2_000, 5_000, 10_000, 10_000, 20_000] as const;
/** If the server itself answered, it is done with the request. This is the time for a list that lags. */
const AFTER_ANSWER_MS = 17_500;
/** A gateway that answers 503 with Retry-After may have passed the request on all the same. */
const AFTER_RETRY_LATER_MS = 60_000;
/** If a gateway or the network gave the request up, the server may still be working on it. */
const AFTER_LOSS_MS = 5 * 60_000;

/** A run that was submitted. */
export interface Submitted {
  run: RunView;
  /** An earlier request of the same may still take effect, as a second run. */
  mayBeDoubled: boolean;
}

/**
 * Starts one run, and one only. POST /runs has no idempotency key. So if an answer is lost, the run is looked up by its
 * name for as long as the request may still take effect, and only then is the request repeated.
 *
 * @param earlierIds runs that were there before
 */
export async function submitOnce(
  { payload, sent }: RunRequest,
  search: Search,
  earlierIds: ReadonlySet<string>,
): Promise<Submitted> {
  const { context } = search;
  const { session, signal, clock, log } = context;
  for (let submits = 1; ; submits++) {
    const sentAtMs = clock.now();
    try {
      // Has the grace period: a submit that is cut off leaves a run that nobody knows of.
      const run = await withGrace(context, (inFlight) =>
        session.api().createRun(payload, sent.region, { signal, inFlight }),
      );
      if (submits > 1) await cancelDuplicates(search, { run, earlierIds }, "now");
      return { run, mayBeDoubled: submits > 1 };
    } catch (error) {
      if (isInterrupt(error, context)) {
        const nothingSent = submits === 1 && !(error instanceof GraceOver);
        throw nothingSent ? error : lookUpFailed(payload.name, error, context);
      }
      if (!mayHaveApplied(error)) throw withSettingAdvice(error, sent);
      log(
        "warning",
        `the answer to the submit was lost (${error.message}); looking for the run "${payload.name}"`,
      );
      const untilMs = sentAtMs + mayTakeEffectForMs(error, clock.now());
      const found = await lookUp(search, { name: payload.name, earlierIds, untilMs });
      if (found) return { run: found, mayBeDoubled: submits > 1 };
      if (submits >= MAX_SUBMITS) {
        const advice =
          "no run of this name was found, so none was started as far as can be told; run the same command again";
        throw new UserError(`${error.message}; tried ${submits} times: ${advice}`, { cause: error });
      }
    }
  }
}

/** How long after it was sent a request whose answer was lost may still start a run. */
function mayTakeEffectForMs(error: Error, nowMs: number): number {
  if (error instanceof ResponseShapeError) return AFTER_ANSWER_MS;
  if (!(error instanceof ServerError)) return AFTER_LOSS_MS;
  const { status, retryAfter } = error;
  if (status === 503 && retryAfter !== undefined)
    return Math.max(AFTER_RETRY_LATER_MS, Math.min(parseRetryAfterMs(retryAfter, nowMs) ?? 0, AFTER_LOSS_MS));
  return status >= 502 && status <= 504 ? AFTER_LOSS_MS : AFTER_ANSWER_MS;
}

/** A submit whose answer was lost. */
interface LostSubmit {
  /** Of the run. */
  name: string;
  earlierIds: ReadonlySet<string>;
  /** When it can no longer take effect, in milliseconds since the epoch. */
  untilMs: number;
}

/** Older servers require a region or runtime that newer servers choose themselves. Adds where to set it. */
function withSettingAdvice(error: unknown, sent: EffectiveSettings): unknown {
  if (!(error instanceof InvalidRequestError)) return error;
  const missing = (["region", "runtime"] as const).find(
    (name) => error.field?.endsWith(name) && sent[name] === undefined,
  );
  if (missing === undefined) return error;
  return new UserError(
    `${error.message}. Set \`${missing}\` on the JobRun, or for the whole stack with \`pulumi config set wherobots:${missing}\``,
    { cause: error },
  );
}

async function lookUp(search: Search, lost: LostSubmit): Promise<RunView | undefined> {
  const { clock, signal, log, session, deadlineMs = Number.POSITIVE_INFINITY } = search.context;
  const { name } = lost;
  const endMs = Math.min(deadlineMs, session.waitsEndAtMs());
  for (let look = 0; ; look++) {
    const pauseMs = LOOK_UP_PAUSES_MS[Math.min(look, LOOK_UP_PAUSES_MS.length - 1)] ?? 0;
    const [run] = await clock
      .sleep(pauseMs, signal)
      .then(() => listSubmitted(search, lost))
      .catch((error: unknown) => {
        throw lookUpFailed(name, error, search.context);
      });
    if (run) {
      log("info", `found run ${run.id}: the submit had worked`);
      return run;
    }
    const nowMs = clock.now();
    if (nowMs >= endMs) throw lookUpFailed(name, new Error("the time for it has passed"), search.context);
    if (nowMs >= lost.untilMs) return undefined;
    log("info", `run "${name}" is not there yet; the submit may still come true`, { ephemeral: true });
  }
}

/** The runs that the lost submit may have started. @throws UserError if more than one is possible, or an owner unknown */
async function listSubmitted(search: Search, { name, earlierIds }: LostSubmit): Promise<RunView[]> {
  const { context, settings, account } = search;
  const { runs, complete } = await listRunsNamed(name, context);
  const isHeldElsewhere = heldElsewhere(context);
  const named = runs.filter((run) => !earlierIds.has(run.id) && !isHeldElsewhere(run.id));
  // An automatic name is unique. Others may use an explicit one, and this resource uses it for each of its runs.
  if (settings.name === undefined) return named;
  const ours = named.filter((run) => search.isSamePayload(run) && ownerOf(run, account) !== "foreign");
  if (!complete || ours.length > 1 || ours.some((run) => ownerOf(run, account) === "unknown"))
    throw ambiguous(name, ours);
  return ours;
}

function lookUpFailed(name: string, error: unknown, context: LifecycleContext): UserError {
  if (error instanceof UserError) return error;
  const text = faultText(error, context);
  return new UserError(
    `the answer to the submit was lost, and the run "${name}" could not be looked for: ${text}. It may have been started: ` +
      "the next `pulumi up` looks for it and takes it over",
    { cause: error },
  );
}

function ambiguous(name: string, runs: readonly RunView[]): UserError {
  const ids = runs.map((run) => run.id).join(", ");
  const which =
    runs.length > 0
      ? `it cannot be told which of these runs is the one: ${ids}`
      : "there are too many runs of this name to tell which is the one";
  return new UserError(
    `the answer to the submit of "${name}" was lost, and ${which}. ` +
      "Look at them, then set takeOverRunId to the right one, or leave `name` out so that names are unique",
  );
}
