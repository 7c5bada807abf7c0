import * as pulumi from "@pulumi/pulumi";
import type { JobRunRecord } from "../../provider/resources/run/observed-run";
import { pluginProperties } from "../engine-properties";
import type { JobRunArgs } from "../job-run";
import type { RecordOutputs } from "../record-outputs";
import { JOB_RUN } from "../resource-traits";
import { dynamicType, movable, pluginType } from "../type-tokens";

/**
 * One run of a Wherobots job: `pulumi up` submits it (POST /runs), follows it, and fails if it fails. Ctrl-C ends the
 * `up` within seconds, as `onInterrupt` says.
 *
 * It runs again when an argument that defines it or a trigger changes, or when it failed; nothing else starts it.
 * Destroying it cancels an active run and leaves a finished one alone.
 *
 * @remarks Arguments, outputs and rules are those of the class of the same name in `pulumi-wherobots`.
 */
export class JobRun extends pulumi.CustomResource {
  /** The run's id at Wherobots; the same as `id`. Known in every preview of an existing run. */
  declare readonly runId: pulumi.Output<string>;

  /**
   * Declares a run.
   *
   * @param name name of the resource in this program
   * @param args what to run, and how to follow it
   * @param opts Pulumi's own options; `import` takes the id of a run that exists, and nothing is started
   */
  constructor(name: string, args: JobRunArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      pluginType(JOB_RUN.noun),
      name,
      pluginProperties(JOB_RUN, name, args, opts),
      movable(opts, dynamicType(JOB_RUN.noun)),
    );
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
