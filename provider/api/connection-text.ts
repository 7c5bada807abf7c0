import { NotConnected, ProxyFailure } from "./connections";

/* What to say of an exchange that got no whole answer: what happened, and what to do. */

const UNTRUSTED =
  "the server's certificate is not signed by a CA that this machine trusts: if a proxy or your organisation signs it, " +
  "name the file with its CA certificate in NODE_EXTRA_CA_CERTS";
const NO_TLS =
  "no TLS connection could be made: is it an https address, and does a proxy or a firewall stand between?";

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
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  CERT_HAS_EXPIRED:
    "the server's certificate has expired: check the clock of this machine, then ask who runs the server",
  CERT_NOT_YET_VALID: "the server's certificate is not valid yet: check the clock of this machine",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "the server's certificate is made out for another host: check wherobots:apiUrl, and whether something answers in its place",
  EPROTO: NO_TLS,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
};

/** The same codes mean something else before the connection was there. */
const REASON_BY_CODE_BEFORE: Readonly<Record<string, string>> = {
  ECONNRESET: NO_TLS,
  UND_ERR_SOCKET: NO_TLS,
};

/** What a repeat hardly mends: an address, a certificate, an answer of this size. */
const LASTING: ReadonlySet<string> = new Set([
  "ENOTFOUND",
  "UND_ERR_RES_EXCEEDED_MAX_SIZE",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  ...Object.entries(REASON_BY_CODE).flatMap(([code, reason]) =>
    reason === UNTRUSTED || reason === NO_TLS ? [code] : [],
  ),
]);

const OTHER_WAY = "correct HTTPS_PROXY, or name the API's host in NO_PROXY to go without the proxy";

/** What happened, with its code if there is one. */
export function connectionText(error: unknown): string {
  if (!(error instanceof NotConnected)) return withCode(reasonOf(error), error);
  const { cause } = error;
  if (cause instanceof ProxyFailure) return `${proxyText(cause)}; the API was sent nothing`;
  const before = REASON_BY_CODE_BEFORE[codeOf(cause) ?? ""];
  return `${withCode(before ?? reasonOf(cause), cause)}; nothing was sent`;
}

/** The system's or the HTTP client's code of an error, that of the cause where a connection was not made. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof NotConnected || error instanceof ProxyFailure) return codeOf(error.cause);
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** True if the same is to be expected of the next attempt: it is a matter of the set-up. */
export function isLasting(error: unknown): boolean {
  const isRefusedByProxy = error instanceof ProxyFailure && error.status !== undefined;
  return isRefusedByProxy || LASTING.has(codeOf(error) ?? "");
}

function proxyText({ proxy, status, cause }: ProxyFailure): string {
  if (status === 407) {
    return `the proxy ${proxy} requires authentication (HTTP 407): set the right user and password in HTTPS_PROXY, as http://user:password@${proxy}`;
  }
  if (status !== undefined) return `the proxy ${proxy} refused the connection (HTTP ${status}): ${OTHER_WAY}`;
  return `the proxy ${proxy} made no connection (${codeOf(cause) ?? "no code"}): ${OTHER_WAY}`;
}

function reasonOf(error: unknown): string {
  return REASON_BY_CODE[codeOf(error) ?? ""] ?? (error instanceof Error ? error.message : String(error));
}

function withCode(reason: string, error: unknown): string {
  const code = codeOf(error);
  return code === undefined ? reason : `${reason} (${code})`;
}
