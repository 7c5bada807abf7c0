import { ifAllowed } from "../account/session";
import { NotFoundError } from "../api/errors";
import type { StorageSource, StorageSources } from "../api/models";
import { type LifecycleContext, UserError } from "../resource";
import { briefCallOptions, callOptions } from "../run/call-options";
import { nearest } from "../text/did-you-mean";
import { formatList } from "../text/format";
import { bucketId } from "./objects";

/** What programs call the files of the person or service principal that the key belongs to. */
export const MY_FILES = "my-files";

/** Where a file is to go. */
export interface StorageWish {
  /** Id or name of a storage, or MY_FILES. Default: the organisation's managed storage. */
  readonly storage?: string | undefined;
  readonly region?: string | undefined;
}

/** What is needed of a storage to put files there. */
export type ChosenStorage = Pick<StorageSource, "id" | "defaultDirectory">;

/** The storage that is meant. An input may be secret, so messages show what there is instead. @throws UserError */
export async function chooseStorage(
  { storage, region }: StorageWish,
  context: LifecycleContext,
): Promise<ChosenStorage> {
  if (storage === MY_FILES) return myFiles(region, context);
  if (storage === undefined) return managedStorage(region, managedIn, context);
  const all = await storages(context);
  const found = all.find(({ id }) => id === storage) ?? all.find(({ name }) => name === storage);
  if (!found) throw unknownStorage(storage, all);
  if (found.readOnly !== true) return found;
  throw new UserError(
    `storage "${found.name}" (${found.id}) is read-only: choose one that takes files, or a storage integration with accessType "READ_WRITE"`,
  );
}

/** The managed storage of a region, else another one. @throws UserError if there is none */
export async function nearestManagedStorage(
  region: string | undefined,
  context: LifecycleContext,
): Promise<ChosenStorage> {
  return managedStorage(region, nearestIn, context);
}

async function managedStorage(
  region: string | undefined,
  choose: typeof managedIn,
  context: LifecycleContext,
): Promise<ChosenStorage> {
  try {
    return choose(region, await storages(context));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    return (await legacyBucket(context)) ?? Promise.reject(error);
  }
}

/** The bucket of an organisation that is older than storages, and the folder in it that takes files of this credential. */
async function legacyBucket({ session, ...context }: LifecycleContext): Promise<ChosenStorage | undefined> {
  const options = callOptions({ session, ...context });
  const { id, fileStore } = await session.api().getOrganization(options);
  if (!fileStore?.bucketName) return undefined;
  const user = await session.api().getCurrentUser(options);
  const bucket = fileStore.bucketName.replace(/^s3:\/\//, "");
  return { id: bucketId(bucket), defaultDirectory: `${id}/data/customer-${user.id}` };
}

function nearestIn(region: string | undefined, all: StorageSources): StorageSource {
  return writableManaged(all).find((storage) => storage.region === region) ?? managedIn(undefined, all);
}

function storages(context: LifecycleContext): Promise<StorageSources> {
  const { session } = context;
  return session.shared("storages", () => session.api().listStorages(callOptions(context)));
}

function writableManaged(all: StorageSources): StorageSource[] {
  return all.filter(({ type, readOnly }) => type === "MANAGED" && readOnly !== true);
}

function managedIn(region: string | undefined, all: StorageSources): StorageSource {
  const managed = writableManaged(all);
  const [first] = managed;
  if (!first)
    throw new UserError(
      "the organisation has no managed storage that takes files: upload the file to a storage integration, and give its address " +
        "(`uri`, or `filePath` of a dependency)",
    );
  const found = region === undefined ? first : managed.find((storage) => storage.region === region);
  if (found) return found;
  const regions = managed.flatMap((storage) => storage.region ?? []);
  throw new UserError(
    `the organisation has no managed storage in this region: it has some in ${formatList(regions)}`,
  );
}

function unknownStorage(storage: string, all: StorageSources): UserError {
  const known = all.map(({ id, name }) => `"${name}" (${id})`);
  const meant = nearest(
    storage,
    all.map(({ name }) => name),
  );
  const question = meant === undefined ? "" : `did you mean "${meant}"? `;
  return new UserError(
    `the organisation has no storage of this id or name: ${question}Known are ${formatList([...known, `"${MY_FILES}"`], 30)}`,
  );
}

/** The API does not list them: their id follows from the region. */
async function myFiles(region: string | undefined, context: LifecycleContext): Promise<ChosenStorage> {
  const { session } = context;
  const { defaultRegion, allowedRegions } =
    (await ifAllowed(session.api().getOrganization(briefCallOptions(context)))) ?? {};
  const chosen = region ?? session.config().region ?? defaultRegion ?? undefined;
  if (chosen === undefined)
    throw new UserError(`"${MY_FILES}" are those of one region, and none is known: set \`region\``);
  if (!allowedRegions || allowedRegions.length === 0 || allowedRegions.includes(chosen))
    return { id: `user_files::${chosen}` };
  throw new UserError(
    `the organisation has no files of yours in this region: it allows ${formatList(allowedRegions, 30)}`,
  );
}
