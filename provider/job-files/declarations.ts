import { PER_RUN } from "../resources/job-run/fields";
import type { Properties } from "../values";
import { type JobDefinition, Template } from "./definition";

/** What a set declares: the run of a job, or one batch for all combinations of a matrix. */
export interface Declaration {
  readonly resource: "JobRun" | "JobRunBatch";
  /** The name of the resource in the set. Nothing but the job's key makes it, so a job may move to another file. */
  readonly name: string;
  /** Names of declarations before this one that it comes after. */
  readonly needs: readonly string[];
  /** Arguments: plain values, Templates, and assets. */
  readonly args: Properties;
  /** Where the record of each job's run stands in the outputs, by the job's key. */
  readonly records: ReadonlyMap<string, readonly string[]>;
}

/** Jobs that are declared together: one, or the combinations of a batch. */
type Group = readonly [JobDefinition, ...JobDefinition[]];

/**
 * What a set declares, each declaration after those that it needs.
 *
 * @param jobs without mistakes, in an order in which each comes after those that it needs
 */
export function declarationsOf(jobs: readonly JobDefinition[]): Declaration[] {
  return groups(jobs).map((group) => {
    const shape = group[0].combination?.isBatch ? batchOf(group, jobs) : runOf(group[0], jobs);
    const needed = new Set(group.flatMap(({ needs }) => needs.map(({ job }) => job)));
    const needs = [...needed].flatMap((job) => combinationsOf(job, jobs).map(nameOf));
    return { ...shape, name: nameOf(group[0]), needs: [...new Set(needs)] };
  });
}

function groups(jobs: readonly JobDefinition[]): Group[] {
  const found = new Map<string, [JobDefinition, ...JobDefinition[]]>();
  for (const job of jobs) {
    const group = found.get(nameOf(job));
    if (group) group.push(job);
    else found.set(nameOf(job), [job]);
  }
  return [...found.values()];
}

/** All combinations of a batch have the name of their job. */
function nameOf({ key, combination }: JobDefinition): string {
  return combination?.isBatch ? combination.job : key;
}

/** Who needs a job with a matrix needs all of its combinations. */
function combinationsOf(name: string, jobs: readonly JobDefinition[]): JobDefinition[] {
  return jobs.filter(({ key, combination }) => key === name || combination?.job === name);
}

type Shape = Pick<Declaration, "resource" | "args" | "records">;

function runOf(job: JobDefinition, jobs: readonly JobDefinition[]): Shape {
  return { resource: "JobRun", args: inputsOf(job, jobs), records: new Map([[job.key, []]]) };
}

/** What is of one run stands at its key. The rest is the same for all: a batch has it once. */
function batchOf(group: Group, jobs: readonly JobDefinition[]): Shape {
  const all = group.map((job) => ({
    job,
    key: job.combination?.key ?? job.key,
    inputs: inputsOf(job, jobs),
  }));
  const shared = pick(inputsOf(group[0], jobs), (name) => !(name in PER_RUN));
  const runs = all.map(({ key, inputs }) => [key, pick(inputs, (name) => name in PER_RUN)]);
  return {
    resource: "JobRunBatch",
    args: { ...shared, runs: Object.fromEntries(runs) as Properties },
    records: new Map(all.map(({ job, key }) => [job.key, ["results", key]])),
  };
}

/** A job that runs again after each new run of another has that run's id among its triggers. */
function inputsOf({ inputs, needs }: JobDefinition, jobs: readonly JobDefinition[]): Properties {
  const always = needs.filter(({ rerun }) => rerun === "always");
  if (always.length === 0) return inputs;
  const runIds = always.map(({ job }) => [
    `needs.${job}`,
    combinationsOf(job, jobs).map(({ key }) => new Template([{ kind: "output", job: key, path: ["runId"] }])),
  ]);
  return { ...inputs, triggers: { ...(inputs["triggers"] as object), ...Object.fromEntries(runIds) } };
}

function pick(inputs: Properties, isMeant: (name: string) => boolean): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => isMeant(name)));
}
