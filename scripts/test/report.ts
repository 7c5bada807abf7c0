import type { Step } from "./steps";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Left for `npm run test:thorough`. */
  readonly left: number;
}

export const NOTHING: Counts = { passed: 0, failed: 0, skipped: 0, left: 0 };

export interface StepResult {
  readonly step: Step;
  readonly counts: Counts;
  readonly seconds: number;
  /** Why the step was not run, where it was not. */
  readonly skipped?: string;
}

export function stepLine({ step, counts, seconds, skipped }: StepResult): string {
  if (skipped !== undefined) return `- ${step.script} skipped: ${skipped}`;
  const left = counts.left > 0 ? `, ${counts.left} left for test:thorough` : "";
  const mark = counts.failed > 0 ? "✗" : "✓";
  const tests = step.kind === "jest" ? `, ${totalLine(counts)}${left}` : "";
  return `${mark} ${step.script} (${seconds.toFixed(1)} s${tests})`;
}

/**
 * What a person reads at the end: each step that failed with its remedy, what was left out, and one line for all.
 *
 * @param before counts of an earlier command, which the last line includes
 */
export function summary(results: readonly StepResult[], before = NOTHING): string {
  const failed = results.filter(({ counts }) => counts.failed > 0);
  const { left } = totalOf(results);
  const remedies = failed.map(({ step }) => `✗ ${step.script} failed. To mend it: ${step.fix}`);
  return [
    "",
    ...results.map(stepLine),
    ...(remedies.length > 0 ? ["", ...remedies] : []),
    ...(left > 0 ? ["", leftLine(left)] : []),
    "",
    totalLine(totalOf(results, before)),
  ].join("\n");
}

export function totalOf(results: readonly StepResult[], before = NOTHING): Counts {
  return results.map(({ counts }) => counts).reduce(add, before);
}

export function totalLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function leftLine(left: number): string {
  const seed = process.env["TEST_SEED"];
  const again = seed === undefined ? "" : ` (TEST_SEED=${seed} draws the same samples again)`;
  return `${left} tests are left for npm run test:thorough${again}`;
}

function add(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    left: a.left + b.left,
  };
}
