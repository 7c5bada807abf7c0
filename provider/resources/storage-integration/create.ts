import { ConflictError } from "../../api/errors";
import type { NewStorage, StorageSource } from "../../api/models";
import { mayHaveApplied } from "../../api/retry";
import { type LifecycleContext, UserError } from "../../resource";
import { callOptions } from "../../run/call-options";
import { faultText, GraceOver, isInterrupt, withGrace } from "../../run/interrupt";
import { given } from "../../values";
import { STORAGE_INTEGRATION, type StorageIntegrationInputs } from "./fields";

/** Requests that create the storage, the repeats included. */
const MAX_POSTS = 3;
/**
 * Pauses before each look for a storage whose creation may have worked: a list may lag. Names are unique, so that a
 * request that takes effect later makes no second one.
 */
const LOOK_UP_PAUSES_MS = [500, 2_000, 5_000, 10_000] as const;

/**
 * Creates one storage, and one only. POST /storage has no idempotency key. So if an answer is lost, the storage is
 * looked up by its name and path before the request is repeated.
 */
export async function createOnce(
  inputs: StorageIntegrationInputs,
  context: LifecycleContext,
): Promise<StorageSource> {
  const { session, signal, log } = context;
  const earlier = await listStorages(context);
  const other = earlier.find(
    (source) => isTaken(source, inputs) && !session.deletedStorageIds.has(source.id),
  );
  if (other) throw exists(other, inputs);
  const earlierIds = new Set(earlier.map(({ id }) => id));
  const made = async (): Promise<StorageSource | undefined> =>
    (await listStorages(context)).find(
      (source) => !earlierIds.has(source.id) && source.name === inputs.name && isSamePath(source, inputs),
    );
  for (let posts = 1; ; posts++) {
    try {
      return await withGrace(context, (inFlight) =>
        session.api().createStorage(requestOf(inputs), { signal, inFlight }),
      );
    } catch (error) {
      if (error instanceof ConflictError) {
        const found = posts > 1 ? await made() : undefined;
        if (found) return found;
        throw await conflict(error, inputs, context);
      }
      if (isInterrupt(error, context) && !(error instanceof GraceOver) && posts === 1) throw error;
      if (isInterrupt(error, context)) throw lost(inputs, error, context);
      if (!mayHaveApplied(error)) throw error;
      const why = `the answer to the creation of storage "${inputs.name}" was lost (${error.message})`;
      log("warning", `${why}; looking for it`);
      const found = await lookUp(made, inputs, context);
      if (found) {
        log("info", `found storage ${found.id}: its creation had worked`);
        return found;
      }
      if (posts >= MAX_POSTS)
        throw new UserError(
          `${error.message}; tried ${posts} times: no storage of this name was found, so none was created as far as can be told; run the same command again`,
          { cause: error },
        );
    }
  }
}

/** The body of the request. The access is said in any case: the API names no default. */
function requestOf(inputs: StorageIntegrationInputs): NewStorage {
  const { name, path, roleArn, cloudConnectionId, accessType, trustedAccountIds } = inputs;
  return {
    ...{ name, path, accessType: accessType ?? STORAGE_INTEGRATION.defaultOf("accessType") },
    ...given({ roleArn, cloudConnectionId, trustedAccountIds }),
  };
}

function listStorages(context: LifecycleContext): Promise<StorageSource[]> {
  return context.session.api().listStorages(callOptions(context));
}

async function lookUp(
  made: () => Promise<StorageSource | undefined>,
  inputs: StorageIntegrationInputs,
  context: LifecycleContext,
): Promise<StorageSource | undefined> {
  const { clock, signal } = context;
  try {
    for (const pauseMs of LOOK_UP_PAUSES_MS) {
      await clock.sleep(pauseMs, signal);
      const found = await made();
      if (found) return found;
    }
    return undefined;
  } catch (error) {
    throw lost(inputs, error, context);
  }
}

function lost({ name }: StorageIntegrationInputs, error: unknown, context: LifecycleContext): UserError {
  return new UserError(
    `the answer to the creation of storage "${name}" was lost, and the storage could not be looked for: ` +
      `${faultText(error, context)}. It may have been created: the next \`pulumi up\` says so`,
    { cause: error },
  );
}

function isTaken(source: StorageSource, inputs: StorageIntegrationInputs): boolean {
  return source.name === inputs.name || isSamePath(source, inputs);
}

function isSamePath({ path }: StorageSource, inputs: StorageIntegrationInputs): boolean {
  return path.replace(/\/+$/, "") === inputs.path.replace(/\/+$/, "");
}

/** The API refuses it: which storage is in the way. */
async function conflict(
  error: ConflictError,
  inputs: StorageIntegrationInputs,
  context: LifecycleContext,
): Promise<Error> {
  const other = (await listStorages(context)).find((source) => isTaken(source, inputs));
  return other ? exists(other, inputs, error) : error;
}

function exists(other: StorageSource, { name }: StorageIntegrationInputs, cause?: Error): UserError {
  const { id } = other;
  const same = other.name === name ? "name" : "path";
  return new UserError(
    `storage ${id} ("${other.name}", ${other.path}) has this ${same} already, so none was created. If it is the one that is meant, ` +
      `import it: \`pulumi import wherobots:index:StorageIntegration NAME ${id}\` (with the plugin). If not, choose another ${same}, or delete it first`,
    { cause },
  );
}
