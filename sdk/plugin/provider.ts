import * as pulumi from "@pulumi/pulumi";
import type { OnInterrupt } from "../args.generated";
import { engineValues } from "../registration";
import { isOfType } from "../resource-traits";

/** Arguments of a `Provider`. What is absent is taken from the environment, where it has a variable. */
export interface ProviderArgs {
  /** The API key; secret in state, whoever wrote it. Else `WHEROBOTS_API_KEY`. */
  apiKey?: pulumi.Input<string | undefined>;
  /** Sent as a bearer token instead of the key; secret as well. Else `WHEROBOTS_ACCESS_TOKEN`. */
  accessToken?: pulumi.Input<string | undefined>;
  /** Address of the API: https, or http on this machine itself. Else `WHEROBOTS_API_URL`, then `https://api.cloud.wherobots.com`. */
  apiUrl?: pulumi.Input<string | undefined>;
  /** For runs that name none. Default: the organisation's. */
  region?: pulumi.Input<string | undefined>;
  /** For runs that name none. Default: the organisation's. */
  runtime?: pulumi.Input<string | undefined>;
  /** WherobotsDB version for runs that name none; Pulumi keeps the name `version` for itself. Default: the API's. */
  dbVersion?: pulumi.Input<string | undefined>;
  /** Requests a second, of this provider alone. Default 10. */
  maxRequestsPerSecond?: pulumi.Input<number | undefined>;
  /** Seconds for all waits of one command together, for CI limits. Else `WHEROBOTS_MAX_WAIT_SECONDS`, then no limit. */
  maxWaitSeconds?: pulumi.Input<number | undefined>;
  /** For resources that do not say: see `OnInterrupt`. Default `"detach"`. */
  onInterrupt?: pulumi.Input<OnInterrupt | undefined>;
  /**
   * Runs that one command may submit; the next one is refused before anything is sent. Else `WHEROBOTS_MAX_NEW_RUNS`, then no
   * limit.
   */
  maxNewRuns?: pulumi.Input<number | undefined>;
  /**
   * `false` starts no run, as in the stack of a review: what would have run is recorded as `NOT_RUN`, and the first `up`
   * without it runs it. Else `WHEROBOTS_RUN_JOBS`, then `true`.
   */
  runJobs?: pulumi.Input<boolean | undefined>;
}

/**
 * An account to run jobs in, for programs that use several, or settings that are no configuration of the stack. Pass it
 * as the `provider` option of a resource. Changing it never starts, changes or ends a run.
 *
 * ```ts
 * const emea = new wherobots.Provider("emea", { apiKey: config.requireSecret("emeaKey"), region: "aws-eu-west-1" });
 * new wherobots.JobRun("tiles", { runPython: { uri: "s3://bucket/tiles.py" } }, { provider: emea });
 * ```
 */
export class Provider extends pulumi.ProviderResource {
  /** The type of these resources, by which policies know them. */
  static readonly __pulumiType: string = "pulumi:providers:wherobots";

  /**
   * Whether a value is an account of this type.
   *
   * @param value anything
   * @returns true for a provider that this class, or a copy of it in another installation, declared
   */
  static override isInstance(value: unknown): value is Provider {
    return isOfType(value, Provider.__pulumiType);
  }

  /**
   * Declares an account.
   *
   * @param name name of the provider in this program
   * @param args its credential and defaults
   * @param opts Pulumi's own options
   */
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const { apiKey, accessToken, ...settings } = args;
    const credentials = {
      ...(apiKey === undefined ? {} : { apiKey: pulumi.secret(apiKey) }),
      ...(accessToken === undefined ? {} : { accessToken: pulumi.secret(accessToken) }),
    };
    super(
      "wherobots",
      name,
      { ...(engineValues(settings) as object), ...credentials },
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["apiKey", "accessToken"] }),
    );
  }
}
