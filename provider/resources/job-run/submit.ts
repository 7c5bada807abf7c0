import { ConnectionError, InvalidRequestError, ResponseShapeError, ServerError } from "../../api/errors";
import type { RunView } from "../../api/models";
import { surelyNotApplied } from "../../api/retry";
import { type LifecycleContext, UserError } from "../../lifecycle";
import type { EffectiveSettings } from "../run/observe";
import { isSameTarget, ownerOf } from "./earlier-runs";
import type { JobRunInputs } from "./inputs";
import type { Submission } from "./payload";

/** POSTs in all, when each answer was lost and no run was found. */
const MAX_SUBMITS = 3;
/** Time before each look-up of a run whose answer was lost: a list may lag behind a write. */
const LOOK_UP_AFTER_MS = [500, 2_000, 5_000] as const;
/** How far the server's clock may be behind ours. */
const CLOCK_SKEW_MS = 10 * 60_000;

/**
 * Starts one run, and one only. POST /runs knows no idempotency key, so where an answer is lost the run is looked
 * up by its name before the request is repeated.
 *
 * @param earlierRunIds runs of this name that were there before
 */
export async function submitOnce(
  { payload, sent }: Submission,
  inputs: JobRunInputs,
  earlierRunIds: ReadonlySet<string>,
  context: LifecycleContext,
): Promise<RunView> {
  const { session, signal, clock, log } = context;
  const beganAt = new Date(clock.now() - CLOCK_SKEW_MS);
  for (let submits = 1; ; submits++) {
    try {
      return await session.api().createRun(payload, sent.region, { signal });
    } catch (error) {
      if (!mayHaveStarted(error)) throw withSettingAdvice(error, sent);
      log(
        "warning",
        `the answer to the submit was lost (${error.message}); looking for the run "${payload.name}"`,
      );
      const found = await lookUp(payload.name, beganAt, inputs, earlierRunIds, context);
      if (found) return found;
      if (submits >= MAX_SUBMITS) {
        const advice =
          "no run of this name was found, so none was started as far as can be told; run the same command again";
        throw new UserError(`${error.message}; tried ${submits} times: ${advice}`, { cause: error });
      }
    }
  }
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

/** True if the server may have started a run although no good answer came. */
function mayHaveStarted(error: unknown): error is Error {
  if (error instanceof ConnectionError) return error.mayHaveApplied;
  if (error instanceof ServerError)
    return !surelyNotApplied({ kind: "status", status: error.status, retryAfter: error.retryAfter });
  return error instanceof ResponseShapeError;
}

async function lookUp(
  name: string,
  createdAfter: Date,
  inputs: JobRunInputs,
  earlierRunIds: ReadonlySet<string>,
  context: LifecycleContext,
): Promise<RunView | undefined> {
  const { session, clock, signal, log } = context;
  const account = await session.account(signal);
  for (const delayMs of LOOK_UP_AFTER_MS) {
    await clock.sleep(delayMs, signal);
    const page = await session.api().listRuns({ name, createdAfter, size: 100 }, { signal });
    const candidates = page.items.filter((run) => run.name === name && !earlierRunIds.has(run.id));
    // An automatic name is unique; an explicit one may be used by others of the same account.
    const ours =
      inputs.name === undefined
        ? candidates
        : candidates.filter((run) => isSameTarget(run, inputs) && ownerOf(run, account) !== "foreign");
    const [run] = ours;
    if (!run) continue;
    if (inputs.name !== undefined && (ours.length > 1 || ownerOf(run, account) === "unknown"))
      throw ambiguous(name, ours);
    log("info", `found run ${run.id}: the submit had worked`);
    return run;
  }
  return undefined;
}

function ambiguous(name: string, runs: readonly RunView[]): UserError {
  const ids = runs.map((run) => run.id).join(", ");
  return new UserError(
    `the answer to the submit of "${name}" was lost, and it cannot be told which of these runs is the one: ${ids}. ` +
      "Look at them, then set takeOverRunId to the right one, or leave `name` out so that names are unique",
  );
}
