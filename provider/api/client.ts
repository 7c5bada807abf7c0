import type { Readable } from "node:stream";
import { z } from "zod";
import { type Clock, type Random, TimeLimit } from "../clock";
import type { Redact } from "../text/redact";
import { safeLine } from "../text/safe-line";
import { VERSION } from "../version";
import { isLasting } from "./connection-text";
import {
  type ApiProblem,
  apiErrorClass,
  ConnectionError,
  OutOfTime,
  ResponseShapeError,
  RunIdError,
} from "./errors";
import {
  type ConfigHint,
  type CurrentUser,
  configHint,
  currentUser,
  type DirectoryPage,
  directoryPage,
  errorBody,
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
import {
  type AttemptOutcome,
  BRIEF_MS,
  decideRetry,
  NOTHING_YET,
  PATIENT_MS,
  surelyNotApplied,
  withOutcome,
} from "./retry";
import { runIdText, storageIdText } from "./run-id";
import type { Priority, TokenBucket } from "./token-bucket";
import { type HttpAnswer, type HttpRequest, type Transport, TransportFailure } from "./transport";

/** What may be said with any call. */
export interface CallOptions {
  /** Aborted: nothing more is sent, and pauses end. */
  signal?: AbortSignal | undefined;
  /** Ends a request that was sent already, for one whose answer is worth more than the time. Default: `signal`. */
  inFlight?: AbortSignal | undefined;
  /**
   * How long failures are borne. False: one attempt only, for callers that have their own patience. Default: `briefly`
   * for logs and metrics, which only inform, else `patiently`.
   */
  retry?: false | "briefly" | "patiently" | undefined;
  /** A failed attempt is not repeated after that time, in milliseconds since the epoch. Default: no such limit. */
  repeatUntilMs?: number | undefined;
  /** Whom of those that wait for the rate limit it passes. Default: nobody. */
  priority?: Priority | undefined;
  /** Told before each attempt that it may take effect from now on, and after one that surely did not. */
  mayApply?: ((may: boolean) => void) | undefined;
  /** Told of each repeat. Default: the client's own. */
  onRetry?: ((text: string) => void) | undefined;
  /**
   * How long the call may take from its first request on, its repeats included: what it waits for before that is the
   * rate of this process, and no fault of the server. Default: as long as they take.
   */
  withinMs?: number | undefined;
}

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

/** How requests are authenticated. */
export interface Credential {
  kind: "apiKey" | "bearer";
  value: string;
  /** Where it was set, and what to do there once the API rejects it. */
  remedy?: string;
}

/** What a client is made of. */
export interface ClientParts {
  /** For example `https://api.cloud.wherobots.com`, without a slash at the end. */
  apiUrl: string;
  credential: Credential;
  transport: Transport;
  bucket: TokenBucket;
  clock: Clock;
  random: Random;
  redact: Redact;
  /** Told of each repeated request. */
  onRetry: (text: string) => void;
}

/** Parameters that are there, a list as one for each of its items. */
type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

interface Call<T> extends CallOptions {
  method: "GET" | "POST" | "DELETE";
  path: string;
  query?: Query;
  body?: unknown;
  /** See HttpRequest. */
  isSubmit?: boolean;
  /** In words, for messages. */
  operation: string;
  repeatable?: boolean;
  limit?: TimeLimit;
  answer: z.ZodType<T>;
}

/**
 * The Wherobots operations that this provider uses, one method each
 * (https://docs.wherobots.com/api-reference/runs/create-a-job-run).
 *
 * Every method throws ApiError (the server refused), ConnectionError (no answer), ResponseShapeError (an answer that
 * is not the API's) or the reason of the signal that aborted it, and RunIdError before anything is sent if an id cannot be one.
 */
export class WherobotsClient {
  constructor(private readonly parts: ClientParts) {}

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

  private async call<T>(call: Call<T>): Promise<T> {
    const { withinMs, signal } = call;
    if (withinMs === undefined) return this.repeated(call);
    const limit = new TimeLimit(withinMs, this.parts.clock, signal);
    try {
      return await this.repeated({ ...call, signal: limit.signal, limit });
    } finally {
      limit.end();
    }
  }

  private async repeated<T>(call: Call<T>): Promise<T> {
    const { clock, random, bucket } = this.parts;
    const {
      repeatable = true,
      repeatUntilMs = Number.POSITIVE_INFINITY,
      onRetry = this.parts.onRetry,
    } = call;
    const policy = { repeatable, patienceMs: call.retry === "briefly" ? BRIEF_MS : PATIENT_MS };
    for (let record = NOTHING_YET; ; ) {
      const result = await this.attempt(call);
      if ("value" in result) return result.value;
      if (surelyNotApplied(result.outcome)) call.mayApply?.(false);
      const nowMs = clock.now();
      record = withOutcome(record, result.outcome, nowMs);
      const decision = decideRetry(record, result.outcome, policy, { nowMs, random });
      // Also where the caller does not try again: the others would be refused.
      if (decision !== "give up" && "pauseMs" in decision) bucket.pause(decision.pauseMs);
      if (decision === "give up" || call.retry === false || call.limit?.isOver) throw result.error;
      const delayMs = "pauseMs" in decision ? decision.pauseMs : decision.retryInMs;
      if (nowMs + delayMs > repeatUntilMs) throw new OutOfTime(result.error);
      onRetry(`${result.error.message}; trying again in ${delayMs} ms`);
      if ("retryInMs" in decision) await this.pause(delayMs, call, result.error);
    }
  }

  private async pause<T>(ms: number, call: Call<T>, error: Error): Promise<void> {
    try {
      await this.parts.clock.sleep(ms, call.signal);
    } catch (reason) {
      throw call.limit?.isOver ? error : reason;
    }
  }

  private async attempt<T>(call: Call<T>): Promise<{ value: T } | { error: Error; outcome: AttemptOutcome }> {
    const { redact, apiUrl } = this.parts;
    const operation = `${call.operation} (${call.method} ${apiUrl}${call.path})`;
    const answer = await this.send(call).catch((error: unknown) => {
      if (error instanceof TransportFailure) return error;
      if (!call.limit?.isOver) throw error;
      return new TransportFailure(
        `no whole answer within ${(call.withinMs ?? 0) / 1000} s`,
        undefined,
        true,
        error,
      );
    });
    if (answer instanceof TransportFailure) {
      const { mayHaveApplied } = answer;
      return {
        error: new ConnectionError(
          operation,
          { reason: answer.reason, code: answer.code, mayHaveApplied, cause: answer.cause },
          redact,
        ),
        outcome: { kind: "connection", mayHaveApplied, isLasting: isLasting(answer.cause) },
      };
    }
    const { status } = answer;
    const retryAfter = answer.headers["retry-after"];
    if (status >= 200 && status < 300) return this.parse(call, operation, answer);
    const remedy = status === 401 ? this.parts.credential.remedy : undefined;
    const error = new (apiErrorClass(status))(operation, { ...problemOf(answer, redact), remedy }, redact);
    return { error, outcome: { kind: "status", status, retryAfter } };
  }

  private async send<T>(call: Call<T>): Promise<HttpAnswer> {
    const { bucket, transport } = this.parts;
    await bucket.take(call.signal, call.priority);
    call.limit?.begin();
    call.mayApply?.(true);
    try {
      return await transport.send(this.request(call));
    } finally {
      bucket.answered(call.priority);
    }
  }

  private request<T>(call: Call<T>): HttpRequest {
    const signal = call.inFlight ?? call.signal;
    const query = queryText(call.query ?? {});
    return {
      method: call.method,
      url: `${this.parts.apiUrl}${call.path}${query ? `?${query}` : ""}`,
      headers: {
        ...this.headers(),
        ...(call.body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(signal ? { signal } : {}),
      ...(call.isSubmit ? { isSubmit: true } : {}),
    };
  }

  private headers(): Record<string, string> {
    const { kind, value } = this.parts.credential;
    return {
      accept: "application/json",
      "user-agent": `pulumi-wherobots/${VERSION}`,
      // The attribution header of the official clients: shown in GET /usage/history.
      "x-wherobots-client": `client=pulumi;ver=${VERSION}`,
      ...(kind === "apiKey" ? { "x-api-key": value } : { authorization: `Bearer ${value}` }),
    };
  }

  private parse<T>(
    call: Call<T>,
    operation: string,
    answer: HttpAnswer,
  ): { value: T } | { error: Error; outcome: AttemptOutcome } {
    const parsed = call.answer.safeParse(parseJson(answer.text));
    if (parsed.success) return { value: parsed.data };
    const issue = parsed.error.issues[0];
    const where =
      issue && issue.path.length > 0
        ? `its field ${issue.path.join(".")} is not as the API describes it`
        : "it is not the JSON that the API describes";
    const reason = `${this.parts.apiUrl} answered ${answer.status} with ${contentType(answer)}, and ${where}; is this the address of the Wherobots API?`;
    const error = new ResponseShapeError(
      operation,
      { reason, requestId: answer.headers["x-request-id"] },
      this.parts.redact,
    );
    // The request itself succeeded: like a lost answer, it is repeated only where that does no harm.
    return { error, outcome: { kind: "connection", mayHaveApplied: true, isLasting: true } };
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

function queryText(query: Query): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const item of [value ?? []].flat()) pairs.append(name, String(item));
  return pairs.toString();
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

function problemOf(answer: HttpAnswer, redact: Redact): ApiProblem {
  const headers = { requestId: answer.headers["x-request-id"], retryAfter: answer.headers["retry-after"] };
  const parsed = errorBody.safeParse(parseJson(answer.text));
  if (!parsed.success) return { status: answer.status, message: foreignText(answer, redact), ...headers };
  const { errors, requestId } = parsed.data;
  const shown = (text: string | null | undefined): string => safeLine(text ?? "", MAX_ERROR_TEXT, redact);
  // Several errors: each one is said, as far as there is room.
  const joined = (texts: (string | null | undefined)[]): string =>
    shown(texts.filter((text) => (text ?? "") !== "").join("; "));
  const [first] = errors;
  return {
    status: answer.status,
    code: shown(first?.code),
    message: joined(errors.map((error) => error.message)),
    details: joined(errors.map((error) => error.details)),
    field: shown(first?.field),
    suggestion: shown(first?.suggestion),
    requestId: requestId === undefined || requestId === null ? headers.requestId : shown(requestId),
    retryAfter: headers.retryAfter,
  };
}

const MAX_ERROR_TEXT = 1_000;
const MAX_FOREIGN_TEXT = 200;

/** What to show of an answer that is not the API's: enough to recognise a proxy or a login page. */
function foreignText(answer: HttpAnswer, redact: Redact): string {
  // Redacted first: what is between < and > may be part of a secret.
  const plain = redact(answer.text)
    // Not [^>]: in a megabyte of "<" each would be looked for to the end.
    .replace(/<[^<>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const shown = safeLine(plain, MAX_FOREIGN_TEXT, redact);
  return `the answer is ${contentType(answer)}, not the API's${shown ? `: "${shown}"` : ""}`;
}

function contentType(answer: HttpAnswer): string {
  return answer.headers["content-type"]?.split(";")[0] || "no content type";
}

function parseJson(textBody: string): unknown {
  try {
    return JSON.parse(textBody);
  } catch {
    return undefined;
  }
}
