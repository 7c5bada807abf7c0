import { ifAllowed } from "../../account/session";
import { type LifecycleContext, UserError } from "../../resource";
import { briefCallOptions } from "../../run/call-options";
import { formatList } from "../../text/format";
import type { JobRunInputs } from "./inputs";
import type { RunRequest } from "./request";

/** What the organisation allows. What cannot be read is undefined, and allows everything. */
interface Allowances {
  readonly regions: readonly string[] | undefined;
  readonly runtimes: readonly string[] | undefined;
  readonly maxTimeoutSeconds: number | undefined;
  readonly maxDiskGB: number | undefined;
}

/**
 * With `validate: "account"`, compares what is about to be submitted with what the organisation allows. Wherobots would
 * refuse some of it after minutes of cluster, and cut a timeout without a word.
 *
 * @throws UserError that names all that is not allowed
 */
export async function refuseForbidden(
  request: RunRequest,
  { validate }: JobRunInputs,
  context: LifecycleContext,
): Promise<void> {
  if (validate !== "account") return;
  const allowed = await context.session.shared("what the organisation allows", () => readAllowances(context));
  const problems = problemsOf(request, allowed);
  if (problems.length > 0)
    throw new UserError(
      `not started: the organisation does not allow ${problems.join("; ")}. Change the inputs, or leave out validate to submit ` +
        "it all the same",
    );
}

async function readAllowances(context: LifecycleContext): Promise<Allowances> {
  const api = context.session.api();
  const options = briefCallOptions(context);
  const [organization, quotas, hint] = await Promise.all([
    ifAllowed(api.getOrganization(options)),
    ifAllowed(api.getQuotas(options)),
    ifAllowed(api.getConfigHint(options)),
  ]);
  const hours = quotas?.["WORKLOAD_LIFETIME_HOUR"] ?? undefined;
  return {
    regions: organization?.allowedRegions ?? undefined,
    runtimes: hint?.runtimes?.hint.filter(({ enabled }) => enabled !== false).map(({ id }) => id),
    maxTimeoutSeconds: hours === undefined ? undefined : hours * 3600,
    maxDiskGB: quotas?.["DISK_PER_NODE_GB"] ?? undefined,
  };
}

function problemsOf({ payload, sent }: RunRequest, allowed: Allowances): string[] {
  const { sparkDriverDiskGB, sparkExecutorDiskGB } = payload.environment;
  const checks = [
    notAmong("region", sent.region, allowed.regions),
    notAmong("runtime", sent.runtime, allowed.runtimes),
    above("timeoutSeconds", payload.timeoutSeconds, allowed.maxTimeoutSeconds),
    above("environment.sparkDriverDiskGB", sparkDriverDiskGB, allowed.maxDiskGB),
    above("environment.sparkExecutorDiskGB", sparkExecutorDiskGB, allowed.maxDiskGB),
  ];
  return checks.filter((problem) => problem !== undefined);
}

/** An input may be secret, so only what is allowed is shown. */
function notAmong(
  input: string,
  value: string | undefined,
  known: readonly string[] | undefined,
): string | undefined {
  if (value === undefined || known === undefined || known.length === 0 || known.includes(value))
    return undefined;
  return `this ${input} (it allows ${formatList(known, 30)})`;
}

function above(input: string, value: number | undefined, max: number | undefined): string | undefined {
  if (value === undefined || max === undefined || value <= max) return undefined;
  return `this ${input} (at most ${max})`;
}
