import { NotFoundError } from "../../api/errors";
import type { RunView } from "../../api/models";
import { isActive, statusOf } from "../../api/run-status";
import { type LifecycleContext, UserError } from "../../resource";
import { callOptions } from "../../run/call-options";
import { announce } from "../../run/follow";
import { recordedRunOf } from "../../run/held-runs";
import { observe } from "../../run/observe";
import type { RunAttempt } from "../../run/record";
import { adoptEarlier, warnOfUnrecordedRuns } from "./adopt";
import { type EarlierRun, findEarlierRuns, isOpen, type Search } from "./find";
import { timeoutSeconds } from "./inputs";
import { AFTER_RERUN_MAX, attemptOf, failuresInARow, MAX_ATTEMPTS_KEPT, rerunMax } from "./state";

/** The run that a create has: one that it started, or one that was there before. */
export interface Claim {
  run: RunView;
  /** Earlier runs of the spec, newest first. */
  attempts: RunAttempt[];
  /** Runs that were there before. A look-up by an explicit name must not take one of them for the submitted run. */
  earlierIds: ReadonlySet<string>;
  /** False if the run was taken over. */
  isNew: boolean;
  /** A submit whose answer was lost may still take effect, as a second run. */
  mayBeDoubled: boolean;
}

/** What a new run is told of those before it. */
export type Earlier = Pick<Claim, "attempts" | "earlierIds">;

/** The run to take over, or the orphan of a killed deployment; if there is neither, what a new run is told. */
export async function claimEarlier(search: Search): Promise<Claim | Earlier> {
  const started = await startedByThisProcess(search.context);
  const taken = resumeStarted(started, search) ?? (await takeOver(search));
  if (taken) return takenOver(taken, { attempts: [], earlierIds: new Set() });
  const { own, similar, ids: earlierIds } = await findEarlierRuns(search);
  const earlier = withStarted(started, own, search);
  const finished = earlier.filter((run) => run.isSameSpec && !isOpen(run) && run.owner !== "foreign");
  const attempts = finished
    .map(({ run }) => attemptOf(run.id, observe(run, search.origin)))
    .slice(0, MAX_ATTEMPTS_KEPT);
  const adopted = await adoptEarlier(search, earlier.filter(isOpen), finished);
  if (adopted) return takenOver(adopted, { attempts, earlierIds });
  refuseEndlessRerun(search, finished);
  warnOfUnrecordedRuns(search, finished);
  for (const run of similar) warnOfSimilar(run, search);
  return { attempts, earlierIds };
}

function takenOver(run: RunView, { attempts, earlierIds }: Earlier): Claim {
  const others = attempts.filter(({ runId }) => runId !== run.id);
  return { run, attempts: others, earlierIds, isNew: false, mayBeDoubled: false };
}

/**
 * The runs that this process started or took over for the resource, newest first, as they are now. There are some if an
 * earlier create failed and the engine calls it again.
 */
function startedByThisProcess(context: LifecycleContext): Promise<RunView[]> {
  const { session, identity } = context;
  const runIds = session.startedRunIds.get(identity.urn) ?? [];
  return Promise.all(runIds.map((runId) => session.api().getRun(runId, callOptions(context))));
}

function resumeStarted(started: readonly RunView[], { context: { log } }: Search): RunView | undefined {
  const run = started.find((candidate) => isActive(statusOf(candidate)));
  if (run) log("info", `resuming run ${run.id}, started earlier in this deployment`);
  return run;
}

/** Adds the runs of this process to those that were found: the listing may be older than they are. */
function withStarted(
  started: readonly RunView[],
  found: readonly EarlierRun[],
  { context }: Search,
): EarlierRun[] {
  const inState = recordedRunOf(context)?.runId;
  const startedIds = new Set(started.map(({ id }) => id));
  return [
    ...started.map(
      (run): EarlierRun => ({ run, owner: "mine", inState: run.id === inState, isSameSpec: true }),
    ),
    ...found.filter(({ run }) => !startedIds.has(run.id)),
  ];
}

/** The run of `takeOverRunId`. It is taken over once: if state shows that it was, this create is for a new run. */
async function takeOver({ settings, context }: Search): Promise<RunView | undefined> {
  const { takeOverRunId: runId } = settings;
  if (runId === undefined || recordedRunOf(context)?.takeOverRunId === runId) return undefined;
  const run = await readToTakeOver(runId, context);
  announce("took over run", run, context);
  return run;
}

async function readToTakeOver(runId: string, context: LifecycleContext): Promise<RunView> {
  try {
    return await context.session.api().getRun(runId, callOptions(context));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new UserError(
      `takeOverRunId: there is no run ${runId} in this account; nothing was started (${error.message}). Correct the id, ` +
        "or take it out of the program to start a run of its own",
      { cause: error },
    );
  }
}

/** After `rerun.max` failures in a row of one spec a person has to decide. */
function refuseEndlessRerun({ settings, context }: Search, finished: readonly EarlierRun[]): void {
  const max = rerunMax(settings);
  const recorded = recordedRunOf(context);
  // A run that timed out under a lower limit is no evidence against the new limit.
  const isRaised =
    recorded !== undefined &&
    timeoutSeconds(settings) > timeoutSeconds({ timeoutSeconds: recorded.timeoutSeconds });
  const tried = finished
    .filter(({ run }) => !(isRaised && statusOf(run) === "TIMED_OUT"))
    .map(({ run }) => ({ runId: run.id, status: statusOf(run) }));
  const failures = failuresInARow(tried);
  if (failures.length < max) return;
  const ids = failures.map(({ runId }) => runId).join(", ");
  throw new UserError(
    `not started: this run failed ${failures.length} times in a row (${ids}), and rerun.max is ${max}. ${AFTER_RERUN_MAX}`,
  );
}

/**
 * A resource was renamed, or its explicit name changed, after a deployment was killed. The run may belong to this
 * resource, but nothing proves it.
 */
function warnOfSimilar(run: RunView, { context: { log } }: Search): void {
  log(
    "warning",
    `run ${run.id} (${run.name}) is ${statusOf(run)}, does the same, and no resource in state stands for it: a deployment that ` +
      "did not finish may have left it under another name. It is left alone, and another is started: cancel it if it is " +
      `not wanted, or set takeOverRunId to "${run.id}" to take it over instead`,
  );
}
