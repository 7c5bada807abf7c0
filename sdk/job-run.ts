import * as pulumi from "@pulumi/pulumi";
import type { JobRunRecord } from "../provider/run/record";
import { dynamicType } from "../wire/type-tokens";
import type { JobRunArgs } from "./args.generated";
import { dynamicRegistration } from "./registration";
import { isOfType, JOB_RUN, type RecordOutputs } from "./resource-traits";

/**
 * One run of a Wherobots job: `pulumi up` submits it (POST /runs), follows it, and fails if it fails.
 *
 * It runs again when an argument that defines it or a trigger changes, or when it failed; nothing else starts it.
 * Destroying it cancels an active run and leaves a finished one alone.
 *
 * Needs `wherobots:apiKey` or `WHEROBOTS_API_KEY` where a request is sent; errors of the API carry its request id.
 *
 * ```ts
 * const job = new wherobots.JobRun("tiles", {
 *   runPython: { uri: "s3://bucket/tiles.py", args: ["--zoom", "12"] },
 *   runtime: wherobots.Runtime.Tiny,
 * });
 * export const status = job.status;
 * ```
 */
export class JobRun extends pulumi.CustomResource {
  /** The type of these resources, by which policies know them. */
  static readonly __pulumiType: string = dynamicType(JOB_RUN.noun);

  /**
   * Whether a value is a resource of this type.
   *
   * @param value anything
   * @returns true for a resource that this class, or a copy of it in another installation, declared
   */
  static override isInstance(value: unknown): value is JobRun {
    return isOfType(value, JobRun.__pulumiType);
  }

  /** The run's id at Wherobots; the same as `id`. Known in every preview of an existing run. */
  declare readonly runId: pulumi.Output<string>;

  /**
   * Declares a run.
   *
   * @param name name of the resource in this program
   * @param args what to run, and how to follow it
   * @param opts Pulumi's own options; `import` cannot work in this host, `takeOverRunId` does the same
   */
  constructor(name: string, args: JobRunArgs, opts?: pulumi.CustomResourceOptions) {
    super(...dynamicRegistration(JOB_RUN, name, args, opts));
    // Other outputs are unknown in the preview of an update; the id is not, and it is the same.
    this.runId = this.id;
  }

  /**
   * Reads an existing run without owning it: it is neither started, followed nor cancelled.
   *
   * @param name name of the resource in this program
   * @param id the run's id at Wherobots
   * @param opts Pulumi's own options
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): JobRun {
    return new JobRun(name, {}, { ...opts, id });
  }
}

/** The outputs. */
export interface JobRun extends RecordOutputs<JobRunRecord> {}
