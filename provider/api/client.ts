import type { Readable } from "node:stream";
import { z } from "zod";
import { ApiCaller, type Call, type CallOptions, type ClientParts } from "./caller";
import { RunIdError } from "./errors";
import {
  type ConfigHint,
  type CurrentUser,
  configHint,
  currentUser,
  type DirectoryPage,
  directoryPage,
  type LogsPage,
  legacyDirectory,
  legacyUploadTarget,
  logsPage,
  type NewRun,
  type NewStorage,
  newStorageSource,
  type Organization,
  organization,
  type Quotas,
  quotas,
  type RunMetrics,
  type RunPage,
  type RunView,
  readableRunPage,
  runMetrics,
  runPage,
  runView,
  type StorageAccessView,
  type StorageSource,
  type StorageSources,
  storageAccess,
  storageSource,
  storageSources,
  type TrustPolicyView,
  trustPolicy,
  type UploadTarget,
  uploadTarget,
  type WorkloadCosts,
  workloadCosts,
} from "./models";
import { runIdText, storageIdText } from "./run-id";
import type { HttpAnswer } from "./transport";

/** Filters of GET /runs. */
export interface ListRunsQuery {
  /** Exact name, or with one `*` anywhere. */
  name?: string;
  createdAfter?: Date;
  status?: readonly string[];
  region?: string;
  cursor?: string;
  /** 1 to 100; default of the API 50. */
  size?: number;
}

/** What may be said of a listing. */
export interface ListOptions extends CallOptions {
  /** True: an item that cannot be read is left out. Default false: it makes the page one that is not the API's. */
  readableOnly?: boolean;
}

/** A place in a storage of the organisation. */
export interface StoredPath {
  storageId: string;
  /** Below the root of the storage; its parts are separated by `/`. */
  path: string;
}

/**
 * The Wherobots operations that this provider uses, one method each
 * (https://docs.wherobots.com/api-reference/runs/create-a-job-run).
 *
 * Every method throws ApiError (the server refused), ConnectionError (no answer), ResponseShapeError (an answer that
 * is not the API's) or the reason of the signal that aborted it, and RunIdError before anything is sent if an id cannot be one.
 */
export class WherobotsClient {
  private readonly caller: ApiCaller;

  constructor(private readonly parts: ClientParts) {
    this.caller = new ApiCaller(parts);
  }

  get apiUrl(): string {
    return this.parts.apiUrl;
  }

  /** POST /runs: starts a run. Repeated only where no run can have been started. */
  createRun(payload: NewRun, region: string | undefined, options?: CallOptions): Promise<RunView> {
    return this.call({
      ...options,
      method: "POST",
      path: "/runs",
      query: { region },
      body: payload,
      operation: `submit the run "${payload.name}"`,
      isSubmit: true,
      repeatable: false,
      answer: runView,
    });
  }

  /** GET /runs/{run_id}. */
  async getRun(runId: string, options?: CallOptions): Promise<RunView> {
    return this.get(runPath(runId), `read run ${runId}`, runView, options);
  }

  /** GET /runs: one page. The order is not promised by the API. */
  listRuns(filter: ListRunsQuery, options: ListOptions = {}): Promise<RunPage> {
    const { name, createdAfter, ...others } = filter;
    const { readableOnly = false, ...call } = options;
    return this.call({
      ...call,
      method: "GET",
      path: "/runs",
      query: { name, created_after: createdAfter?.toISOString(), ...others },
      operation: `list the runs named "${name ?? "*"}"`,
      answer: readableOnly ? readableRunPage : runPage,
    });
  }

  /** POST /runs/{run_id}/cancel: asks for the end of a run; it ends some time after. */
  async cancelRun(runId: string, options?: CallOptions): Promise<RunView> {
    const path = `${runPath(runId)}/cancel`;
    return this.call({ ...options, method: "POST", path, operation: `cancel run ${runId}`, answer: runView });
  }

  /** GET /runs/{run_id}/logs: one page from `cursor` on. */
  async getRunLogs(
    runId: string,
    page: { cursor?: string; size: number },
    options?: CallOptions,
  ): Promise<LogsPage> {
    return this.call({
      retry: "briefly",
      ...options,
      method: "GET",
      path: `${runPath(runId)}/logs`,
      query: page,
      operation: `read the logs of run ${runId}`,
      answer: logsPage,
    });
  }

  /** GET /runs/{run_id}/metrics: cost and spatial units among others. */
  async getRunMetrics(runId: string, options?: CallOptions): Promise<RunMetrics> {
    const operation = `read the metrics of run ${runId}`;
    return this.get(`${runPath(runId)}/metrics`, operation, runMetrics, { retry: "briefly", ...options });
  }

  /** POST /usage/costs: what runs cost, by the ids of their `kubeApp`, at most 100 of them. Changes nothing. */
  getCosts(kubeAppIds: readonly string[], options?: CallOptions): Promise<WorkloadCosts> {
    return this.call({
      ...options,
      method: "POST",
      path: "/usage/costs",
      body: { kubeAppIds },
      operation: `read what ${kubeAppIds.length === 1 ? "a run costs" : `${kubeAppIds.length} runs cost`}`,
      answer: workloadCosts,
    });
  }

  /** GET /organization: the organisation of this credential. */
  getOrganization(options?: CallOptions): Promise<Organization> {
    return this.get("/organization", "read the organisation of this key", organization, options);
  }

  /** GET /organization/quota/organization: the limits of the organisation. */
  getQuotas(options?: CallOptions): Promise<Quotas> {
    const path = "/organization/quota/organization";
    return this.get(path, "read the quotas of this organisation", quotas, options);
  }

  /** GET /me/jupyter/lab/config-hint: the runtimes that the account may use. */
  getConfigHint(options?: CallOptions): Promise<ConfigHint> {
    return this.get("/me/jupyter/lab/config-hint", "read the runtimes of this account", configHint, options);
  }

  /** GET /storage: the storages of the organisation, in one answer. */
  listStorages(options?: CallOptions): Promise<StorageSources> {
    return this.get("/storage", "list the storages of this organisation", storageSources, options);
  }

  /** POST /storage: creates a storage integration. Repeated only where none can have been created. */
  createStorage(storage: NewStorage, options?: CallOptions): Promise<StorageSource> {
    return this.call({
      ...options,
      method: "POST",
      path: "/storage",
      body: storage,
      operation: `create the storage integration "${storage.name}"`,
      repeatable: false,
      answer: newStorageSource,
    });
  }

  /** GET /storage/{integration_id}. */
  async getStorage(storageId: string, options?: CallOptions): Promise<StorageSource> {
    return this.call({
      ...options,
      method: "GET",
      path: integrationPath(storageId),
      operation: `read storage ${storageId}`,
      answer: storageSource,
    });
  }

  /** DELETE /storage/{integration_id}: forgets an integration; the objects in its bucket stay. */
  async deleteStorage(storageId: string, options?: CallOptions): Promise<unknown> {
    return this.call({
      ...options,
      method: "DELETE",
      path: integrationPath(storageId),
      operation: `delete storage ${storageId}`,
      answer: z.unknown(),
    });
  }

  /** POST /storage/{integration_id}/access: tries what the role of an integration may do. Changes nothing. */
  async checkStorageAccess(storageId: string, options?: CallOptions): Promise<StorageAccessView> {
    return this.call({
      ...options,
      method: "POST",
      path: `${integrationPath(storageId)}/access`,
      operation: `check the access of storage ${storageId}`,
      answer: storageAccess,
    });
  }

  /** GET /storage/trust-relationship: whom a role has to trust, so that a storage integration can use it. */
  getTrustPolicy(trustedAccountIds: readonly string[], options?: CallOptions): Promise<TrustPolicyView> {
    return this.call({
      ...options,
      method: "GET",
      path: "/storage/trust-relationship",
      query: { trustedAccountIds },
      operation: "read the trust policy for roles of storage integrations",
      answer: trustPolicy,
    });
  }

  /** POST /storage/{storage_id}/file-upload-url/{path}: an address that takes the bytes of an object. Uploads nothing yet. */
  createUploadUrl(file: StoredPath, options?: CallOptions): Promise<UploadTarget> {
    return this.call({
      ...options,
      method: "POST",
      path: storagePath(file, "file-upload-url"),
      operation: `ask for an upload address for ${file.path}`,
      answer: uploadTarget,
    });
  }

  /** GET /storage/{storage_id}/directories/{path}: one page of the files and folders of a folder. */
  listDirectory(folder: StoredPath, cursor?: string, options?: CallOptions): Promise<DirectoryPage> {
    // Without a limit the API sends everything at once, and it fails above 1000.
    const query = { limit: 1000, cursor };
    return this.call({
      ...options,
      method: "GET",
      path: storagePath(folder, "directories"),
      query,
      operation: `list the folder ${folder.path}`,
      answer: directoryPage,
    });
  }

  /** DELETE /storage/{storage_id}/files/{path}: deletes an object. */
  deleteFile(file: StoredPath, options?: CallOptions): Promise<unknown> {
    return this.call({
      ...options,
      method: "DELETE",
      path: storagePath(file, "files"),
      operation: `delete the file ${file.path}`,
      answer: z.unknown(),
    });
  }

  /** POST /files/upload-url: the same for organisations without storages. `key` begins with the bucket, as below. */
  createLegacyUploadUrl(key: string, options?: CallOptions): Promise<z.infer<typeof legacyUploadTarget>> {
    return this.call({
      ...options,
      method: "POST",
      path: "/files/upload-url",
      query: { key },
      operation: `ask for an upload address for ${key}`,
      answer: legacyUploadTarget,
    });
  }

  /** GET /files/dir: the files and folders of a folder. */
  listLegacyDirectory(dir: string, options?: CallOptions): Promise<z.infer<typeof legacyDirectory>> {
    return this.call({
      ...options,
      method: "GET",
      path: "/files/dir",
      query: { dir },
      operation: `list the folder ${dir}`,
      answer: legacyDirectory,
    });
  }

  /** DELETE /files: deletes an object. */
  deleteLegacyFile(key: string, options?: CallOptions): Promise<unknown> {
    return this.call({
      ...options,
      method: "DELETE",
      path: "/files",
      body: [key],
      operation: `delete the file ${key}`,
      answer: z.unknown(),
    });
  }

  /**
   * PUTs the bytes of an object to an address of `createUploadUrl`, once. The signature of the address covers no header,
   * so none is sent but the length: a content type would be refused, and the key is none of that server's business.
   *
   * @throws TransportFailure, the error of the body, or the reason of the signal that aborted it
   */
  putFile(url: string, body: Readable, sizeBytes: number, signal: AbortSignal): Promise<HttpAnswer> {
    const headers = { "content-length": String(sizeBytes) };
    return this.parts.transport.send({ method: "PUT", url, headers, body, signal });
  }

  /** GET /users/me: the user that this credential acts as. */
  getCurrentUser(options?: CallOptions): Promise<CurrentUser> {
    return this.get("/users/me", "read the user of this key", currentUser, options);
  }

  /** Reads what has no query. */
  private get<T>(
    path: string,
    operation: string,
    answer: z.ZodType<T>,
    options: CallOptions | undefined,
  ): Promise<T> {
    return this.call({ ...options, method: "GET", path, operation, answer });
  }

  private call<T>(call: Call<T>): Promise<T> {
    return this.caller.call(call);
  }
}

/** The server takes each part of a path by itself. */
function storagePath({ storageId, path }: StoredPath, operation: string): string {
  const parts = [storageId, operation, ...path.split("/")];
  // The URL class would take them, encoded too, for steps to another operation.
  if (parts.some((part) => part === "." || part === ".." || part === ""))
    throw new RangeError("a storage and a path in it have no parts that are empty, . or ..");
  return `/storage/${parts.map(encodeURIComponent).join("/")}`;
}

function runPath(runId: string): string {
  return `/runs/${segment(runId, runIdText)}`;
}

function integrationPath(storageId: string): string {
  return `/storage/${segment(storageId, storageIdText)}`;
}

function segment(id: string, text: z.ZodString): string {
  const checked = text.safeParse(id);
  if (!checked.success) throw new RunIdError(checked.error.issues[0]?.message ?? "");
  return encodeURIComponent(id);
}
