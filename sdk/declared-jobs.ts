import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import type * as jobFiles from "../provider/job-files";
import type { Declaration } from "../provider/job-files/declarations";
import type { JobSetRecord } from "../provider/job-files/set-record";
import type { JobRunArgs, JobRunBatchArgs, JobSetArgs } from "./args.generated";
import { type OutputOf, resolveReferences } from "./job-references";

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

/**
 * Reads the job files of a set. The rules for them are loaded here, so that a program without job files does not load
 * them.
 *
 * @param name name of the set
 * @param args its arguments
 * @returns what is to be declared, in order
 * @throws pulumi.RunError that lists all mistakes in the files, if there is one
 */
export function readJobs(name: string, { path }: JobSetArgs): Declaration[] {
  if (typeof path !== "string")
    throw new pulumi.RunError(
      `JobSet ${name}: path must be plain text, for example "jobs": it decides which resources there are, so it cannot be an output`,
    );
  const load = createRequire(__filename);
  const { loadJobFiles, declarationsOf } = load("../provider/job-files") as typeof jobFiles;
  const { jobs, problems } = loadJobFiles(path);
  if (problems.length === 0) return declarationsOf(jobs);
  throw new pulumi.RunError(
    [`JobSet ${name}: nothing was started, correct the job files:`, ...problems].join("\n  "),
  );
}

/**
 * Declares the jobs of a set, each after those that it needs.
 *
 * @param set the component that they belong to
 * @param name its name
 * @param declarations what `readJobs` found
 * @param classes what they are declared with
 * @returns the run of each job by its key
 */
export function declareJobs(
  set: pulumi.ComponentResource,
  name: string,
  declarations: readonly Declaration[],
  classes: JobClasses,
): pulumi.Output<JobSetRecord["runs"]> {
  const resources = new Map<string, pulumi.CustomResource>();
  const outputs = new Map<string, (path: readonly string[]) => pulumi.Output<unknown>>();
  const outputOf: OutputOf = (job, path) => outputs.get(job)?.(path) ?? pulumi.output(undefined);
  for (const { kind, key, needs, args, ...rest } of declarations) {
    const resolved = resolveReferences(args, outputOf) as never;
    const dependsOn = needs.flatMap((other) => resources.get(other) ?? []);
    const Job = kind === "run" ? classes.JobRun : classes.JobRunBatch;
    const resource = new Job(`${name}-${key}`, resolved, { parent: set, dependsOn });
    resources.set(key, resource);
    if (!("combinations" in rest)) outputs.set(key, (path) => valueIn(resource, path));
    else
      for (const combination of rest.combinations)
        outputs.set(combination, (path) => valueIn(resource, ["results", combination, ...path]));
  }
  const runs = [...outputs].map(([key, at]) => [key, { runId: at(["runId"]), status: at(["status"]) }]);
  return pulumi.output(Object.fromEntries(runs)) as pulumi.Output<JobSetRecord["runs"]>;
}

/** An output of a resource, or a part of one. */
function valueIn(
  resource: pulumi.CustomResource,
  [first = "", ...rest]: readonly string[],
): pulumi.Output<unknown> {
  const output = (resource as unknown as Record<string, unknown>)[first] as pulumi.Output<unknown>;
  return output.apply((value) => rest.reduce(partOf, value));
}

function partOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
