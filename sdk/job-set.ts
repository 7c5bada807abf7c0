import * as pulumi from "@pulumi/pulumi";
import type { JobSetRecord } from "../provider/job-files/set-record";
import { pluginType } from "../wire/type-tokens";
import type { JobSetArgs } from "./args.generated";
import { declareJobs, readJobs } from "./declared-jobs";
import { JobRun } from "./job-run";
import { JobRunBatch } from "./job-run-batch";
import { isOfType, JOB_SET } from "./resource-traits";

/**
 * A folder of job files as resources: a `JobRun` for each job, or a `JobRunBatch` where a matrix is large. A change of one
 * job runs that job, a new one runs, one that is gone is cancelled if it is active, and the others stay as they are.
 *
 * Which file a job stands in means nothing: its key says which job it is.
 *
 * ```ts
 * const nightly = new wherobots.JobSet("nightly", { path: "jobs" });
 * export const runs = nightly.runs;
 * ```
 */
export class JobSet extends pulumi.ComponentResource {
  /** The type of these resources, by which policies know them. */
  static readonly __pulumiType: string = pluginType(JOB_SET);

  /**
   * Whether a value is a resource of this type.
   *
   * @param value anything
   * @returns true for a resource that this class, or a copy of it in another installation, declared
   */
  static override isInstance(value: unknown): value is JobSet {
    return isOfType(value, JobSet.__pulumiType);
  }

  /** The run of each job, by the job's key. */
  readonly runs: pulumi.Output<JobSetRecord["runs"]>;

  /**
   * Declares a set of jobs.
   *
   * @param name name of the resource in this program; those of the jobs begin with it
   * @param args where the job files are
   * @param opts Pulumi's own options, of which the jobs have what children have
   * @throws pulumi.RunError that lists all mistakes in the files, if there is one
   */
  constructor(name: string, args: JobSetArgs, opts?: pulumi.ComponentResourceOptions) {
    // Before it is registered: a set with mistakes in its files leaves nothing in state.
    const declarations = readJobs(name, args);
    super(JobSet.__pulumiType, name, args, opts);
    this.runs = declareJobs(this, name, opts, declarations, { JobRun, JobRunBatch });
    this.registerOutputs({ runs: this.runs });
  }
}
