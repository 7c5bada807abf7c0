import { createServer, type IncomingMessage } from "node:http";
import { WherobotsClient } from "../../../provider/api/client";
import { RedirectError } from "../../../provider/api/errors";
import { createTransport } from "../../../provider/api/transport";
import { VERSION } from "../../../provider/version";
import { STUB_CREDENTIAL, stubParts } from "../../support/context/stub-client";
import { type Listening, listening } from "../../support/network/listening";
import { ALL_CALLS } from "./client-calls";

interface Api extends Listening {
  requests: IncomingMessage[];
  client: WherobotsClient;
}

const apis: (Listening & { transport: { close: () => Promise<void> } })[] = [];
afterEach(() => Promise.all(apis.splice(0).map((api) => api.close().then(() => api.transport.close()))));

/** A server that answers everything with `status`, and a client whose address has a path of its own. */
async function serve(status: number, location = ""): Promise<Api> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    response.writeHead(status, location === "" ? {} : { location }).end();
  });
  const listens = await listening(server);
  const transport = createTransport();
  apis.push({ ...listens, transport });
  const apiUrl = `http://127.0.0.1:${listens.port}/base`;
  const client = new WherobotsClient({
    ...stubParts(() => Promise.reject(new Error("not used"))),
    apiUrl,
    transport,
  });
  return { ...listens, requests, client };
}

describe.each(Object.entries(ALL_CALLS))("%s", (_, call) => {
  // rule: key-transport
  it("goes to the configured address only, and says which program it is", async () => {
    const api = await serve(418);
    await expect(call(api.client)).rejects.toThrow("HTTP 418");
    expect(api.requests).toHaveLength(1);
    expect(api.requests[0]?.url).toMatch(
      /^\/base\/(runs|organization|users\/me|me\/jupyter|storage|files|usage)/,
    );
    expect(api.requests[0]?.headers).toMatchObject({
      host: `127.0.0.1:${api.port}`,
      "user-agent": `pulumi-wherobots/${VERSION}`,
      "x-wherobots-client": `client=pulumi;ver=${VERSION}`,
      "x-api-key": STUB_CREDENTIAL.value,
    });
  });

  // rule: key-transport
  it.each([301, 302, 303, 307, 308])(
    "follows no redirect (%d), so that the key goes no further",
    async (status) => {
      const elsewhere = await serve(200);
      const api = await serve(status, `http://127.0.0.1:${elsewhere.port}/base/runs`);
      const error: unknown = await call(api.client).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(RedirectError);
      expect(String(error)).toContain("set `wherobots:apiUrl` to the API's own address");
      expect(api.requests).toHaveLength(1);
      expect(elsewhere.connections()).toBe(0);
    },
  );
});
