import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { createServer as createTcpServer, type Server } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { exchange, failedExchange, KEY } from "../../support/context/exchange";
import { type CertificateName, testCa } from "../../support/network/certificates";
import { type HttpsServer, startHttpsServer } from "../../support/network/https-server";
import { listening } from "../../support/network/listening";
import { REPOSITORY } from "../../support/repository";

/** A process of its own has to start first. */
const CHILD_TIMEOUT_MS = 60_000;

const servers: { close: () => Promise<void> }[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function serve(name: CertificateName): Promise<HttpsServer> {
  const server = await startHttpsServer(name, (_, response) => response.end("{}"));
  servers.push(server);
  return server;
}

describe("a server whose certificate", () => {
  it("is signed by a trusted CA is spoken to", async () => {
    const server = await serve("trusted");
    await expect(exchange(server.url, { ca: testCa() })).resolves.toMatchObject({ status: 200 });
    expect(server.requests).toMatchObject([{ method: "POST", headers: { "x-api-key": KEY } }]);
  });

  it.each([
    ["trusted", false, "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "NODE_EXTRA_CA_CERTS"],
    ["self-signed", false, "DEPTH_ZERO_SELF_SIGNED_CERT", "NODE_EXTRA_CA_CERTS"],
    ["other-host", true, "ERR_TLS_CERT_ALTNAME_INVALID", "for another host"],
    ["expired", true, "CERT_HAS_EXPIRED", "has expired"],
    ["not-yet-valid", true, "CERT_NOT_YET_VALID", "not valid yet"],
  ] as const)("is %s, its CA known: %p, is sent nothing", async (name, isCaKnown, code, words) => {
    const server = await serve(name);
    const failure = await failedExchange(server.url, isCaKnown ? { ca: testCa() } : {});
    expect(failure).toMatchObject({ code, mayHaveApplied: false });
    expect(failure.reason).toContain(words);
    expect(failure.reason).toMatch(/; nothing was sent$/);
    expect(server.requests).toEqual([]);
  });
});

it.each<[string, Server, RegExp]>([
  ["speaks no TLS", createServer(), /no TLS connection could be made/],
  ["hangs up", createTcpServer((socket) => socket.destroy()), /no TLS connection could be made/],
  ["says nothing", createTcpServer(), /./],
])("a handshake with a server that %s fails, and proves that nothing was sent", async (_, tcp, words) => {
  const server = await listening(tcp);
  servers.push(server);
  const limits = { connectTimeoutMs: 50 };
  const failure = await failedExchange(`https://127.0.0.1:${server.port}`, { ca: testCa() }, limits);
  expect(failure).toMatchObject({ mayHaveApplied: false, reason: expect.stringMatching(words) });
});

describe("the environment of a process", () => {
  // rule: key-transport
  it(
    "cannot switch verification off with NODE_TLS_REJECT_UNAUTHORIZED",
    async () => {
      const server = await serve("self-signed");
      const said = await sendElsewhere(server.url, { NODE_TLS_REJECT_UNAUTHORIZED: "0" });
      expect(said).toBe("DEPTH_ZERO_SELF_SIGNED_CERT");
      expect(server.requests).toEqual([]);
    },
    CHILD_TIMEOUT_MS,
  );
});

/** What came of a request in a process of its own: the status, or the code of the failure. */
async function sendElsewhere(url: string, env: Readonly<Record<string, string>>): Promise<string> {
  const program =
    "require(process.argv[1]).exchange(process.argv[2]).then((result) => process.stdout.write(String(result.status ?? result.code)))";
  const exchangeFile = path.join(REPOSITORY, "tests/support/context/exchange.ts");
  const args = ["-r", "ts-node/register/transpile-only", "-e", program, "--", exchangeFile, url];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } });
  return stdout.trim();
}
