import { InvalidRequestError } from "../../api/errors";
import type { RunView } from "../../api/models";
import { mayHaveApplied } from "../../api/retry";
import { type LifecycleContext, UserError } from "../../lifecycle";
import { faultText, GraceOver, isInterrupt, withGrace } from "../run/interrupt";
import type { EffectiveSettings } from "../run/observed-run";
import { ownerOf } from "./earlier-runs";
import type { JobRunInputs } from "./inputs";
import { isSamePayload, type Submission } from "./payload";
import { endTwins } from "./twins";

/**
 * POSTs in all, when each answer was lost and no run was found. A stack of 300 creates must get through a bad hour:
 * where every tenth answer is lost, three POSTs fail in 26 % of such ups (1 - (1 - 0.1^3)^300), five in 0.3 %. Each
 * further one costs the 17.5 s of looking, and is one more run that a lagging list could hide.
 */
const MAX_SUBMITS = 5;
/** Time before each look-up of a run whose answer was lost: a list may lag behind a write. */
const LOOK_UP_AFTER_MS = [500, 2_000, 5_000, 10_000] as const;
/** How far the server's clock may be behind ours. */
const CLOCK_SKEW_MS = 10 * 60_000;

/**
 * Starts one run, and one only. POST /runs knows no idempotency key, so where an answer is lost the run is looked
 * up by its name before the request is repeated.
 *
 * @param earlierIds runs of this name that were there before
 */
export async function submitOnce(
  submission: Submission,
  inputs: JobRunInputs,
  earlierIds: ReadonlySet<string>,
  context: LifecycleContext,
): Promise<RunView> {
  const { session, signal, clock, log } = context;
  const { payload, sent } = submission;
  const lost: LostSubmit = { submission, inputs, earlierIds, beganAt: new Date(clock.now() - CLOCK_SKEW_MS) };
  for (let submits = 1; ; submits++) {
    try {
      // Torn off, it would leave a run that nobody knows of.
      const run = await withGrace(context, (inFlight) =>
        session.api().createRun(payload, sent.region, { signal, inFlight }),
      );
      if (submits > 1) await endTwins({ run, earlierIds }, inputs, "now", context);
      return run;
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
      const found = await lookUp(lost, context);
      if (found) return found;
      if (submits >= MAX_SUBMITS) {
        const advice =
          "no run of this name was found, so none was started as far as can be told; run the same command again";
        throw new UserError(`${error.message}; tried ${submits} times: ${advice}`, { cause: error });
      }
    }
  }
}

/** A submit whose answer was lost. */
interface LostSubmit {
  submission: Submission;
  inputs: JobRunInputs;
  earlierIds: ReadonlySet<string>;
  beganAt: Date;
}

/** Older servers require what newer ones choose themselves: says where to set it. */
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

async function lookUp(lost: LostSubmit, context: LifecycleContext): Promise<RunView | undefined> {
  const { clock, signal, log } = context;
  for (const delayMs of LOOK_UP_AFTER_MS) {
    const [run] = await clock
      .sleep(delayMs, signal)
      .then(() => listSubmitted(lost, context))
      .catch((error: unknown) => {
        throw lookUpFailed(lost.submission.payload.name, error, context);
      });
    if (!run) continue;
    log("info", `found run ${run.id}: the submit had worked`);
    return run;
  }
  return undefined;
}

/** The runs that the lost submit may have started. @throws UserError if that cannot be told */
async function listSubmitted(
  { submission, inputs, earlierIds, beganAt }: LostSubmit,
  context: LifecycleContext,
): Promise<RunView[]> {
  const { session, signal } = context;
  const { name } = submission.payload;
  // An automatic name is unique. An explicit one may be used by others, and again and again.
  const isUnique = inputs.name === undefined;
  const query = isUnique ? { name } : { name, createdAfter: beganAt };
  const page = await session.api().listRuns({ ...query, size: 100 }, { signal });
  const named = page.items.filter(
    (run) => run.name === name && !earlierIds.has(run.id) && !session.returnedRunIds.has(run.id),
  );
  if (isUnique) return named;
  const account = await session.account(signal);
  const ours = named.filter(
    (run) => isSamePayload(submission.payload, run) && ownerOf(run, account) !== "foreign",
  );
  if (ours.length > 1 || ours.some((run) => ownerOf(run, account) === "unknown")) throw ambiguous(name, ours);
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
  return new UserError(
    `the answer to the submit of "${name}" was lost, and it cannot be told which of these runs is the one: ${ids}. ` +
      "Look at them, then set takeOverRunId to the right one, or leave `name` out so that names are unique",
  );
}
