import * as pulumi from "@pulumi/pulumi";
import type { RunRecord } from "../../provider/run/record";
import { pluginType } from "../../wire/type-tokens";

/** Arguments of `getRun`. */
export interface GetRunArgs {
  /** Id of the run. */
  runId: string;
}

/** The same with values that may be known later only. */
export interface GetRunOutputArgs {
  /** Id of the run. */
  runId: pulumi.Input<string>;
}

/**
 * Reads a run as it is now, whoever started it. Nothing is started, followed or kept; in previews too it asks the API.
 *
 * @param args which run
 * @param opts for example the provider whose account it is in
 * @returns the run, without its log
 * @throws if there is no such run in the account, or its record has expired
 */
export function getRun(args: GetRunArgs, opts?: pulumi.InvokeOptions): Promise<RunRecord> {
  return pulumi.runtime.invoke(pluginType("getRun"), { ...args }, opts);
}

/**
 * The same for arguments that are outputs; not asked for as long as they are not known.
 *
 * @param args which run
 * @param opts for example the provider whose account it is in
 * @returns the run, without its log
 */
export function getRunOutput(
  args: GetRunOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<RunRecord> {
  return pulumi.runtime.invokeOutput<RunRecord>(pluginType("getRun"), { ...args }, opts);
}
