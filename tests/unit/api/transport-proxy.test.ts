import type { IncomingMessage, ServerResponse } from "node:http";
import { proxySettings } from "../../../provider/account/proxy";
import type { ProxySettings } from "../../../provider/api/connections";
import { type TransportLimits } from "../../../provider/api/transport";
import { exchange, failedExchange, KEY } from "../../support/context/exchange";
import { type CertificateName, testCa } from "../../support/network/certificates";
import { type ConnectProxy, type Consent, startConnectProxy } from "../../support/network/connect-proxy";
import { type HttpsServer, startHttpsServer } from "../../support/network/https-server";

/** Known to the proxies of these tests only. */
const API = "https://api.wherobots.test";

interface World {
  server: HttpsServer;
  proxy: ConnectProxy;
}

const closing: { close: () => Promise<void> }[] = [];
afterEach(() => Promise.all(closing.splice(0).map((server) => server.close())));

async function world(
  options: Parameters<typeof startConnectProxy>[1] = {},
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end("{}"),
  certificate: CertificateName = "trusted",
): Promise<World> {
  const server = await startHttpsServer(certificate, answer);
  const proxy = await startConnectProxy(server.port, options);
  closing.push(proxy, server);
  return { server, proxy };
}

/** As the environment would say it. */
function route(httpsProxy: string, noProxy = ""): { proxy: ProxySettings | undefined; ca: string } {
  const problems: string[] = [];
  const proxy = proxySettings({ HTTPS_PROXY: httpsProxy, NO_PROXY: noProxy }, problems);
  expect(problems).toEqual([]);
  return { proxy, ca: testCa() };
}

describe("through a proxy", () => {
  it("the API is spoken to, and the proxy never receives the key", async () => {
    const { server, proxy } = await world();
    await expect(exchange(`${API}/runs`, route(proxy.url))).resolves.toMatchObject({
      status: 200,
      text: "{}",
    });
    expect(server.requests).toMatchObject([{ method: "POST", path: "/runs", headers: { "x-api-key": KEY } }]);
    expect(proxy.targets).toEqual(["api.wherobots.test:443"]);
    expect(Object.keys(proxy.headers[0] ?? {}).sort()).toEqual(["connection", "host", "proxy-connection"]);
    expect(proxy.seen()).not.toContain(KEY);
  });

  it("an https proxy is spoken to over TLS", async () => {
    const { server, proxy } = await world({ certificate: "trusted" });
    await expect(exchange(API, route(proxy.url))).resolves.toMatchObject({ status: 200 });
    expect(server.requests).toHaveLength(1);
  });

  it("user and password go to the proxy, and not to the API", async () => {
    const { server, proxy } = await world();
    const url = proxy.url.replace("://", "://me%40work:se%3Acret@");
    await exchange(API, route(url));
    const expected = `Basic ${Buffer.from("me@work:se:cret").toString("base64")}`;
    expect(proxy.headers.map((headers) => headers["proxy-authorization"])).toEqual([expected]);
    expect(server.requests[0]?.headers).not.toHaveProperty("proxy-authorization");
  });

  it.each([
    ["that is not trusted", "self-signed", API, "DEPTH_ZERO_SELF_SIGNED_CERT"],
    ["for another host", "trusted", "https://elsewhere.test", "ERR_TLS_CERT_ALTNAME_INVALID"],
  ] as const)("a certificate %s is refused behind the proxy too", async (_, certificate, address, code) => {
    const { server, proxy } = await world({}, undefined, certificate);
    expect(await failedExchange(address, route(proxy.url))).toMatchObject({ code, mayHaveApplied: false });
    expect(server.requests).toEqual([]);
  });

  it("hosts of NO_PROXY are reached without it", async () => {
    const { server, proxy } = await world();
    const address = server.url.replace("127.0.0.1", "localhost");
    await expect(exchange(address, route(proxy.url, "elsewhere.test, localhost"))).resolves.toMatchObject({
      status: 200,
    });
    expect(proxy.connections()).toBe(0);
  });
});

describe("a proxy that makes no connection proves that the API saw nothing", () => {
  it.each<[Consent, RegExp]>([
    [407, /^the proxy 127\.0\.0\.1:\d+ requires authentication \(HTTP 407\).*HTTPS_PROXY/],
    [403, /^the proxy 127\.0\.0\.1:\d+ refused the connection \(HTTP 403\).*NO_PROXY/],
    [502, /^the proxy 127\.0\.0\.1:\d+ refused the connection \(HTTP 502\).*NO_PROXY/],
    ["silence", /^the proxy 127\.0\.0\.1:\d+ made no connection \(UND_ERR_HEADERS_TIMEOUT\)/],
    ["hang-up", /^the proxy 127\.0\.0\.1:\d+ made no connection \(UND_ERR_SOCKET\)/],
  ])("with %s to CONNECT", async (consent, words) => {
    const { server, proxy } = await world({ consent });
    const failure = await failedExchange(API, route(proxy.url.replace("://", "://me:hunter22@")), {
      connectTimeoutMs: 50,
    });
    expect(failure).toMatchObject({ mayHaveApplied: false });
    expect(failure.reason).toMatch(words);
    expect(failure.reason).toMatch(/; the API was sent nothing$/);
    expect(failure.reason).not.toContain("hunter22");
    expect(server.connections()).toBe(0);
    expect(proxy.targets).toHaveLength(1);
  });

  it.each([
    ["which is not there", "ECONNREFUSED", "correct HTTPS_PROXY", {}],
    [
      "whose own certificate is not trusted",
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "the proxy localhost:",
      { certificate: "self-signed" },
    ],
  ] as const)("%s", async (_, code, words, options) => {
    const { server, proxy } = await world(options);
    if (code === "ECONNREFUSED") await proxy.close();
    const failure = await failedExchange(API, route(proxy.url));
    expect(failure).toMatchObject({ code, mayHaveApplied: false });
    expect(failure.reason).toContain(words);
    expect([server.connections(), proxy.targets]).toEqual([0, []]);
  });
});

it.each<[string, Partial<TransportLimits>, code: string, (response: ServerResponse) => unknown]>([
  ["the time of the first byte", { headersTimeoutMs: 50 }, "UND_ERR_HEADERS_TIMEOUT", () => undefined],
  [
    "the time of the rest",
    { bodyTimeoutMs: 50 },
    "UND_ERR_BODY_TIMEOUT",
    (to) => to.writeHead(200).write("{"),
  ],
  ["the size", { maxResponseBytes: 9 }, "UND_ERR_RES_EXCEEDED_MAX_SIZE", (to) => to.end(" ".repeat(20))],
])("the limit of an answer holds through a proxy: %s", async (_, limits, code, answer) => {
  const { server, proxy } = await world({}, (_request, response) => void answer(response));
  const failure = await failedExchange(API, route(proxy.url), limits);
  expect(failure).toMatchObject({ code, mayHaveApplied: true });
  expect(server.requests).toHaveLength(1);
});
