import type { StorageSource } from "../api/models";
import { safeTexts } from "../run/observe";
import { present } from "../values";
import type { StorageRecord } from "./records";

/** A storage as functions give it. */
export function storageRecord(source: StorageSource): StorageRecord {
  const { id, name, path, type, region, readOnly, roleArn, stackName, defaultDirectory } = source;
  const { cloudConnection, createTime, updateTime } = source;
  return safeTexts({
    ...{ id, name, path },
    ...present({ type, region, readOnly, roleArn, stackName, defaultDirectory }),
    ...present({ cloudConnectionId: cloudConnection?.id, createTime, updateTime }),
  });
}
