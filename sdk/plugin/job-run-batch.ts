import * as pulumi from "@pulumi/pulumi";
import type { JobRunBatchRecord } from "../../provider/resources/run/observed-run";
import { pluginProperties } from "../engine-properties";
import type { JobRunBatchArgs } from "../job-run-batch";
import type { RecordOutputs } from "../record-outputs";
import { JOB_RUN_BATCH } from "../resource-traits";
import { dynamicType, movable, pluginType } from "../type-tokens";

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
  /**
   * Declares a batch.
   *
   * @param name name of the resource in this program
   * @param args what to run, and how to follow it
   * @param opts Pulumi's own options; `import` cannot work, since a batch has no run of its own
   */
  constructor(name: string, args: JobRunBatchArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      pluginType(JOB_RUN_BATCH.noun),
      name,
      pluginProperties(JOB_RUN_BATCH, name, args, opts),
      movable(opts, dynamicType(JOB_RUN_BATCH.noun)),
    );
  }
}

/** The outputs. */
export interface JobRunBatch extends RecordOutputs<JobRunBatchRecord> {}
