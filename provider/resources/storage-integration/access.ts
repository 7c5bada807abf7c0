import { NotFoundError } from "../../api/errors";
import type { LifecycleContext } from "../../resource";
import { callOptions } from "../../run/call-options";
import { jittered } from "../../watch/intervals";
import { STORAGE_INTEGRATION, type StorageIntegrationInputs } from "./fields";
import type { StorageAccess } from "./record";
import type { StorageIntegrationState } from "./state";

/** How long AWS may take until a new role is known everywhere. */
export const ACCESS_WITHIN_MS = 180_000;
const FIRST_PAUSE_MS = 2_000;
const MAX_PAUSE_MS = 15_000;

const NO_ACCESS: StorageAccess = { list: false, get: false, put: false, delete: false };

/** What the storage is for and its role may not do, or nobody knows. Sends nothing. */
export function missingAccess({
  access = NO_ACCESS,
  readOnly,
  accessType,
}: Pick<StorageIntegrationState, "access" | "readOnly" | "accessType">): (keyof StorageAccess)[] {
  const reads = readOnly === true || (accessType ?? STORAGE_INTEGRATION.defaultOf("accessType")) === "READ";
  const needed = reads ? (["list", "get"] as const) : (["list", "get", "put", "delete"] as const);
  return needed.filter((right) => !access[right]);
}

/**
 * What the role of a storage may do, once that is all that the storage is for, or the time for it has passed.
 *
 * @param isNew a storage that was created a moment ago, and a role that may have been: what is not there yet may come
 */
export async function awaitAccess(
  state: StorageIntegrationState,
  isNew: boolean,
  context: LifecycleContext,
): Promise<StorageAccess> {
  const { clock, random, signal, session, deadlineMs = Number.POSITIVE_INFINITY, log } = context;
  const { storageId } = state;
  const endMs = Math.min(clock.now() + spreadMs(state), deadlineMs, session.waitsEndAtMs());
  for (let checks = 0; ; checks++) {
    const access = await readAccess(storageId, isNew, context);
    const missing = missingAccess({ ...state, access });
    const pauseMs = jittered(Math.min(FIRST_PAUSE_MS * 2 ** checks, MAX_PAUSE_MS), random);
    if (missing.length === 0 || clock.now() + pauseMs > endMs) return access;
    const text = `storage ${storageId}: ${missing.join(", ")} not allowed yet; checking again in ${Math.round(pauseMs / 1000)} s`;
    log("info", text, { ephemeral: true });
    await clock.sleep(pauseMs, signal);
  }
}

/** Without a role nothing has to spread. */
function spreadMs({ roleArn, cloudConnectionId }: StorageIntegrationInputs): number {
  return (roleArn ?? cloudConnectionId ?? undefined) === undefined ? 0 : ACCESS_WITHIN_MS;
}

async function readAccess(
  storageId: string,
  isNew: boolean,
  context: LifecycleContext,
): Promise<StorageAccess> {
  try {
    return await checkedAccess(storageId, context);
  } catch (error) {
    if (isNew && error instanceof NotFoundError) return NO_ACCESS;
    throw error;
  }
}

/** What one check finds. */
export async function checkedAccess(storageId: string, context: LifecycleContext): Promise<StorageAccess> {
  const found = await context.session.api().checkStorageAccess(storageId, callOptions(context));
  return {
    list: found.listAccess === true,
    get: found.getAccess === true,
    put: found.putAccess === true,
    delete: found.deleteAccess === true,
  };
}

/** Why a storage is of no use yet, and what to do; undefined if nothing is wrong. */
export function accessProblem(state: StorageIntegrationState): readonly string[] | undefined {
  const missing = missingAccess(state);
  if (missing.length === 0) return undefined;
  const { storageId, path, roleArn, cloudConnectionId, access } = state;
  const given = [
    ...(roleArn === undefined ? [] : [`the role ${roleArn}`]),
    ...(cloudConnectionId === undefined ? [] : [`the cloud connection ${cloudConnectionId}`]),
  ];
  const what = access
    ? `${given[0] ?? "its bucket"} does not give the access it needs to ${path}: ${missing.join(", ")} not allowed`
    : `its access to ${path} has not been checked`;
  const advice =
    given.length === 0
      ? 'Set roleArn; or, if the bucket is public, accessType "READ"'
      : "Check that the role's trust policy is that of getTrustPolicy, and that its permissions cover this path";
  return [
    `storage integration ${storageId} exists, but ${what}. ${advice}. The next \`pulumi up\` checks the access again and creates nothing`,
  ];
}
