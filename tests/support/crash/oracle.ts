import { resourceName } from "../engine/fixture";
import type { AccountRun, Evidence, Situation } from "./evidence";
import { adoptsFinished, type Scene, sceneNamed } from "./scenes";

/** The promises that a kill must not break. */
export type Promised =
  /** One run per spec, where the run was active at recovery or `adopt: "recent"` is set. */
  | "nothing doubled"
  /** Every active run is in state. */
  | "nothing forgotten"
  /** No resource leaves state while its run is active, and in the end each has the run of its spec. */
  | "nothing lost"
  /** A run that state never knew is named in a warning that stays. */
  | "orphans named"
  /** Only runs that were to be replaced or destroyed are cancelled. */
  | "nothing cancelled unasked"
  /** What the engine asks for after a crash is enough, and leaves nothing to do. */
  | "recovers";

export interface Violation {
  readonly promised: Promised;
  /** Which run or resource, and what is wrong with it. */
  readonly what: string;
}

/** Every promise that this evidence breaks. */
export function violations(evidence: Evidence): Violation[] {
  const scene = sceneNamed(evidence.kill.scene);
  return [
    ...doubled(evidence, scene),
    ...forgotten(evidence.after),
    ...lost(evidence, scene),
    ...unnamed(evidence),
    ...cancelledUnasked(evidence, scene),
    ...unrecovered(evidence),
  ];
}

function doubled(evidence: Evidence, scene: Scene): Violation[] {
  const { before, atRecovery, after } = evidence;
  const inRecovery = startedSince(atRecovery, after);
  const atWork = startedSince(before, atRecovery);
  const known = new Set(atRecovery.state.map(({ runId }) => runId));
  const twice = [atWork, inRecovery].flatMap((runs) =>
    runs.filter((run, index) => runs.findIndex((other) => specOf(other) === specOf(run)) !== index),
  );
  const repeated = inRecovery.filter((run) =>
    atWork.some((earlier) => {
      if (specOf(earlier) !== specOf(run)) return false;
      return known.has(earlier.id) ? !scene.isForced : !mayBeRepeated(earlier, scene);
    }),
  );
  return [...twice, ...repeated].map((run) => violation("nothing doubled", `${run.id} (${run.name})`));
}

function forgotten({ runs, state }: Situation): Violation[] {
  const known = new Set(state.filter(({ isLeftover }) => !isLeftover).map(({ runId }) => runId));
  return runs
    .filter((run) => isActive(run) && !known.has(run.id))
    .map((run) => violation("nothing forgotten", `${run.id} (${run.name}) is ${run.status}`));
}

function lost({ before, atRecovery, after }: Evidence, scene: Scene): Violation[] {
  const gone = before.state.filter(
    ({ name, runId }) =>
      !atRecovery.state.some((resource) => resource.name === name) &&
      atRecovery.runs.some((run) => run.id === runId && isActive(run)),
  );
  const left = Object.keys(scene.jobs).flatMap((name) => {
    const [resource, ...others] = after.state.filter((candidate) => candidate.name === name);
    if (!resource) return [`${name} is not in state`];
    if (others.length > 0) return [`${name} is in state ${others.length + 1} times`];
    const newest = after.runs.filter((run) => resourceName(run.name) === name).at(-1);
    if (resource.runId !== newest?.id) return [`${name} has ${resource.runId}, not its newest run`];
    if (scene.endsRuns && resource.status !== "COMPLETED") return [`${name} is ${resource.status}`];
    return [];
  });
  const tooMuch = after.state
    .filter(({ name }) => !(name in scene.jobs))
    .map(({ name }) => `${name} is still in state`);
  return [
    ...gone.map(({ name, runId }) => `${name} left state while ${runId} was active`),
    ...left,
    ...tooMuch,
  ].map((what) => violation("nothing lost", what));
}

function unnamed({ before, atRecovery, keptWarnings }: Evidence): Violation[] {
  const known = new Set(atRecovery.state.map(({ runId }) => runId));
  return startedSince(before, atRecovery)
    .filter(({ id }) => !known.has(id) && !keptWarnings.some((line) => line.includes(id)))
    .map(({ id, name }) => violation("orphans named", `${id} (${name})`));
}

function cancelledUnasked({ before, atRecovery, after }: Evidence, scene: Scene): Violation[] {
  const allowed = new Set([
    ...(scene.cancels ? before.runs.map(({ id }) => id) : []),
    ...(scene.isForced ? atRecovery.state.map(({ runId }) => runId) : []),
  ]);
  return after.runs
    .filter(({ id, cancelTime }) => cancelTime !== null && !allowed.has(id))
    .map(({ id, name }) => violation("nothing cancelled unasked", `${id} (${name})`));
}

function unrecovered({ kill, recovery, again, after }: Evidence): Violation[] {
  return [
    ...recovery
      .filter(({ exitCode }) => exitCode !== 0)
      .map(({ command, exitCode }) => `${command} ended with ${exitCode}`),
    ...again.changed.map((operation) => `the next up still does: ${operation}`),
    ...again.requests.map((request) => `the next up still sends ${request}`),
    // The engine keeps on naming what was pending until it is asked to clear it.
    ...(kill.refreshesFirst ? after.pending : []).map((operation) => `still pending: ${operation}`),
  ].map((what) => violation("recovers", what));
}

/** Whether the work of a run that state does not know may be done again: it ended, and is not to be taken over. */
function mayBeRepeated(run: AccountRun, scene: Scene): boolean {
  if (isActive(run)) return false;
  return run.status !== "COMPLETED" || !adoptsFinished(scene, resourceName(run.name));
}

function startedSince(earlier: Situation, later: Situation): AccountRun[] {
  const there = new Set(earlier.runs.map(({ id }) => id));
  return later.runs.filter(({ id }) => !there.has(id));
}

function isActive({ status }: AccountRun): boolean {
  return status === "PENDING" || status === "RUNNING";
}

/** An automatic name without its random part: resource, spec and stack. */
function specOf({ name }: AccountRun): string {
  return name.replace(/-[a-z0-9]{6}(?=-[a-z0-9]{6}$)/, "");
}

function violation(promised: Promised, what: string): Violation {
  return { promised, what };
}
