import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import type * as jobFiles from "../provider/job-files";
import type { Declaration } from "../provider/job-files/declarations";
import type { Template } from "../provider/job-files/definition";
import type { JobSetRecord } from "../provider/job-files/set-record";
import type { JobRunArgs, JobRunBatchArgs, JobSetArgs } from "./args.generated";
import { hasSetting, type OutputOf, resolveReferences } from "./job-references";

type Class<Args> = new (
  name: string,
  args: Args,
  opts?: pulumi.CustomResourceOptions,
) => pulumi.CustomResource;

/** The classes of the host that the program uses. */
export interface JobClasses {
  /** For a job, or a combination of a small matrix. */
  readonly JobRun: Class<JobRunArgs>;
  /** For all combinations of a matrix together. */
  readonly JobRunBatch: Class<JobRunBatchArgs>;
}

/** Loaded late: a program without job files needs neither their rules nor what reads them. */
function loadRules(): typeof jobFiles {
  return createRequire(__filename)("../provider/job-files") as typeof jobFiles;
}

/**
 * Reads the job files of a set.
 *
 * @param name name of the set
 * @param args its arguments
 * @returns what is to be declared, in order
 * @throws pulumi.RunError that lists all mistakes in the files, if there is one
 */
export function readJobs(name: string, { path }: JobSetArgs): Declaration[] {
  // Programs in other languages and in JavaScript may give anything.
  if (typeof (path as unknown) !== "string")
    throw new pulumi.RunError(
      `JobSet ${name}: path must be plain text, for example "jobs": it decides which resources there are, so it cannot be an output`,
    );
  const { loadJobFiles, declarationsOf, problemText, settingProblems } = loadRules();
  const { jobs, problems: mistakes } = loadJobFiles(path);
  const problems = [...mistakes, ...settingProblems(jobs, hasSetting)];
  if (problems.length === 0) return declarationsOf(jobs);
  const title = `JobSet ${name} starts no job until this is corrected:`;
  throw new pulumi.RunError([title, ...problems.map(problemText)].join("\n  "));
}

/**
 * Declares the jobs of a set, each after those that it needs, and all after what the set depends on.
 *
 * @param set the component that they belong to
 * @param name its name
 * @param opts its options
 * @param declarations what `readJobs` found
 * @param classes what they are declared with
 * @returns the run of each job by its key
 */
export function declareJobs(
  set: pulumi.ComponentResource,
  name: string,
  opts: pulumi.ComponentResourceOptions | undefined,
  declarations: readonly Declaration[],
  classes: JobClasses,
): pulumi.Output<JobSetRecord["runs"]> {
  const { Template } = loadRules();
  const isTemplate = (value: unknown): value is Template => value instanceof Template;
  const resources = new Map<string, pulumi.CustomResource>();
  const places = new Map<string, Place>();
  const outputOf: OutputOf = (job, path) => outputAt(places.get(job), path);
  for (const { resource, name: job, needs, args, records } of declarations) {
    const dependsOn = needs.flatMap((needed) => resources.get(needed) ?? []);
    const options = pulumi.mergeOptions({ parent: set, dependsOn }, { dependsOn: opts?.dependsOn ?? [] });
    const resolved = resolveReferences(args, { outputOf, isTemplate }) as never;
    const declared = new classes[resource](`${name}-${job}`, resolved, options);
    resources.set(job, declared);
    for (const [key, path] of records) places.set(key, { resource: declared, path });
  }
  const runs = declarations.map(({ name: job, records }) => runsIn(resources.get(job), records));
  return pulumi.all(runs).apply((all) => Object.assign({}, ...all) as JobSetRecord["runs"]);
}

/** Where the record of a job's run stands: in the outputs of its own resource, or of the batch that it is in. */
interface Place {
  readonly resource: pulumi.CustomResource;
  readonly path: readonly string[];
}

function outputAt(place: Place | undefined, path: readonly string[]): pulumi.Output<unknown> {
  const [first = "", ...rest] = [...(place?.path ?? []), ...path];
  return outputsOf(place?.resource, [first]).apply((outputs) => [first, ...rest].reduce(partOf, outputs));
}

function runsIn(
  resource: pulumi.CustomResource | undefined,
  records: Declaration["records"],
): pulumi.Output<Record<string, object>> {
  return outputsOf(resource, ["runId", "status", "results"]).apply((outputs) => {
    const runs = [...records].map(([key, path]) => {
      const record = path.reduce(partOf, outputs);
      return [key, { runId: partOf(record, "runId"), status: partOf(record, "status") }] as const;
    });
    return Object.fromEntries(runs);
  });
}

/** Outputs by their names, as far as a resource has them. */
function outputsOf(
  resource: pulumi.CustomResource | undefined,
  names: readonly string[],
): pulumi.Output<unknown> {
  const all = resource as unknown as Readonly<Record<string, unknown>> | undefined;
  return pulumi.output(Object.fromEntries(names.map((name) => [name, all?.[name]])));
}

function partOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
