import { Agent, request } from "undici";

/** One HTTP exchange, before any meaning is read into it. */
export interface HttpRequest {
  method: "GET" | "POST";
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
  signal?: AbortSignal;
}

/** What came back, whole. */
export interface HttpAnswer {
  status: number;
  /** Names in lower case; a repeated header is joined with ", ". */
  headers: Readonly<Record<string, string>>;
  text: string;
}

/** Thrown when no whole answer arrived. */
export class TransportFailure extends Error {
  override name = "TransportFailure";

  constructor(
    readonly reason: string,
    readonly code: string | undefined,
    readonly mayHaveApplied: boolean,
    cause: unknown,
  ) {
    super(reason, { cause });
  }
}

/** Sends requests over one pool of kept-alive connections. */
export interface Transport {
  /** @throws TransportFailure, or the signal's reason when aborted */
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** Limits of one exchange. */
export interface TransportLimits {
  connectTimeoutMs: number;
  headersTimeoutMs: number;
  bodyTimeoutMs: number;
  /** A larger answer is refused. A page of 100 runs with the API's longest fields is about 10 MB. */
  maxResponseBytes: number;
}

/** The limits used outside tests. */
export const DEFAULT_LIMITS: TransportLimits = {
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 30_000,
  bodyTimeoutMs: 30_000,
  maxResponseBytes: 32 * 1024 * 1024,
};

/** Codes that say: no connection was made, so the server saw nothing. */
const NEVER_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_INVALID_ARG",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_HAS_EXPIRED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

const REASON_BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused: is the address right, and does the server run?",
  ENOTFOUND: "the host name is not known: check wherobots:apiUrl and the network",
  EAI_AGAIN: "the host name could not be looked up: check the network",
  ECONNRESET: "the connection broke before the answer was complete",
  UND_ERR_SOCKET: "the connection broke before the answer was complete",
  UND_ERR_CONNECT_TIMEOUT: "no connection could be made in time: check the network, a proxy or a firewall",
  UND_ERR_HEADERS_TIMEOUT: "no answer came in time",
  UND_ERR_BODY_TIMEOUT: "the answer stopped half-way",
  UND_ERR_RES_EXCEEDED_MAX_SIZE: "the answer is larger than this client accepts",
};

/**
 * A transport over undici. TLS verification is Node's own and cannot be switched off here; redirects are not
 * followed, so that the key never reaches another host.
 */
export function createTransport(limits: TransportLimits = DEFAULT_LIMITS): Transport {
  const agent = new Agent({
    connect: { timeout: limits.connectTimeoutMs },
    headersTimeout: limits.headersTimeoutMs,
    bodyTimeout: limits.bodyTimeoutMs,
    maxResponseSize: limits.maxResponseBytes,
  });
  return {
    send: async ({ url, signal, ...rest }) => {
      try {
        const answer = await request(url, { ...rest, ...(signal ? { signal } : {}), dispatcher: agent });
        return {
          status: answer.statusCode,
          headers: flatten(answer.headers),
          text: await answer.body.text(),
        };
      } catch (error) {
        signal?.throwIfAborted();
        throw failure(error);
      }
    },
    close: () => agent.close(),
  };
}

function failure(error: unknown): TransportFailure {
  const code = errorCode(error);
  const reason = (code && REASON_BY_CODE[code]) ?? (error instanceof Error ? error.message : String(error));
  const named = code === undefined ? reason : `${reason} (${code})`;
  return new TransportFailure(named, code, !(code !== undefined && NEVER_CONNECTED.has(code)), error);
}

function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}
