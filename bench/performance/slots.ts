import type { PlanRule } from "../../emulator";
import { batchProgram, UNTIL_VARIABLE } from "./batch-program";
import { programOf, RUNS_VARIABLE } from "./contenders";
import type { Figures } from "./figures";
import { openMeasuredStack } from "./measured-stack";
import type { MeasureId } from "./measures";

/** Each run takes 10 s. */
const PLANS: readonly PlanRule[] = [{ plan: { pendingMs: 100, runningMs: 9_900 } }];
const URI = "s3://bucket.test/tile.py";
const RUNS = 100;
const UP = ["up", "--yes", "--skip-preview"];

const EACH = programOf(
  "dynamic",
  `{ runPython: { uri: "${URI}", args: [String(i)] }, runtime: "tiny", wait: { until: process.env.${UNTIL_VARIABLE} } }`,
);

/** A run that waits holds one of the engine's places: what that costs, and the ways out. */
const CASES = [
  { measure: "slotsDefault", program: EACH, args: [], until: "completed" },
  { measure: "slotsParallel", program: EACH, args: ["--parallel", "100"], until: "completed" },
  { measure: "slotsBatch", program: batchProgram("dynamic", URI), args: [], until: "completed" },
  { measure: "slotsSubmitted", program: EACH, args: [], until: "submitted" },
] as const satisfies readonly { measure: MeasureId; [setting: string]: unknown }[];

export async function measureSlots(figures: Figures, say: (line: string) => void): Promise<void> {
  for (const { measure, program, args, until } of CASES) {
    const measured = await openMeasuredStack({ program, plans: PLANS });
    try {
      const env = { [RUNS_VARIABLE]: String(RUNS), [UNTIL_VARIABLE]: until };
      const seconds = await measured.seconds([...UP, ...args], env);
      figures.add({ measure, n: RUNS, contender: "dynamic" }, seconds);
      say(`slots: ${measure} in ${seconds.toFixed(1)} s`);
    } finally {
      await measured.dispose();
    }
  }
}
