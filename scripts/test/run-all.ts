import { NOTHING, type StepResult, stepLine } from "./report";
import { runStep, type StepRunner } from "./run-step";
import type { Step, Steps } from "./steps";

/** Runs every step, also after a failure; checks beside tests, for the tests mostly wait for the engine. */
export async function runAll({ first, checks, tests }: Steps, runner: StepRunner): Promise<StepResult[]> {
  const prepared = await runLane(first, [], runner);
  const lanes = await Promise.all([runLane(checks, prepared, runner), runLane(tests, prepared, runner)]);
  return [...prepared, ...lanes.flat()];
}

async function runLane(
  steps: readonly Step[],
  before: readonly StepResult[],
  runner: StepRunner,
): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const step of steps) {
    const skipped = runner.signal.aborted ? "interrupted" : whyNot(step, [...before, ...results]);
    const result = skipped === undefined ? await runStep(step, runner) : leftOut(step, skipped);
    runner.write(`${stepLine(result)}\n`);
    results.push(result);
  }
  return results;
}

function whyNot(step: Step, earlier: readonly StepResult[]): string | undefined {
  const failed = earlier.filter(({ counts }) => counts.failed > 0).map(({ step: { script } }) => script);
  const missing = step.needs?.find((script) => failed.includes(script));
  return missing === undefined ? step.skip?.(process.env) : `${missing} failed`;
}

function leftOut(step: Step, skipped: string): StepResult {
  return { step, skipped, seconds: 0, counts: { ...NOTHING, skipped: 1 } };
}
