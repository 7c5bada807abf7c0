import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DEFAULT_ACCOUNT } from "../../../emulator";
import { type EmulatorClient, emulatorClient, PAYLOAD } from "./emulator-client";

let world: EmulatorClient;

beforeEach(async () => {
  world = await emulatorClient();
});

afterEach(() => world.stop());

const ALWAYS = { times: Number.POSITIVE_INFINITY };

describe("what an error says", () => {
  it("of a refused field: which one, what to do, and the request id last", async () => {
    const refused: unknown = await world.client
      .createRun({ ...PAYLOAD, name: "x" }, undefined)
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ status: 422, field: "name", code: "INVALID_INPUT_ERROR" });
    expect(String(refused)).toMatch(
      /could not submit the run "x" \(POST http:\/\/127\.0\.0\.1:\d+\/runs\): HTTP 422 .*; field: name\. .* \(request id \S+\)$/,
    );
  });

  it("of a rejected key: where it may stand", async () => {
    world.emulator.revoke(DEFAULT_ACCOUNT.apiKey);
    await expect(world.client.getOrganization()).rejects.toMatchObject({
      name: "AuthenticationError",
      message: expect.stringContaining("WHEROBOTS_API_KEY"),
    });
    expect(world.emulator.requests).toHaveLength(1);
  });

  it("of a proxy's page: what it is, without its tags", async () => {
    world.emulator.fault({ kind: "html", ...ALWAYS });
    await expect(world.client.getOrganization({ retry: false })).rejects.toThrow(
      'HTTP 502: the answer is text/html, not the API\'s: "Bad Gateway"',
    );
  });

  it("of a proxy's text: no part of the key, and nothing that a terminal or a CI runner acts on", async () => {
    const padding = "x".repeat(190);
    world.emulator.fault({
      kind: "status",
      status: 502,
      body: `\u001b[31m${padding} ${DEFAULT_ACCOUNT.apiKey}`,
    });
    world.emulator.fault({ kind: "status", status: 502, body: "##vso[task.complete]\u0007" });
    const shown = await Promise.all(
      [1, 2].map(() =>
        world.client.getOrganization({ retry: false }).catch((error: unknown) => String(error)),
      ),
    );
    expect(shown[0]).toContain(`"${padding} [secret]"`);
    expect(shown[1]).toContain('"# #vso[task.complete]"');
  });

  it("of megabytes of opened tags: as soon as they are there", async () => {
    world.emulator.fault({ kind: "status", status: 502, body: "<".repeat(5_000_000) });
    const began = performance.now();
    await expect(world.client.getOrganization({ retry: false })).rejects.toThrow(/text\/plain.*<<<…"/);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it("of bytes that are no text: signs that stand for them", async () => {
    const bytes = Buffer.from([0x61, 0xff, 0xc0, 0x80, 0x9b, 0xed, 0xa0, 0x80, 0x62]);
    const server = createServer((_request, response) => response.writeHead(502).end(bytes));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const reading = world.connect({ apiUrl: `http://127.0.0.1:${port}` }).getOrganization({ retry: false });
    await expect(reading).rejects.toThrow(/: "a\ufffd+b"$/);
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it("of an answer that is not the API's: which field, and to look at the address", async () => {
    world.emulator.fault({ kind: "status", status: 200, body: { items: [{ id: 7 }] } });
    await expect(world.client.listRuns({}, { retry: false })).rejects.toThrow(
      /its field items\.0\.\w+ is not as the API describes it; is this the address of the Wherobots API\? \(request id/,
    );
  });
});

describe("what is new in the API", () => {
  it("passes: fields, statuses, values and times that this version does not know", async () => {
    const body = {
      id: "run-1",
      name: "n",
      status: "HIBERNATING",
      createTime: "2026-01-01T00:00:00Z",
      brandNew: { a: 1 },
      triggeredBy: { id: 5 },
      payload: { timeoutSeconds: "long" },
      kubeApp: { id: "a", appType: 7, status: "ODD", events: [{ code: "NEW", eventMeta: 3 }], appMeta: [] },
    };
    world.emulator.fault({ kind: "status", status: 200, body });
    expect(await world.client.getRun("run-1")).toMatchObject({
      id: "run-1",
      status: "HIBERNATING",
      brandNew: { a: 1 },
      kubeApp: { id: "a", status: "ODD" },
    });
    expect(world.emulator.requests).toHaveLength(1);
  });
});
