import type { Account } from "../../account/session";
import type { LifecycleContext } from "../../resource";
import { callOptions } from "../../run/call-options";
import type { RunOrigin } from "../../run/observe";
import { currentOrigin } from "../../run/read";
import type { PlacedFile } from "../../storage/placed-file";
import { placeFiles, withAddresses } from "./files";
import type { JobRunInputs } from "./inputs";
import { memberPath, type RunNames, runNames } from "./names";
import { type RunRequest, runRequest } from "./request";

/** What one create is about: the inputs, and all that follows from them and the account, worked out once. */
export interface Job {
  readonly inputs: JobRunInputs;
  readonly context: LifecycleContext;
  readonly names: RunNames;
  /** Of the first attempt. The requests of further attempts differ in the name. */
  readonly request: RunRequest;
  /** The files that the request names by their addresses; they may still have to be uploaded. */
  readonly files: readonly PlacedFile[];
  readonly account: Account;
  readonly origin: RunOrigin;
}

/**
 * The name is chosen here and not in check, because a policy may still change what it is made of after check.
 *
 * @param known names that were worked out for these inputs before
 */
export async function describeJob(
  inputs: JobRunInputs,
  context: LifecycleContext,
  known?: RunNames,
): Promise<Job> {
  const account = await context.session.account(context.signal, callOptions(context));
  const names = known ?? namesOf(inputs, context, account);
  const config = context.session.config();
  const files = await placeFiles(inputs, inputs.region ?? config.region ?? account.defaultRegion, context);
  const request = runRequest(withAddresses(inputs, files), inputs.name ?? names.next(), config);
  const origin = await currentOrigin(inputs, request.sent, context);
  return { inputs, context, names, request, files, account, origin };
}

/**
 * The organisation's id is the pepper of the names. Everybody who shares the names of runs shares it, it outlives every
 * credential, and no name contains it. Without it, names have no hash of secrets.
 */
export function namesOf(
  inputs: JobRunInputs,
  context: LifecycleContext,
  { organizationId }: Account,
): RunNames {
  return runNames(inputs, context, organizationId, formerPathsOf(context));
}

function formerPathsOf({ session, identity, member }: LifecycleContext): readonly string[] {
  const paths = session.formerPaths.get((member?.of ?? identity).urn) ?? [];
  return member ? paths.map((path) => memberPath({ path }, member.key)) : paths;
}
