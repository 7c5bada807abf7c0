import type { EmulatorAccount } from "../accounts";
import { isoTime } from "../clock";
import { ApiProblem } from "../problem";
import { ACCOUNT_TIME } from "../runs/view";
import type { StorageSource } from "../storage/storage-sources";
import type { OperationAnswer, OperationCall, OperationHandlers } from "./operation";

/** The storages of the organization: its managed one and those that it integrates. */
export const STORAGE_HANDLERS: OperationHandlers = {
  listIntegration: ({ account, world }) => ({ body: world.storages.all(account).map(sourceView) }),
  createIntegration,
  getIntegration: (call) => ({ body: sourceView(sourceOf(call, "integration_id")) }),
  deleteIntegration,
};

/** The storage that a parameter of the path names. */
export function sourceOf({ account, params, world }: OperationCall, parameter: string): StorageSource {
  const id = params[parameter] ?? "";
  const source = world.storages.find(account, id);
  if (source === undefined) throw new ApiProblem(404, `Storage ${id} not found`);
  return source;
}

/** The integration that the path names; the organization's own storage is none. */
export function integrationOf(call: OperationCall): StorageSource {
  const source = sourceOf(call, "integration_id");
  if (source.type === "INTEGRATION") return source;
  throw new ApiProblem(404, `Storage integration ${source.id} not found`);
}

/** Throws the 403 for a storage that takes no writes. */
export function refuseReadOnly({ id, readOnly }: StorageSource): void {
  if (readOnly) throw new ApiProblem(403, `Storage ${id} is read-only`);
}

function createIntegration(call: OperationCall): OperationAnswer {
  const { account, world } = call;
  refuseForbidden(account);
  const sent = call.body as IntegrationRequest;
  const { name, path, roleArn = null, cloudConnectionId = null } = sent;
  if (roleArn !== null && cloudConnectionId !== null) {
    const details = "roleArn: not allowed beside cloudConnectionId";
    throw new ApiProblem(422, [{ field: "roleArn", details }]);
  }
  if (cloudConnectionId !== null && world.options.cloudConnections?.includes(cloudConnectionId) !== true)
    throw new ApiProblem(404, `Cloud connection ${cloudConnectionId} not found`);
  refuseDuplicate(call, sent);
  const source = world.storages.add(account, {
    name,
    path,
    region: account.defaultRegion,
    readOnly: sent.accessType === "READ",
    roleArn,
    cloudConnectionId,
    createMs: world.clock.now(),
  });
  return { status: 201, body: sourceView(source) };
}

function refuseDuplicate({ account, world }: OperationCall, { name, path }: IntegrationRequest): void {
  if (world.options.duplicateStorages === "ok") return;
  const other = world.storages.all(account).find((source) => source.name === name || source.path === path);
  if (other !== undefined)
    throw new ApiProblem(409, `Storage ${other.id} has the name ${other.name} and the path ${other.path}`);
}

function deleteIntegration(call: OperationCall): OperationAnswer {
  refuseForbidden(call.account);
  call.world.storages.remove(call.account, integrationOf(call).id);
  return { body: null };
}

function refuseForbidden(account: EmulatorAccount): void {
  if (account.forbidden === true)
    throw new ApiProblem(403, "Storage integrations are not part of this organization's plan");
}

/** Those parts of the body that the emulator uses. */
interface IntegrationRequest {
  name: string;
  path: string;
  roleArn?: string | null;
  cloudConnectionId?: string | null;
  accessType?: "READ" | "READ_WRITE" | null;
}

function sourceView(source: StorageSource): unknown {
  const { id, name, path, region, type, readOnly, roleArn, cloudConnectionId, createMs } = source;
  const time = createMs === undefined ? ACCOUNT_TIME : isoTime(createMs);
  return {
    id,
    createTime: time,
    updateTime: time,
    name,
    path,
    roleArn,
    region,
    stackName: null,
    type,
    defaultDirectory: null,
    readOnly,
    cloudConnection: cloudConnectionId === null ? null : connectionView(cloudConnectionId),
  };
}

function connectionView(id: string): unknown {
  return { id, name: id, cloudProvider: "AWS", managedBy: null, createdAt: ACCOUNT_TIME };
}
