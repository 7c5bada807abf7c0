import { STORAGE_INTEGRATION_RECORD } from "../../../wire/outputs.generated";
import { UNKNOWN } from "../../../wire/pulumi-values";
import { ifAllowed } from "../../account/session";
import { NotFoundError } from "../../api/errors";
import type { StorageSource } from "../../api/models";
import { schemaFailures, withTexts } from "../../inputs/check";
import { changedFields, changedPaths } from "../../inputs/fields";
import {
  type DiffResult,
  InitFailure,
  type LifecycleContext,
  type ResourceLifecycle,
  UserError,
} from "../../resource";
import { callOptions } from "../../run/call-options";
import { recordedInputs } from "../../run/fields";
import { faultText } from "../../run/interrupt";
import { plannedRecord } from "../../run/preview";
import { currentAccount } from "../../run/read";
import { readOwnStorage, readUnlessGone } from "../../storage/read-storage";
import { type CheckFailure, given, isRecord, type Properties, present, withoutNulls } from "../../values";
import { accessProblem, awaitAccess, checkedAccess, missingAccess } from "./access";
import { createOnce } from "./create";
import { STORAGE_INTEGRATION, type StorageIntegrationInputs } from "./fields";
import { type StorageIntegrationState, stateOf } from "./state";

/** A bucket of the user's own that jobs can use: created once, and usable when its role is. */
export const storageIntegrationLifecycle: ResourceLifecycle<
  StorageIntegrationInputs,
  StorageIntegrationState
> = {
  check: checkStorageIntegration,
  diff: diffStorageIntegration,
  create: (inputs, context) =>
    createStorageIntegration(withoutNulls(inputs) as StorageIntegrationInputs, context),
  update: updateStorageIntegration,
  read: readStorageIntegration,
  delete: deleteStorageIntegration,
  preview: previewStorageIntegration,
  import: importStorageIntegration,
  failureReason: (_id, state) => accessProblem(state),
};

function checkStorageIntegration(
  _olds: Properties | undefined,
  news: Properties,
): { inputs: Properties; failures: CheckFailure[] } {
  const { schema, paths } = STORAGE_INTEGRATION;
  const inputs = withTexts(schema, news) as Properties;
  const { roleArn, cloudConnectionId } = inputs;
  const given = [roleArn, cloudConnectionId].map((value) => value ?? undefined);
  // What is not known yet may still turn out to be absent.
  const isBoth = given.every((value) => value !== undefined && value !== UNKNOWN);
  const reason = "only one of them may be given: either gives access to the bucket";
  const failures = schemaFailures(schema, inputs, paths);
  return {
    inputs,
    failures: isBoth ? [...failures, { path: "roleArn, cloudConnectionId", reason }] : failures,
  };
}

function diffStorageIntegration(
  _id: string,
  state: StorageIntegrationState,
  inputs: StorageIntegrationInputs,
): DiffResult {
  const rows = changedFields(STORAGE_INTEGRATION.rows, state, inputs);
  const changed = rows.flatMap((row) => changedPaths(row, state, inputs));
  const reasons = Object.fromEntries(rows.map((row) => [row.path, `${row.path} changed`]));
  const replaces = rows.filter((row) => row.class === "run").map((row) => row.path);
  // Names and paths are unique.
  const base = { replaces, reasons, changed, deleteBeforeReplace: true };
  if (replaces.length > 0) return { ...base, changes: "replace" };
  const missing = missingAccess(state);
  if (missing.length === 0) return { ...base, changes: rows.length > 0 ? "update" : "none" };
  const why = `will check the access of storage ${state.storageId} again: ${missing.join(", ")} not allowed so far`;
  return {
    ...base,
    changes: "update",
    reasons: { ...reasons, access: why },
    changed: [...changed, "access"],
    why,
  };
}

async function createStorageIntegration(
  inputs: StorageIntegrationInputs,
  context: LifecycleContext,
): Promise<{ id: string; state: StorageIntegrationState }> {
  const account = await currentAccount(context);
  const source = await createOnce(inputs, context);
  context.log("info", `created storage ${source.id}`);
  const created = stateOf(inputs, source, { account, access: undefined });
  return { id: source.id, state: await withAccess(created, true, context) };
}

/** Stores the inputs. The access is only checked if it was not enough so far. */
function updateStorageIntegration(
  _id: string,
  state: StorageIntegrationState,
  inputs: StorageIntegrationInputs,
  context: LifecycleContext,
): Promise<StorageIntegrationState> {
  const { storageId, region, readOnly, type, access, createTime, account } = state;
  const observed = given({ region, readOnly, type, access, createTime });
  const next = { ...recordedInputs(inputs), storageId, ...observed, account };
  return missingAccess(next).length === 0 ? Promise.resolve(next) : withAccess(next, false, context);
}

/** @throws InitFailure if the role does not give what the storage is for */
async function withAccess(
  state: StorageIntegrationState,
  isNew: boolean,
  context: LifecycleContext,
): Promise<StorageIntegrationState> {
  const { storageId } = state;
  const access = await awaitAccess(state, isNew, context).catch((error: unknown) => {
    const reason = `storage integration ${storageId} exists, but its access could not be checked: ${faultText(error, context)}. The next \`pulumi up\` checks it`;
    throw new InitFailure(storageId, state, [reason], { cause: error });
  });
  const next = { ...state, access };
  const problem = accessProblem(next);
  if (problem) throw new InitFailure(storageId, next, problem);
  return next;
}

async function readStorageIntegration(
  id: string,
  state: StorageIntegrationState,
  context: LifecycleContext,
): Promise<StorageIntegrationState | undefined> {
  // `get` comes with an id only, which is no record of a storage.
  if (!isRecord(state.account)) return (await importStorageIntegration(id, context)).state;
  const source = await readUnlessGone(id, state.account, context);
  return source && { ...state, ...stateOf(state, source, { account: state.account, access: state.access }) };
}

/** The objects in the bucket stay. */
async function deleteStorageIntegration(
  id: string,
  state: StorageIntegrationState,
  context: LifecycleContext,
): Promise<void> {
  for (let isLast = false; ; isLast = true) {
    try {
      await context.session.api().deleteStorage(id, callOptions(context));
      break;
    } catch (error) {
      if (!(error instanceof NotFoundError) || isLast) throw error;
      // One 404 is not enough to forget what may still be there.
      if (!(await readUnlessGone(id, state.account, context))) break;
    }
  }
  context.session.deletedStorageIds.add(id);
}

function previewStorageIntegration(
  inputs: StorageIntegrationInputs,
  state: StorageIntegrationState | undefined,
): Properties {
  const open = state && missingAccess(state).length > 0 ? ["access"] : [];
  return plannedRecord(STORAGE_INTEGRATION_RECORD, withoutNulls(inputs) as object, state, open);
}

async function importStorageIntegration(
  id: string,
  context: LifecycleContext,
): Promise<{ inputs: Properties; state: StorageIntegrationState }> {
  const account = await currentAccount(context);
  const source = await readOwnStorage(id, context);
  if (source.type === "MANAGED")
    throw new UserError(`storage ${id} belongs to Wherobots, so it is no storage integration`);
  const inputs = inputsOf(source);
  const access = await ifAllowed(checkedAccess(id, context));
  return { inputs: { ...inputs }, state: stateOf(inputs, source, { account, access }) };
}

/** What would declare the storage; the accounts that it trusts are not told. */
function inputsOf({
  name,
  path,
  readOnly,
  roleArn,
  cloudConnection,
}: StorageSource): StorageIntegrationInputs {
  const isOfConnection = (cloudConnection?.id ?? "") !== "";
  return {
    ...{ name, path },
    ...(isOfConnection ? present({ cloudConnectionId: cloudConnection?.id }) : present({ roleArn })),
    ...(readOnly === true ? { accessType: "READ" as const } : {}),
  };
}
