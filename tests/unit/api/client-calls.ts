import type { WherobotsClient } from "../../../provider/api/client";
import { PAYLOAD } from "../../support/context/emulator-client";

/** Every method that names a run. */
export const CALLS_OF_A_RUN: Readonly<
  Record<string, (client: WherobotsClient, id: string) => Promise<unknown>>
> = {
  getRun: (client, id) => client.getRun(id),
  cancelRun: (client, id) => client.cancelRun(id),
  getRunLogs: (client, id) => client.getRunLogs(id, { size: 1 }),
  getRunMetrics: (client, id) => client.getRunMetrics(id),
};

/** `putFile` goes to a signed address, without the key: tests/lifecycle/local-script.test.ts. */
type Method = Exclude<keyof WherobotsClient, "apiUrl" | "putFile">;

/** Every method of the client: one that is missing here does not compile. */
export const ALL_CALLS: Readonly<Record<Method, (client: WherobotsClient) => Promise<unknown>>> = {
  getRun: (client) => client.getRun("run-1"),
  cancelRun: (client) => client.cancelRun("run-1"),
  getRunLogs: (client) => client.getRunLogs("run-1", { size: 1, cursor: "../x?y#z" }),
  getRunMetrics: (client) => client.getRunMetrics("run-1"),
  createRun: (client) => client.createRun(PAYLOAD, "../elsewhere?x=1#y"),
  listRuns: (client) => client.listRuns({ name: "../x?*", cursor: "//elsewhere.test/" }),
  getOrganization: (client) => client.getOrganization(),
  getCurrentUser: (client) => client.getCurrentUser(),
  getQuotas: (client) => client.getQuotas(),
  getConfigHint: (client) => client.getConfigHint(),
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
  createLegacyUploadUrl: (client) => client.createLegacyUploadUrl("a/../b?x#y"),
  listLegacyDirectory: (client) => client.listLegacyDirectory("a/../b?x#y"),
  deleteLegacyFile: (client) => client.deleteLegacyFile("//elsewhere.test/x"),
  getCosts: (client) => client.getCosts(["kube-app-1"]),
};
