import { STORAGE_FILE_RECORD } from "../../../wire/outputs.generated";
import { PermissionError } from "../../api/errors";
import { schemaFailures, withTexts } from "../../inputs/check";
import { changedFields, changedPaths } from "../../inputs/fields";
import { type DiffResult, type LifecycleContext, type ResourceLifecycle, UserError } from "../../resource";
import { recordedInputs } from "../../run/fields";
import { plannedRecord } from "../../run/preview";
import { currentAccount } from "../../run/read";
import { stateReader } from "../../run/tolerant-state";
import { chooseStorage } from "../../storage/choose-storage";
import { notUploaded, placeFile } from "../../storage/placed-file";
import { requireSameAccount } from "../../storage/read-storage";
import { deleteUnlessUsed, storedBytes } from "../../storage/stored-file";
import { uploadFile } from "../../storage/upload";
import { formatCount } from "../../text/format";
import { type CheckFailure, isRecord, type Properties, withoutNulls } from "../../values";
import { uploadsName } from "../job-run/names";
import { contentFailures, contentOf } from "./content";
import { STORAGE_FILE, type StorageFileInputs } from "./fields";
import type { StorageFileRecord } from "./record";

/** What the engine keeps: the last inputs verbatim, and where the file is. */
export type StorageFileState = StorageFileInputs & StorageFileRecord;

/** A list may lag behind an upload. */
const SECOND_LOOK_AFTER_MS = 2_000;

/** A file in storage. Its path tells its content, so that it is what it was for every job that has its address. */
export const storageFileLifecycle: ResourceLifecycle<StorageFileInputs, StorageFileState> = {
  check: checkStorageFile,
  diff: diffStorageFile,
  create: (inputs, context) => createStorageFile(withoutNulls(inputs) as StorageFileInputs, context),
  update: (_id, state, inputs) => Promise.resolve({ ...recordedInputs(inputs), ...recordOf(state) }),
  read: readStorageFile,
  delete: deleteStorageFile,
  preview: (inputs, state) => plannedRecord(STORAGE_FILE_RECORD, withoutNulls(inputs) as object, state),
  import: () => {
    throw new UserError(
      "a StorageFile cannot be imported: nothing says which file of this machine it would be. Use the address of an object that " +
        "exists as it is (`uri`, or `filePath` of a dependency)",
    );
  },
  failureReason: () => undefined,
};

function checkStorageFile(
  _olds: Properties | undefined,
  news: Properties,
): { inputs: Properties; failures: CheckFailure[] } {
  const { schema, paths } = STORAGE_FILE;
  const inputs = withTexts(schema, news) as Properties;
  const failures = schemaFailures(schema, inputs, paths);
  return { inputs, failures: failures.length > 0 ? failures : contentFailures(inputs) };
}

function diffStorageFile(
  _id: string,
  state: StorageFileState,
  inputs: StorageFileInputs,
  { session }: LifecycleContext,
): DiffResult {
  const rows = changedFields(STORAGE_FILE.rows, state, inputs);
  const replaces = rows.filter((row) => row.class === "run").map((row) => row.path);
  // A replaced resource of the same content, whose delete was interrupted, has the same object.
  if (replaces.length === 0) session.usedUploads.add(state.uri);
  return {
    changes: replaces.length > 0 ? "replace" : rows.length > 0 ? "update" : "none",
    replaces,
    reasons: Object.fromEntries(rows.map((row) => [row.path, `${row.path} changed`])),
    changed: rows.flatMap((row) => changedPaths(row, state, inputs)),
    // Jobs move to the new file before the old one goes.
    deleteBeforeReplace: false,
  };
}

async function createStorageFile(
  inputs: StorageFileInputs,
  context: LifecycleContext,
): Promise<{ id: string; state: StorageFileState }> {
  const { identity, stackState, log } = context;
  const { project, stack } = identity;
  const input = inputs.source === undefined ? "content" : "source";
  const account = await currentAccount(context);
  const file = await contentOf(inputs).catch((error: unknown) => {
    const { name = "", source } = inputs;
    throw notUploaded(input, { name: name || (source?.path ?? "the archive") }, error, context);
  });
  const owner = {
    name: uploadsName(identity, stackState),
    storage: () => chooseStorage(inputs, context),
    folder: inputs.folder?.split("/") ?? ["pulumi", project, stack, "files"],
  };
  const placed = await placeFile(input, file, owner, context);
  await uploadFile(placed, context);
  log("info", `uploaded ${file.name} (${formatCount(file.sizeBytes, "byte")})`, { ephemeral: true });
  return { id: placed.uri, state: { ...recordedInputs(inputs), ...recordOf({ ...placed, account }) } };
}

function recordOf({
  uri,
  sha256,
  sizeBytes,
  storageId,
  path,
  account,
}: StorageFileRecord): StorageFileRecord {
  return { uri, sha256, sizeBytes, storageId, path, account };
}

async function readStorageFile(
  id: string,
  state: StorageFileState,
  context: LifecycleContext,
): Promise<StorageFileState | undefined> {
  // `get` comes with an id only.
  if (!isRecord(state.account)) return storageFileLifecycle.import(id, context) as never;
  if (!isPlaced(state)) throw new UserError(`${id} cannot be looked for: ${NOT_PLACED}`);
  const { clock, signal, log } = context;
  const bytes = await storedBytes(state, context);
  if (bytes === state.sizeBytes) return state;
  await requireSameAccount(`file ${id}`, state.account, context);
  await clock.sleep(SECOND_LOOK_AFTER_MS, signal);
  const again = await storedBytes(state, context);
  if (again === state.sizeBytes) return state;
  const found = again === undefined ? "is gone" : `has ${again} bytes, and had ${state.sizeBytes}`;
  log("warning", `${id} ${found}: the next \`pulumi up\` uploads it again`);
  return undefined;
}

const NOT_PLACED =
  "its record in state does not say where it is. Remove it with `pulumi state delete`, and the object in the console";

/** False for a record that somebody edited, or that a later version wrote. */
function isPlaced({ storageId, path }: Partial<StorageFileRecord>): boolean {
  return Boolean(storageId) && Boolean(path);
}

async function deleteStorageFile(
  id: string,
  state: StorageFileState,
  context: LifecycleContext,
): Promise<void> {
  if (!isPlaced(state)) {
    context.log("warning", `${id} stays in storage: ${NOT_PLACED}`);
    return;
  }
  let isThere = true;
  try {
    isThere = await deleteUnlessUsed(state, context);
  } catch (error) {
    // Nobody could get rid of the resource otherwise; it costs no more than its bytes.
    if (!(error instanceof PermissionError)) throw error;
    context.log("warning", `${id} stays in storage: ${error.message}`);
  }
  if (!isThere) await requireSameAccount(`file ${id}`, state.account, context);
}

/** A file of which nothing is known is in an unknown account. */
export const STORAGE_FILE_STATE = stateReader(STORAGE_FILE_RECORD, (uri) => ({
  uri,
  sha256: "",
  sizeBytes: 0,
  storageId: "",
  path: "",
  account: { apiUrl: "" },
}));
