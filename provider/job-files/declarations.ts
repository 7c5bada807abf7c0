import { PER_RUN } from "../resources/job-run/fields";
import type { JobDefinition } from "./definition";

/** What a set declares for a job: a run, or one batch for all combinations of its matrix. */
export type Declaration = RunDeclaration | BatchDeclaration;

interface Declared {
  /** The job; of a combination declared on its own with its values. Names of resources are made of it and of nothing else. */
  readonly key: string;
  /** Keys of declarations before this one that it comes after. */
  readonly needs: readonly string[];
  /** Arguments of the class, with references as text. */
  readonly args: Readonly<Record<string, unknown>>;
}

export interface RunDeclaration extends Declared {
  readonly kind: "run";
}

export interface BatchDeclaration extends Declared {
  readonly kind: "batch";
  /** Keys of the combinations, which are those of the batch's runs. */
  readonly combinations: readonly string[];
}

/** More combinations than these are one batch: a resource each would make previews long and states large. */
export const MAX_RUNS_OF_MATRIX = 20;

/**
 * What a set declares, each declaration after those that it needs.
 *
 * @param jobs without mistakes: what they need is there, and nothing needs itself
 */
export function declarationsOf(jobs: readonly JobDefinition[]): Declaration[] {
  const byJob = new Map<string, JobDefinition[]>();
  for (const definition of jobs)
    byJob.set(definition.job, [...(byJob.get(definition.job) ?? []), definition]);
  const ordered = new Map<string, Declaration[]>();
  const place = (job: string): void => {
    const combinations = byJob.get(job) ?? [];
    if (ordered.has(job)) return;
    const needed = needsOf(combinations);
    needed.forEach(place);
    const needs = needed.flatMap((other) => (ordered.get(other) ?? []).map(({ key }) => key));
    ordered.set(job, declared(job, combinations, needs));
  };
  [...byJob.keys()].forEach(place);
  return [...ordered.values()].flat();
}

function needsOf(combinations: readonly JobDefinition[]): string[] {
  return [...new Set(combinations.flatMap(({ needs }) => needs))];
}

function declared(
  job: string,
  combinations: readonly JobDefinition[],
  needs: readonly string[],
): Declaration[] {
  const [first] = combinations;
  if (first?.batch ?? combinations.length > MAX_RUNS_OF_MATRIX) return [batch(job, combinations, needs)];
  return combinations.map(({ key, args }) => ({ kind: "run", key, needs, args }));
}

/** What is of one run stands at its key; the rest is the same for all combinations. */
function batch(
  job: string,
  combinations: readonly JobDefinition[],
  needs: readonly string[],
): BatchDeclaration {
  const shared = pick(combinations[0]?.args ?? {}, (name) => !(name in PER_RUN));
  const runs = combinations.map(({ key, args }) => [key, pick(args, (name) => name in PER_RUN)] as const);
  return {
    kind: "batch",
    key: job,
    needs,
    args: { ...shared, runs: Object.fromEntries(runs) },
    combinations: combinations.map(({ key }) => key),
  };
}

function pick(args: Readonly<Record<string, unknown>>, isMeant: (name: string) => boolean): object {
  return Object.fromEntries(Object.entries(args).filter(([name]) => isMeant(name)));
}
