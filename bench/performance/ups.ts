import { copyFiles, DECLARING, type Declaring, programOf, RUNS_VARIABLE } from "./contenders";
import { startEmulator } from "./emulator-process";
import type { Figures } from "./figures";
import { loopSeconds } from "./http-loop";
import { openMeasuredStack } from "./measured-stack";
import { SHORT_RUNS } from "./plans";

const URI = "s3://bucket.test/tile.py";
const ARGS = `{ runPython: { uri: "${URI}", args: [String(i)] }, runtime: "tiny" }`;
const PARALLEL = ["--parallel", "100"];
const CONCURRENCY = 100;
const APPLY = ["--yes", "--skip-preview", ...PARALLEL];

/** Every command with each number of runs, one contender after the other, so that all meet the same machine. */
export async function measureUps(
  sizes: readonly number[],
  figures: Figures,
  say: (line: string) => void,
): Promise<void> {
  // Without a run: what the engine takes to start, and the bytes of an empty stack.
  for (const n of [0, ...sizes]) {
    for (let turn = 0; turn < turns(n); turn++) {
      for (const contender of DECLARING) {
        await measureContender(contender, n, figures);
        say(`ups: ${contender}, ${n} runs, up in ${figures.value("up", n, contender)?.toFixed(1) ?? "?"} s`);
      }
      if (n > 0) await measureLoop(n, figures);
    }
  }
}

/** A short command varies most, and costs least to repeat. */
function turns(n: number): number {
  if (n === 1) return 5;
  return n <= 100 ? 3 : 1;
}

async function measureContender(contender: Declaring, n: number, figures: Figures): Promise<void> {
  const measured = await openMeasuredStack({
    program: programOf(contender, ARGS),
    plans: SHORT_RUNS,
    prepare: (folder) => copyFiles(contender, folder),
  });
  const env = { [RUNS_VARIABLE]: String(n) };
  try {
    figures.add({ measure: "up", n, contender }, await measured.seconds(["up", ...APPLY], env));
    const bytes = await measured.stateBytes();
    if (n === 0) figures.add({ measure: "stateEmpty", n, contender }, bytes);
    else {
      const emptyBytes = figures.value("stateEmpty", 0, contender) ?? Number.NaN;
      figures.add({ measure: "state", n, contender }, (bytes - emptyBytes) / n);
    }
    figures.add({ measure: "preview", n, contender }, await measured.seconds(["preview", ...PARALLEL], env));
    figures.add({ measure: "refresh", n, contender }, await measured.seconds(["refresh", ...APPLY], env));
    figures.add({ measure: "destroy", n, contender }, await measured.seconds(["destroy", ...APPLY], env));
  } finally {
    await measured.dispose();
  }
}

async function measureLoop(n: number, figures: Figures): Promise<void> {
  const emulator = await startEmulator(SHORT_RUNS);
  try {
    const seconds = await loopSeconds({ ...emulator, runs: n, concurrency: CONCURRENCY, uri: URI });
    figures.add({ measure: "up", n, contender: "loop" }, seconds);
  } finally {
    await emulator.stop();
  }
}
