import { Readable } from "node:stream";
import { errors, request } from "undici";
import type { Clock } from "../clock";
import { codeOf, connectionText } from "./connection-text";
import { NotConnected, openConnections, type ProxySettings, type TransportLimits } from "./connections";

export type { TransportLimits } from "./connections";

/** One HTTP exchange, before any meaning is read into it. */
export interface HttpRequest {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Of a PUT it is signed, and so a secret. */
  url: string;
  headers: Readonly<Record<string, string>>;
  /** A stream that fails ends the request before its last byte is sent. */
  body?: string | Readable;
  signal?: AbortSignal;
  /** True: the answer to it may take as long as that to a submit. Default false. */
  isSubmit?: boolean;
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
  /** @throws TransportFailure, the error of the stream that is the body, or the signal's reason when aborted */
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** The limits used outside tests. */
export const DEFAULT_LIMITS: TransportLimits = {
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 30_000,
  // A gateway on the way gives up sooner: a submit that is slow must not look like one that is lost.
  submitTimeoutMs: 3 * 60_000,
  bodyTimeoutMs: 30_000,
  maxResponseBytes: 32 * 1024 * 1024,
};

/** Where a transport's connections go. */
export interface Route {
  /** Undefined: none. */
  proxy?: ProxySettings | undefined;
  /** Certificates that are trusted instead of Node's own, for tests. */
  ca?: string;
}

/**
 * A transport over undici. Certificates are always verified, whatever the environment says; redirects are not
 * followed, so that the key never reaches another host.
 */
export function createTransport(limits: TransportLimits = DEFAULT_LIMITS, route: Route = {}): Transport {
  const dispatcher = openConnections(limits, route.proxy, route.ca);
  return {
    send: async ({ url, signal, isSubmit, ...rest }) => {
      const within = isSubmit ? { headersTimeout: limits.submitTimeoutMs } : {};
      try {
        const answer = await request(url, { ...rest, ...within, ...(signal ? { signal } : {}), dispatcher });
        return {
          status: answer.statusCode,
          headers: flatten(answer.headers),
          text: await answer.body.text(),
        };
      } catch (error) {
        signal?.throwIfAborted();
        throw bodyError(rest.body) ?? failure(error);
      }
    },
    close: () => dispatcher.close(),
  };
}

/** How connections break below undici, which destroys the body of the request with the same error. */
const BROKEN_CONNECTION: ReadonlySet<string> = new Set(["ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT"]);

/** What went wrong with the body itself: its file cannot be read, say. */
function bodyError(body: HttpRequest["body"]): Error | undefined {
  const error = body instanceof Readable ? body.errored : null;
  const isOfConnection =
    error instanceof NotConnected ||
    error instanceof errors.UndiciError ||
    BROKEN_CONNECTION.has(codeOf(error) ?? "");
  return isOfConnection ? undefined : (error ?? undefined);
}

function failure(error: unknown): TransportFailure {
  const cause = error instanceof NotConnected ? error.cause : error;
  return new TransportFailure(connectionText(error), codeOf(error), !isBeforeSending(error), cause);
}

/** True if the failure itself proves that the API saw nothing: no connection, or a request that undici would not send. */
function isBeforeSending(error: unknown): boolean {
  return error instanceof NotConnected || error instanceof errors.InvalidArgumentError;
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}

/**
 * A transport that tells of each request once it has ended, in one line: method, path, outcome, time and request id.
 * Headers and bodies are left out: they hold the key and the inputs.
 *
 * @param tell takes the line, in which secrets of the path and the query are not hidden yet
 */
export function toldTransport(
  transport: Transport,
  clock: Pick<Clock, "now">,
  tell: (line: string) => void,
): Transport {
  return {
    ...transport,
    send: async (request) => {
      const sentAtMs = clock.now();
      const told = (outcome: string): void =>
        tell(`${request.method} ${pathOf(request)}: ${outcome} in ${clock.now() - sentAtMs} ms`);
      try {
        const answer = await transport.send(request);
        told(answerText(answer));
        return answer;
      } catch (error) {
        told(error instanceof TransportFailure ? (error.code ?? error.reason) : "given up");
        throw error;
      }
    },
  };
}

function pathOf({ url, method }: HttpRequest): string {
  const { pathname, search } = new URL(url);
  return method === "PUT" ? pathname : `${pathname}${search}`;
}

function answerText({ status, headers }: HttpAnswer): string {
  const requestId = headers["x-request-id"];
  return requestId === undefined ? String(status) : `${status} (request id ${requestId})`;
}
