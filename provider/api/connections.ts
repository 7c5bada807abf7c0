import { buildConnector, type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";

/** The proxy for https addresses, as the environment names it. */
export interface ProxySettings {
  /** For example `http://proxy.test:3128`, without user and password. */
  origin: string;
  /** The value of `Proxy-Authorization`; undefined where the proxy asks for none. */
  authorization: string | undefined;
  /** Hosts that are reached without the proxy, in the form of NO_PROXY; empty: none. */
  noProxy: string;
}

/** Limits of one exchange. */
export interface TransportLimits {
  /** For each step of a connection: to the server or the proxy, the proxy's consent, the TLS handshake. */
  connectTimeoutMs: number;
  headersTimeoutMs: number;
  /** The same of a request that submits a run. */
  submitTimeoutMs: number;
  bodyTimeoutMs: number;
  /** A larger answer is refused. A page of 100 runs with the API's longest fields is about 10 MB. */
  maxResponseBytes: number;
}

/** To one host. A thousand submits at once would open as many, each with buffers of its own, and use each once. */
const MAX_CONNECTIONS = 64;

/** No connection was made, so the API has seen nothing of the request. `cause` says why. */
export class NotConnected extends Error {
  override name = "NotConnected";

  constructor(cause: Error) {
    super("no connection", { cause });
  }
}

/** The proxy cannot be reached, or refuses: the `cause` of a NotConnected. */
export class ProxyFailure extends Error {
  override name = "ProxyFailure";

  constructor(
    /** Host and port of the proxy. */
    readonly proxy: string,
    /** HTTP status of its refusal; undefined if it did not answer. */
    readonly status: number | undefined,
    cause?: unknown,
  ) {
    super("the proxy made no connection", { cause });
  }
}

/**
 * The connections of one client: kept alive, through the proxy for https addresses that are not excepted.
 *
 * @param ca certificates that are trusted instead of Node's own, for tests
 */
export function openConnections(
  limits: TransportLimits,
  proxy: ProxySettings | undefined,
  ca?: string,
): Dispatcher {
  // Said explicitly: what NODE_TLS_REJECT_UNAUTHORIZED says would only be the default.
  const tls = { timeout: limits.connectTimeoutMs, rejectUnauthorized: true, ...(ca ? { ca } : {}) };
  return new EnvHttpProxyAgent({
    // Empty instead of absent: undici reads the environment for what is absent, and HTTPS falls back to HTTP_PROXY.
    httpProxy: "",
    httpsProxy: proxy?.origin ?? "",
    noProxy: proxy?.noProxy ?? "",
    ...(proxy?.authorization === undefined ? {} : { token: proxy.authorization }),
    connect: buildConnector(tls),
    requestTls: tls,
    clientFactory: (origin) => proxyClient(origin, tls),
    factory: (origin: string | URL, options: object) =>
      new Pool(origin, { ...options, connect: knownAsNotConnected(options) }),
    connections: MAX_CONNECTIONS,
    headersTimeout: limits.headersTimeoutMs,
    bodyTimeout: limits.bodyTimeoutMs,
    maxResponseSize: limits.maxResponseBytes,
  });
}

/** Tells a failed connection from a broken one by its place and not by its code, of which Node and OpenSSL know hundreds. */
function knownAsNotConnected(options: object): buildConnector.connector {
  const { connect } = options as { connect: buildConnector.connector };
  return (target, callback) => {
    connect(target, (...[error, socket]) => {
      if (error) callback(new NotConnected(error), null);
      else callback(null, socket);
    });
  };
}

/** Opens tunnels. Without a time limit of its own a proxy that never consents would be waited for for minutes. */
function proxyClient(origin: URL, tls: { timeout: number }): Dispatcher {
  const pool = new Pool(origin, { connect: tls, headersTimeout: tls.timeout });
  const open = pool.connect.bind(pool);
  const connect = async (target: Parameters<typeof open>[0]): Promise<Dispatcher.ConnectData> => {
    const answer = await open(target).catch((error: unknown) => {
      throw new ProxyFailure(origin.host, undefined, error);
    });
    if (answer.statusCode === 200) return answer;
    answer.socket.on("error", () => undefined).destroy();
    throw new ProxyFailure(origin.host, answer.statusCode);
  };
  return Object.assign(pool, { connect });
}
