import {
  aboutRuns,
  expectExit,
  type Fixture,
  job,
  jobsProgram,
  OK,
  openFixture,
  outputsOf,
  started,
} from "../support/engine/fixture";
import { CA_FILE } from "../support/network/certificates";
import { startConnectProxy } from "../support/network/connect-proxy";
import { type HttpsServer, startTlsFront } from "../support/network/https-server";
import { itThorough } from "../support/thorough";

/** The emulator behind a TLS front whose certificate only the test's CA vouches for. */
describe("an API whose certificate a CA of one's own has signed", () => {
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
    const up = await fixture.stack.up({ env: { WHEROBOTS_API_URL: front.url } });
    expectExit(up, "non-zero");
    expect(up.all).toContain("name the file with its CA certificate in NODE_EXTRA_CA_CERTS");
    expect(up.all).toContain("nothing was sent");
    expect(front.requests).toEqual([]);
  });

  // rule: key-transport
  it("is used through a proxy once NODE_EXTRA_CA_CERTS names it, and the proxy sees no key", async () => {
    const proxy = await startConnectProxy(front.port);
    closing.push(proxy);
    const up = await fixture.stack.up({
      env: {
        WHEROBOTS_API_URL: "https://api.wherobots.test",
        NODE_EXTRA_CA_CERTS: CA_FILE,
        HTTPS_PROXY: proxy.url,
        NO_PROXY: undefined,
        no_proxy: undefined,
      },
    });
    expectExit(up, "zero");
    expect(started(fixture.requests())).toEqual(["tiles"]);
    expect(await outputsOf(fixture.stack, "tiles")).toMatchObject({
      status: "COMPLETED",
      account: { apiUrl: "https://api.wherobots.test" },
    });
    expect(new Set(proxy.targets)).toEqual(new Set(["api.wherobots.test:443"]));
    expect(proxy.seen()).not.toContain("wbk_");
  });
});

describe("an emulator on this machine", () => {
  itThorough("is reached although proxies are set that nobody answers", async () => {
    const gone = await startConnectProxy(0);
    await gone.close();
    // Not in small letters: Pulumi's own connections to its engine would take that proxy.
    const proxies = ["HTTP_PROXY", "HTTPS_PROXY"];
    const fixture = await openFixture(jobsProgram({ tiles: job(OK) }), {
      stack: { env: Object.fromEntries(proxies.map((name) => [name, gone.url])) },
    });
    try {
      expectExit(await fixture.stack.up(), "zero");
      expect(started(aboutRuns(fixture.requests()))).toEqual(["tiles"]);
    } finally {
      await fixture.dispose();
    }
  });
});
