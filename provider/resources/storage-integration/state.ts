import { STORAGE_INTEGRATION_RECORD } from "../../../wire/outputs.generated";
import type { StorageSource } from "../../api/models";
import { recordedInputs } from "../../run/fields";
import { safeTexts } from "../../run/observe";
import type { RunAccount } from "../../run/record";
import { stateReader } from "../../run/tolerant-state";
import { given, present } from "../../values";
import type { StorageIntegrationInputs } from "./fields";
import type { StorageAccess, StorageIntegrationRecord } from "./record";

/** What the engine keeps: the last inputs verbatim, and what was observed of the storage. */
export type StorageIntegrationState = StorageIntegrationInputs & StorageIntegrationRecord;

/** The state of a storage with these inputs. */
export function stateOf(
  inputs: StorageIntegrationInputs,
  source: StorageSource,
  known: { account: RunAccount; access: StorageAccess | undefined },
): StorageIntegrationState {
  const { id, region, readOnly, type, createTime } = source;
  return {
    ...recordedInputs(inputs),
    ...safeTexts({ storageId: id, ...present({ region, readOnly, type, createTime }) }),
    ...given({ access: known.access }),
    account: known.account,
  };
}

/** A storage of which nothing is known is in an unknown account. */
export const STORAGE_INTEGRATION_STATE = stateReader(STORAGE_INTEGRATION_RECORD, (storageId) => ({
  storageId,
  account: { apiUrl: "" },
}));
