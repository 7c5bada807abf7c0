import { isExpected } from "../../api/errors";
import type { RunView } from "../../api/models";
import { isActive, statusOf } from "../../api/run-status";
import type { LifecycleContext } from "../../resource";
import { heldElsewhere, recordedRunOf } from "../../run/held-runs";
import { faultText, isInterrupt } from "../../run/interrupt";
import { listCandidates, ownerOf, type Search } from "./find";

/*
 * A list of runs may lag behind the writes, and a request that was given up may take effect late. So a run may turn up
 * only after another one was started in its place: a run whose answer was lost, or the orphan of a deployment that was
 * killed a moment ago.
 */

/** After the start of the process. Lists show by then what was written before the process began. */
const LATE_LOOK_MS = 15_000;

/** A run that was submitted, and the runs that were there before. */
export interface NewRun {
  run: RunView;
  earlierIds: ReadonlySet<string>;
}

/**
 * Cancels active runs of the same spec beside `run` that neither state nor this deployment follows. The run exists by now,
 * so an error of this search only warns: the run must not be lost for it.
 */
export async function cancelDuplicates(
  search: Search,
  started: NewRun,
  moment: "now" | "late",
): Promise<void> {
  const { context } = search;
  const { run } = started;
  try {
    for (const duplicate of await findDuplicates(search, started, moment)) {
      // A run of an explicit name may be somebody else's.
      if (duplicate.name === search.settings.name) warnOfDuplicate(duplicate, run, context);
      else await cancelDuplicate(duplicate, run, context);
    }
  } catch (error) {
    if (!isExpected(error) && !isInterrupt(error, context)) throw error;
    const text = faultText(error, context);
    context.log(
      "warning",
      `whether another run like ${run.id} is left could not be told: ${text}. Look for runs named like "${run.name}"`,
    );
  }
}

/** Looks for duplicates once more while the run is followed. One listing serves all runs of a deployment. */
export async function cancelLateDuplicates(
  search: Search,
  started: NewRun,
  followed: AbortSignal,
): Promise<void> {
  const { session, clock } = search.context;
  const lookAtMs = session.startedAtMs + LATE_LOOK_MS - clock.now();
  await clock.sleep(Math.max(0, lookAtMs), followed).catch(() => undefined);
  if (!followed.aborted && search.settings.name === undefined)
    await cancelDuplicates(search, started, "late");
}

/** Cancels one of two runs of a spec. Does not wait for its end, since nothing depends on it. */
export async function cancelDuplicate(
  duplicate: RunView,
  run: RunView,
  { log, session, signal }: LifecycleContext,
): Promise<void> {
  log(
    "warning",
    `run ${duplicate.id} (${duplicate.name}) is a duplicate of run ${run.id} (left by a lost response or a killed ` +
      "deployment); cancelling it",
  );
  await session.api().cancelRun(duplicate.id, { signal });
}

function warnOfDuplicate(duplicate: RunView, run: RunView, { log }: LifecycleContext): void {
  log(
    "warning",
    `run ${duplicate.id} (${duplicate.name}) does the same as run ${run.id} and is ${statusOf(duplicate)}: it may be a ` +
      "submit whose answer was lost. Cancel it if nobody else started it",
  );
}

async function findDuplicates(
  search: Search,
  { run, earlierIds }: NewRun,
  moment: "now" | "late",
): Promise<RunView[]> {
  const { context, names, account, isSamePayload } = search;
  const listed = await listCandidates(search, moment);
  const isHeldElsewhere = heldElsewhere(context);
  const recorded = recordedRunOf(context)?.runId;
  const createdMs = Date.parse(run.createTime);
  // A submit that takes effect late has this very name. A newer run of another name is not from this deployment.
  const isDuplicate = (other: RunView): boolean =>
    other.name === run.name
      ? names.isSameSpec(run.name) || isSamePayload(other)
      : names.isSameSpec(other.name) && Date.parse(other.createTime) <= createdMs;
  return listed.filter(
    (other) =>
      isDuplicate(other) &&
      isActive(statusOf(other)) &&
      other.id !== run.id &&
      other.id !== recorded &&
      !earlierIds.has(other.id) &&
      !isHeldElsewhere(other.id) &&
      ownerOf(other, account) === "mine",
  );
}
