import type { PlanRule } from "../../emulator";
import { resourcesOf } from "../../tests/support/engine/engine";
import type { Host } from "../../tests/support/engine/fixture";
import { batchProgram, UNTIL_VARIABLE } from "./batch-program";
import { RUNS_VARIABLE } from "./contenders";
import { startEmulator } from "./emulator-process";
import type { Figures } from "./figures";
import { loopSeconds } from "./http-loop";
import { type MeasuredStack, openMeasuredStack } from "./measured-stack";
import type { MeasureId } from "./measures";
import { LONG_RUNS, SHORT_RUNS } from "./plans";

const URI = "s3://bucket.test/tile.py";
const CONCURRENCY = 100;
const UP = ["up", "--yes", "--skip-preview"];
const HOSTS: readonly Host[] = ["dynamic", "plugin"];
/** How often the fixed start is measured. */
const STARTS = 3;

/** Runs of a batch, and where their times are put. */
interface Kind {
  readonly plans: readonly PlanRule[];
  readonly up: MeasureId;
  readonly work: MeasureId;
  /** The most runs of it. */
  readonly most: number;
}

/** The same runs that the part `ups` has as resources. */
const SHORT: Kind = { plans: SHORT_RUNS, up: "batchShortUp", work: "batchShortWork", most: 1_000 };
const LONG: Kind = { plans: LONG_RUNS, up: "batchUp", work: "batchWork", most: Number.POSITIVE_INFINITY };

/** Many runs as one resource, against a plain loop that does the same. */
export async function measureBatches(
  sizes: readonly number[],
  figures: Figures,
  say: (line: string) => void,
): Promise<void> {
  for (let turn = 0; turn < STARTS; turn++) for (const host of HOSTS) await measureStart(host, figures);
  for (const kind of [SHORT, LONG]) {
    for (const n of sizes.filter((size) => size <= kind.most)) {
      for (const host of HOSTS) {
        await measureBatch(kind, host, n, figures);
        say(
          `batch: ${host}, ${n} runs, ${kind.up} in ${figures.value(kind.up, n, host)?.toFixed(1) ?? "?"} s`,
        );
      }
      await measureLoop(kind, n, figures);
      say(`batch: HTTP loop, ${n} runs in ${figures.value(kind.work, n, "loop")?.toFixed(1) ?? "?"} s`);
    }
  }
}

/**
 * What the engine takes to start program and provider, and one submit: the same program with one run that is not waited
 * for. All else is work, the look for earlier runs too.
 */
async function measureStart(host: Host, figures: Figures): Promise<void> {
  const measured = await openMeasuredStack({ program: batchProgram(host, URI), plans: LONG_RUNS });
  try {
    const env = { [RUNS_VARIABLE]: "1", [UNTIL_VARIABLE]: "submitted" };
    figures.add({ measure: "batchStart", n: 1, contender: host }, await measured.seconds(UP, env));
    figures.add({ measure: "batchStateOfOne", n: 1, contender: host }, await measured.stateBytes());
  } finally {
    await measured.dispose();
  }
}

async function measureBatch(kind: Kind, host: Host, n: number, figures: Figures): Promise<void> {
  const measured = await openMeasuredStack({ program: batchProgram(host, URI), plans: kind.plans });
  try {
    const seconds = await measured.seconds(UP, { [RUNS_VARIABLE]: String(n) });
    const start = figures.value("batchStart", 1, host) ?? Number.NaN;
    figures.add({ measure: kind.up, n, contender: host }, seconds);
    figures.add({ measure: kind.work, n, contender: host }, seconds - start);
    if (kind === LONG) await measureState(measured, host, n, figures);
  } finally {
    await measured.dispose();
  }
}

async function measureState(measured: MeasuredStack, host: Host, n: number, figures: Figures): Promise<void> {
  const bytes = (await measured.stateBytes()) - (figures.value("batchStateOfOne", 1, host) ?? Number.NaN);
  figures.add({ measure: "batchState", n, contender: host }, bytes / (n - 1));
  const [batch] = resourcesOf(await measured.stack.savedState(), "batch");
  const records = JSON.stringify(batch?.outputs?.["results"] ?? {}).length;
  figures.add({ measure: "batchRecord", n, contender: host }, records / n);
}

async function measureLoop({ plans, work }: Kind, n: number, figures: Figures): Promise<void> {
  const emulator = await startEmulator(plans);
  try {
    const seconds = await loopSeconds({ ...emulator, runs: n, concurrency: CONCURRENCY, uri: URI });
    figures.add({ measure: work, n, contender: "loop" }, seconds);
  } finally {
    await emulator.stop();
  }
}
