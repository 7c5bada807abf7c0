import { isExpected } from "../../api/errors";
import type { RunView } from "../../api/models";
import type { LifecycleContext } from "../../lifecycle";
import { isActive, statusOf } from "../../run-status";
import { faultText, isInterrupt } from "../run/interrupt";
import { listCandidates, ownerOf } from "./earlier-runs";
import type { JobRunInputs } from "./inputs";
import { ofWish } from "./name";
import type { StartedRun } from "./start";

/*
 * A list of runs may lag behind what was written. So a run that should have been found before another was started
 * may turn up after it: one whose answer was lost, or the orphan of a deployment that was killed a moment ago.
 */

/** From the beginning of the process: what was written before it shows by then. */
const LATE_LOOK_MS = 15_000;

/**
 * Cancels active runs of the same wish that were there before `run`, and that neither state nor this deployment
 * follows. From here on the run exists, so no fault of looking for its twins may lose it.
 */
export async function endTwins(
  { run, earlierIds }: Pick<StartedRun, "run" | "earlierIds">,
  inputs: JobRunInputs,
  moment: "now" | "late",
  context: LifecycleContext,
): Promise<void> {
  // An explicit name tells nothing about whose run it is.
  if (inputs.name !== undefined) return;
  try {
    for (const twin of await findTwins(run, earlierIds, inputs, moment, context))
      await cancelTwin(twin, run, context);
  } catch (error) {
    if (!isExpected(error) && !isInterrupt(error, context)) throw error;
    const text = faultText(error, context);
    context.log(
      "warning",
      `whether another run like ${run.id} is left could not be told: ${text}. Look for runs named like "${run.name}"`,
    );
  }
}

/** Looks for twins once more while the run is followed; one request for all runs of a deployment. */
export async function endLateTwins(
  started: StartedRun,
  inputs: JobRunInputs,
  followed: AbortSignal,
  context: LifecycleContext,
): Promise<void> {
  const { session, clock } = context;
  const dueMs = session.startedAtMs + LATE_LOOK_MS - clock.now();
  await clock.sleep(Math.max(0, dueMs), followed).catch(() => undefined);
  if (!followed.aborted) await endTwins(started, inputs, "late", context);
}

/** Cancels one of two runs of a wish. Its end is not waited for: nothing depends on it. */
export async function cancelTwin(
  twin: RunView,
  run: RunView,
  { log, session, signal }: LifecycleContext,
): Promise<void> {
  log(
    "warning",
    `run ${twin.id} (${twin.name}) is a second run of the same, left by a lost answer or a killed deployment: ` +
      `cancelling it, run ${run.id} takes its place`,
  );
  await session.api().cancelRun(twin.id, { signal });
}

async function findTwins(
  run: RunView,
  earlierIds: ReadonlySet<string>,
  inputs: JobRunInputs,
  moment: "now" | "late",
  context: LifecycleContext,
): Promise<RunView[]> {
  const { session, signal, identity } = context;
  const listed = await listCandidates(inputs, moment, context);
  const account = await session.account(signal);
  const isOfWish = ofWish(inputs, context);
  const isKnown = ({ id }: RunView): boolean =>
    id === run.id ||
    earlierIds.has(id) ||
    session.returnedRunIds.has(id) ||
    id === session.recordedRuns.get(identity.urn)?.runId;
  return listed.filter(
    (twin) =>
      isOfWish(twin.name) &&
      isActive(statusOf(twin)) &&
      !isKnown(twin) &&
      ownerOf(twin, account) === "mine" &&
      Date.parse(twin.createTime) <= Date.parse(run.createTime),
  );
}
