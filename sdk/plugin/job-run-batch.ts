import * as pulumi from "@pulumi/pulumi";
import type { JobRunBatchRecord } from "../../provider/run/record";
import { pluginType } from "../../wire/type-tokens";
import type { JobRunBatchArgs } from "../args.generated";
import { pluginRegistration } from "../registration";
import { isOfType, JOB_RUN_BATCH, type RecordOutputs } from "../resource-traits";

/**
 * Many runs as one resource: one for each region, tile or day. `pulumi up` runs what is new, changed or failed, a
 * bounded number at once, and records of each run its id, status, times and cost.
 *
 * A batch that was left half done goes on with what is missing. Destroying it cancels the active runs and leaves
 * finished ones alone.
 *
 * @remarks Arguments, outputs and rules are those of the class of the same name in `pulumi-wherobots`.
 */
export class JobRunBatch extends pulumi.CustomResource {
  /** The type of these resources, by which policies know them. */
  static readonly __pulumiType: string = pluginType(JOB_RUN_BATCH.noun);

  /**
   * Whether a value is a resource of this type.
   *
   * @param value anything
   * @returns true for a resource that this class, or a copy of it in another installation, declared
   */
  static override isInstance(value: unknown): value is JobRunBatch {
    return isOfType(value, JobRunBatch.__pulumiType);
  }

  /**
   * Declares a batch.
   *
   * @param name name of the resource in this program
   * @param args what to run, and how to follow it
   * @param opts Pulumi's own options; `import` cannot work, since a batch has no run of its own
   */
  constructor(name: string, args: JobRunBatchArgs, opts?: pulumi.CustomResourceOptions) {
    super(...pluginRegistration(JOB_RUN_BATCH, name, args, opts));
  }
}

/** The outputs. */
export interface JobRunBatch extends RecordOutputs<JobRunBatchRecord> {}
