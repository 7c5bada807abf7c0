import { seededRandom } from "../../tests/support/crash/kill-schedule";
import { sum } from "./statistics";

/** How the ends of the runs lie, from their submit on. */
export const SPREADS = {
  spread: { words: "ends over 10 minutes", fromMs: 10_000, toMs: 610_000 },
  together: { words: "all end within 5 s", fromMs: 300_000, toMs: 305_000 },
  hour: { words: "ends over an hour", fromMs: 10_000, toMs: 3_610_000 },
} as const;

export type Spread = keyof typeof SPREADS;

/** A run of the measurement, as times after its submit. */
export interface DelayRun {
  readonly pendingMs: number;
  readonly endMs: number;
}

/** What was seen of them, by whom. */
export interface DelaySeen {
  /** From the end of each run to the report of it, in milliseconds. */
  readonly delaysMs: readonly number[];
  readonly statusRequests: number;
  /** From the first question to the last report. */
  readonly elapsedMs: number;
}

/** The same runs in every execution. */
export function delayRuns(spread: Spread, count: number, seed: number): DelayRun[] {
  const { fromMs, toMs } = SPREADS[spread];
  const random = seededRandom(1_000 * seed + count);
  return Array.from({ length: count }, (_, index) => {
    const endMs = Math.round(fromMs + ((index + random()) / count) * (toMs - fromMs));
    return { pendingMs: Math.round(random() * Math.min(endMs / 2, 60_000)), endMs };
  });
}

/**
 * What a client sees that asks for each run by itself, the first time within an interval after its submit: follows from
 * the times alone. No limit of an account holds it up, and an answer takes no time.
 */
export function polledEach(runs: readonly DelayRun[], intervalMs: number, random: () => number): DelaySeen {
  const seen = runs.map(({ endMs }) => {
    const firstMs = random() * intervalMs;
    const later = Math.max(0, Math.ceil((endMs - firstMs) / intervalMs));
    return { questions: 1 + later, lastMs: firstMs + later * intervalMs, endMs };
  });
  return {
    delaysMs: seen.map(({ lastMs, endMs }) => lastMs - endMs),
    statusRequests: sum(seen.map(({ questions }) => questions)),
    elapsedMs: Math.max(...seen.map(({ lastMs }) => lastMs)),
  };
}
