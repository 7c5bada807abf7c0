import type { PlanRule } from "../../emulator";

/** Runs of 0.4 s: the work is that of the engine and of the provider. */
export const SHORT_RUNS: readonly PlanRule[] = [{ plan: { pendingMs: 100, runningMs: 300 } }];

/** Runs of 2 s. */
export const LONG_RUNS: readonly PlanRule[] = [{ plan: { pendingMs: 100, runningMs: 1_900 } }];
