import type { Outcome } from "./agent";

/** What the operator compares, before each attempt, with what it last tried. */
export interface Wanted {
  /** Of the Stack object: each change of its `spec` is another. */
  readonly generation: number;
  /** Of the Git repository; for a Program, the generation of that object. */
  readonly commit: string;
  /** The value of the annotation `pulumi.com/reconciliation-request`. */
  readonly request?: string;
}

/** What it keeps of the last update in the object's status. */
export interface LastUpdate extends Wanted {
  readonly failed: boolean;
  readonly failures: number;
}

/** At this count of failures the Stack is Stalled. No setting of the operator changes it. */
const MOST_FAILURES = 3;
const DAY_SECONDS = 86_400;

/** What the status says after an update. The first failure of a changed object counts as none. */
export function afterUpdate(last: LastUpdate | undefined, wanted: Wanted, failed: boolean): LastUpdate {
  const goesOn = last?.generation === wanted.generation && last.request === wanted.request;
  return { ...wanted, failed, failures: failed && goesOn ? last.failures + 1 : 0 };
}

/** How long it waits before the next attempt at what is wanted; undefined when it makes none by itself. */
export function pauseSeconds(
  last: LastUpdate | undefined,
  wanted: Wanted,
  maxSeconds = DAY_SECONDS,
): number | undefined {
  if (last?.generation !== wanted.generation || last.request !== wanted.request) return 0;
  if (last.commit !== wanted.commit) return 0;
  if (!last.failed || last.failures >= MOST_FAILURES) return undefined;
  return last.failures === 0 ? 10 : Math.min(10 * 3 ** last.failures, maxSeconds);
}

/** One attempt, and the pause before it. */
export interface Attempt extends Outcome {
  readonly pauseSeconds: number;
}

/** The controller of Stack objects of version 2.9.0, as far as it decides when to try again; nothing waits here. */
export interface Controller {
  /** Attempts until the Stack is Ready or Stalled. */
  reconcile(wanted: Wanted, attempt: () => Promise<Outcome>): Promise<Attempt[]>;
}

export function createController(maxSeconds?: number): Controller {
  let last: LastUpdate | undefined;
  return {
    reconcile: async (wanted, attempt) => {
      const attempts: Attempt[] = [];
      for (;;) {
        const pause = pauseSeconds(last, wanted, maxSeconds);
        if (pause === undefined) return attempts;
        const outcome = await attempt();
        attempts.push({ ...outcome, pauseSeconds: pause });
        last = afterUpdate(last, wanted, outcome.failed);
      }
    },
  };
}
