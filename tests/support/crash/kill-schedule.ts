import type { BoundaryMoment, Kill, KillMoment, SceneCourse } from "./kill";
import { VICTIMS, type Victim } from "./processes";

/** Random numbers from 0 up to 1. */
export type Random = () => number;

/** The same numbers for the same seed. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A run is asked for again and again: the first question and one later stand for all. */
const QUESTIONS_TRIED = 2;
/** As long as the engine may take from an answer to its checkpoint. */
const MAX_DELAY_MS = 400;

/**
 * Kills at every boundary of a scene: of the provider, and of everything; of the engine alone where something is
 * written. A read that is killed before it reached the server is the same to everybody as one whose answer is lost, so
 * only writes are killed at both moments. Of the reads of logs and metrics, on which nothing depends, the first of a scene
 * stands for all.
 */
export function boundaryKills({ scene, requests }: SceneCourse): Kill[] {
  const seen = new Map<string, number>();
  const moments: BoundaryMoment[] = [];
  for (const request of requests) {
    const place = request.replace(/\{.*\}(?=\/(logs|metrics))/, "{}");
    const occurrence = (seen.get(place) ?? 0) + 1;
    seen.set(place, occurrence);
    if (occurrence > (place === request ? QUESTIONS_TRIED : 1)) continue;
    if (request.startsWith("POST ")) moments.push({ kind: "boundary", request, occurrence, at: "before" });
    moments.push({ kind: "boundary", request, occurrence, at: "after" });
  }
  const of = (victim: Victim, some: readonly KillMoment[]): Kill[] =>
    some.map((moment, index) => ({
      scene,
      victim,
      moment,
      refreshesFirst: leavesPending(victim) && index % 2 === 1,
    }));
  // An engine that is killed alone differs only by what its provider may still start or cancel.
  const writes = moments.filter(({ request }) => request.startsWith("POST "));
  return [...of("provider", moments), ...of("engine", writes), ...of("everything", moments)];
}

/** Only an engine that was killed leaves pending operations, and asks for a refresh. */
function leavesPending(victim: Victim): boolean {
  return victim !== "provider";
}

/** A kill at a random moment of one of the scenes: between two requests, or at any time of the command. */
export function randomKill(courses: readonly SceneCourse[], random: Random): Kill {
  const { scene, requests, durationMs } = pick(courses, random);
  const victim: Victim = pick(VICTIMS, random);
  const moment: KillMoment =
    random() < 0.7
      ? {
          kind: "after-request",
          count: 1 + Math.floor(random() * requests.length),
          delayMs: Math.floor(random() * MAX_DELAY_MS),
        }
      : { kind: "after-start", delayMs: Math.floor(random() * durationMs) };
  return { scene, victim, moment, refreshesFirst: leavesPending(victim) && random() < 0.5 };
}

/** One of several. @throws RangeError if there is none */
export function pick<T>(from: readonly T[], random: Random): T {
  const chosen = from[Math.floor(random() * from.length)];
  if (chosen === undefined) throw new RangeError("nothing to choose from");
  return chosen;
}

/** The same in another order. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
