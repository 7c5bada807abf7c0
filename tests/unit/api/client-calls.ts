import type { WherobotsClient } from "../../../provider/api/client";
import { PAYLOAD } from "../../support/context/emulator-client";

/** Every method that names a run. */
export const CALLS_OF_A_RUN: Readonly<
  Record<string, (client: WherobotsClient, id: string) => Promise<unknown>>
> = {
  getRun: (client, id) => client.getRun(id),
  cancelRun: (client, id) => client.cancelRun(id),
  getRunLogs: (client, id) => client.getRunLogs(id, { size: 1, cursor: "../x?y#z" }),
  getRunMetrics: (client, id) => client.getRunMetrics(id),
};

/** Every method of the client, by name. */
export const ALL_CALLS: Readonly<Record<string, (client: WherobotsClient) => Promise<unknown>>> = {
  ...Object.fromEntries(
    Object.entries(CALLS_OF_A_RUN).map(([name, call]) => [
      name,
      (client: WherobotsClient) => call(client, "run-1"),
    ]),
  ),
  createRun: (client) => client.createRun(PAYLOAD, "../elsewhere?x=1#y"),
  listRuns: (client) => client.listRuns({ name: "../x?*", cursor: "//elsewhere.test/" }),
  getOrganization: (client) => client.getOrganization(),
  getCurrentUser: (client) => client.getCurrentUser(),
  getQuotas: (client) => client.getQuotas(),
  listStorages: (client) => client.listStorages(),
  createStorage: (client) =>
    client.createStorage({ name: "../x?y", path: "s3://elsewhere.test", accessType: "READ" }),
  getStorage: (client) => client.getStorage("@elsewhere.test"),
  deleteStorage: (client) => client.deleteStorage("user_files::x"),
  checkStorageAccess: (client) => client.checkStorageAccess("int-1"),
  getTrustPolicy: (client) => client.getTrustPolicy(["../x?y#z", "//elsewhere.test/"]),
  createUploadUrl: (client) => client.createUploadUrl({ storageId: "a/../b?x", path: "elsewhere.test#y" }),
  listDirectory: (client) => client.listDirectory({ storageId: "user_files::x", path: "a?b/c#d" }, "../x"),
  deleteFile: (client) => client.deleteFile({ storageId: "@elsewhere.test", path: "a/b" }),
  getCosts: (client) => client.getCosts(["kube-app-1"]),
};
