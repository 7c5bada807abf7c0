import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { CA_FILE, type CertificateName, testCa } from "../../harness/certificates";
import { type HttpsServer, startHttpsServer } from "../../harness/https-server";
import { listening } from "../../harness/listening";
import { exchange, failedExchange, KEY } from "./exchange";

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
    {
      name: "trusted",
      isCaKnown: false,
      code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      words: "NODE_EXTRA_CA_CERTS",
    },
    {
      name: "self-signed",
      isCaKnown: false,
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
      words: "NODE_EXTRA_CA_CERTS",
    },
    { name: "other-host", isCaKnown: true, code: "ERR_TLS_CERT_ALTNAME_INVALID", words: "for another host" },
    { name: "expired", isCaKnown: true, code: "CERT_HAS_EXPIRED", words: "has expired" },
    { name: "not-yet-valid", isCaKnown: true, code: "CERT_NOT_YET_VALID", words: "not valid yet" },
  ] as const)(
    "is $name, its CA known: $isCaKnown, is sent nothing",
    async ({ name, isCaKnown, code, words }) => {
      const server = await serve(name);
      const failure = await failedExchange(server.url, isCaKnown ? { ca: testCa() } : {});
      expect(failure).toMatchObject({ code, mayHaveApplied: false });
      expect(failure.reason).toContain(words);
      expect(failure.reason).toMatch(/; nothing was sent$/);
      expect(server.requests).toEqual([]);
    },
  );
});

describe("a handshake that fails in any other way proves that nothing was sent", () => {
  it("where the server speaks no TLS", async () => {
    const server = await listening(createServer((_, response) => response.end("{}")));
    servers.push(server);
    const failure = await failedExchange(`https://127.0.0.1:${server.port}`, { ca: testCa() });
    expect(failure.mayHaveApplied).toBe(false);
    expect(failure.reason).toContain("no TLS connection could be made");
  });

  it("where the server hangs up", async () => {
    const server = await listening(createTcpServer((socket) => socket.destroy()));
    servers.push(server);
    const failure = await failedExchange(`https://127.0.0.1:${server.port}`, { ca: testCa() });
    expect(failure.mayHaveApplied).toBe(false);
    expect(failure.reason).toContain("no TLS connection could be made");
    expect(server.connections()).toBe(1);
  });

  it("where the server says nothing", async () => {
    const server = await listening(createTcpServer());
    servers.push(server);
    const failure = await failedExchange(`https://127.0.0.1:${server.port}`, {}, { connectTimeoutMs: 50 });
    expect(failure).toMatchObject({ code: "UND_ERR_CONNECT_TIMEOUT", mayHaveApplied: false });
  });
});

describe("the environment of a process", () => {
  // Both variables are read by Node itself, when it starts.
  it(
    "adds a CA with NODE_EXTRA_CA_CERTS",
    async () => {
      const server = await serve("trusted");
      expect(await sendElsewhere(server.url, { NODE_EXTRA_CA_CERTS: CA_FILE })).toBe("200");
      expect(server.requests).toHaveLength(1);
    },
    CHILD_TIMEOUT_MS,
  );

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
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["-r", "ts-node/register/transpile-only", "-e", program, "--", path.join(__dirname, "exchange.ts"), url],
    { env: { ...process.env, ...env } },
  );
  return stdout.trim();
}
