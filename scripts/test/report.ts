import type { Step } from "./steps";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface StepResult {
  readonly step: Step;
  readonly counts: Counts;
  readonly seconds: number;
  /** Why the step was not run, where it was not. */
  readonly skipped?: string;
}

export function stepLine({ step, counts, seconds, skipped }: StepResult): string {
  if (skipped !== undefined) return `- ${step.script} skipped: ${skipped}`;
  const mark = counts.failed > 0 ? "✗" : "✓";
  const tests = step.kind === "jest" ? `, ${countsText(counts)}` : "";
  return `${mark} ${step.script} (${seconds.toFixed(1)} s${tests})`;
}

/** What a person reads at the end: each step that failed with its remedy, and one line for all. */
export function summary(results: readonly StepResult[]): string {
  const failed = results.filter(({ counts }) => counts.failed > 0);
  const remedies = failed.map(({ step }) => `✗ ${step.script} failed. To mend it: ${step.fix}`);
  return [
    "",
    ...results.map(stepLine),
    ...(remedies.length > 0 ? ["", ...remedies] : []),
    "",
    totalLine(results),
  ].join("\n");
}

export function totalLine(results: readonly StepResult[]): string {
  return countsText(results.map(({ counts }) => counts).reduce(add, { passed: 0, failed: 0, skipped: 0 }));
}

function countsText({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}
