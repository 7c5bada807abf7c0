import { expectExit, type Fixture, job, jobsProgram, OK, openFixture } from "../support/engine/fixture";
import { CA_FILE } from "../support/network/certificates";
import { startConnectProxy } from "../support/network/connect-proxy";
import { type HttpsServer, startTlsFront } from "../support/network/https-server";
import { describeThorough } from "../support/thorough";

/** The emulator behind a TLS front whose certificate only the test's CA vouches for. */
describeThorough("an API whose certificate a CA of one's own has signed", () => {
  let fixture: Fixture;
  let front: HttpsServer;
  const closing: { close: () => Promise<void> }[] = [];

  beforeAll(async () => {
    fixture = await openFixture(jobsProgram({ tiles: job(OK) }));
    front = await startTlsFront("trusted", fixture.emulator.url);
    closing.push(front);
  });
  afterAll(async () => {
    await fixture.dispose();
    await Promise.all(closing.map((server) => server.close()));
  });

  it("is sent nothing while the CA is not known, and the error says what to do", async () => {
    const up = expectExit(await fixture.stack.up({ env: { WHEROBOTS_API_URL: front.url } }), "non-zero");
    expect(up.all).toContain("name the file with its CA certificate in NODE_EXTRA_CA_CERTS");
    expect(up.all).toContain("nothing was sent");
    expect(front.requests).toEqual([]);
  });

  // rule: key-transport
  it("is used through a proxy once NODE_EXTRA_CA_CERTS names it, and the proxy sees no key", async () => {
    const proxy = await startConnectProxy(front.port);
    closing.push(proxy);
    expectExit(
      await fixture.stack.up({
        env: {
          WHEROBOTS_API_URL: "https://api.wherobots.test",
          NODE_EXTRA_CA_CERTS: CA_FILE,
          HTTPS_PROXY: proxy.url,
          NO_PROXY: undefined,
          no_proxy: undefined,
        },
      }),
      "zero",
    );
    expect(fixture.started()).toEqual(["tiles"]);
    expect(await fixture.outputsOf("tiles")).toMatchObject({
      status: "COMPLETED",
      account: { apiUrl: "https://api.wherobots.test" },
    });
    expect(new Set(proxy.targets)).toEqual(new Set(["api.wherobots.test:443"]));
    expect(proxy.seen()).not.toContain("wbk_");
  });
});
