import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { RedirectError } from "../../../provider/api/errors";
import { MAX_ATTEMPTS } from "../../../provider/api/retry";
import { type EmulatorClient, emulatorClient, PAYLOAD } from "./emulator-client";

let world: EmulatorClient;

beforeEach(async () => {
  world = await emulatorClient();
});

afterEach(() => world.stop());

const ALWAYS = { times: Number.POSITIVE_INFINITY };

function sent(): { reads: number; posts: number } {
  const { requests } = world.emulator;
  const posts = requests.filter(({ method }) => method === "POST").length;
  return { reads: requests.length - posts, posts };
}

describe("no answer in time", () => {
  // undici looks at the time about once a second, so each attempt takes as long.
  it("may have applied, so that a POST is not repeated", async () => {
    world.emulator.fault({ kind: "hang", ...ALWAYS });
    const client = world.connect({}, { headersTimeoutMs: 50 });
    await expect(client.createRun(PAYLOAD, undefined)).rejects.toMatchObject({
      name: "ConnectionError",
      code: "UND_ERR_HEADERS_TIMEOUT",
      mayHaveApplied: true,
      message: expect.stringContaining("no answer came in time"),
    });
    expect(sent().posts).toBe(1);
  });

  it("does not keep a caller who gives up", async () => {
    world.emulator.fault({ kind: "hang", ...ALWAYS });
    const interrupt = new AbortController();
    const reading = world.client.getOrganization({ signal: interrupt.signal });
    while (sent().reads === 0) await new Promise(setImmediate);
    interrupt.abort(new Error("interrupted"));
    await expect(reading).rejects.toThrow("interrupted");
    expect(sent().reads).toBe(1);
  });
});

describe("an answer that is worth more than the caller's time", () => {
  const submit = (): {
    submitting: Promise<unknown>;
    interrupt: AbortController;
    patience: AbortController;
  } => {
    const [interrupt, patience] = [new AbortController(), new AbortController()];
    const options = { signal: interrupt.signal, inFlight: patience.signal };
    return { submitting: world.client.createRun(PAYLOAD, undefined, options), interrupt, patience };
  };

  it("is awaited after the interrupt, until patience ends", async () => {
    world.emulator.fault({ kind: "hang", ...ALWAYS });
    const { submitting, interrupt, patience } = submit();
    while (sent().posts === 0) await new Promise(setImmediate);
    interrupt.abort(new Error("interrupted"));
    const soon = new Promise(setImmediate).then(() => "nothing yet");
    const first = await Promise.race([submitting.catch(String), soon]);
    expect(first).toBe("nothing yet");
    patience.abort(new Error("out of patience"));
    await expect(submitting).rejects.toThrow("out of patience");
    expect(sent().posts).toBe(1);
  });

  it("is not asked for after the interrupt", async () => {
    const interrupt = AbortSignal.abort(new Error("interrupted"));
    const options = { signal: interrupt, inFlight: new AbortController().signal };
    await expect(world.client.createRun(PAYLOAD, undefined, options)).rejects.toThrow("interrupted");
    expect(sent().posts).toBe(0);
  });

  it("is not asked for again after the interrupt, also where the first surely did nothing", async () => {
    world.emulator.fault({ kind: "status", status: 503, headers: { "retry-after": "1" }, ...ALWAYS });
    const interrupt = new AbortController();
    const client = world.connect({ onRetry: () => interrupt.abort(new Error("interrupted")) });
    const options = { signal: interrupt.signal, inFlight: new AbortController().signal };
    await expect(client.createRun(PAYLOAD, undefined, options)).rejects.toThrow("interrupted");
    expect(sent().posts).toBe(1);
  });
});

describe("a server that is not there", () => {
  it("surely did nothing, so that a POST is repeated too", async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise<void>((resolve) => gone.close(() => resolve()));
    const client = world.connect({ apiUrl: `http://127.0.0.1:${port}` });
    await expect(client.createRun(PAYLOAD, undefined)).rejects.toMatchObject({
      name: "ConnectionError",
      code: "ECONNREFUSED",
      mayHaveApplied: false,
      message: expect.stringMatching(
        /^could not submit the run "nightly-load" \(POST .*the connection was refused/,
      ),
    });
    expect(world.retries).toHaveLength(MAX_ATTEMPTS - 1);
  });
});

describe("a lost answer", () => {
  it.each(["reset", "truncated", "malformedJson"] as const)(
    "to a POST (%s) leaves the run, and starts no other",
    async (kind) => {
      world.emulator.fault({ kind, when: "after" });
      await expect(world.client.createRun(PAYLOAD, undefined)).rejects.toThrow("could not submit the run");
      expect(world.emulator.runs()).toHaveLength(1);
    },
  );
});

describe("a redirect", () => {
  it("is not followed, so that the key never reaches another host", async () => {
    const other = await emulatorClient();
    world.emulator.fault({ kind: "redirect", headers: { location: `${other.emulator.url}/organization` } });
    await expect(world.client.getOrganization()).rejects.toBeInstanceOf(RedirectError);
    expect(other.emulator.requests).toEqual([]);
    await other.stop();
  });
});
