import { RateLimitError, ServerError } from "../../../provider/api/errors";
import { TokenBucket } from "../../../provider/api/token-bucket";
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

describe("the delay before the next attempt", () => {
  it.each([
    ["1.5", 1_500],
    ["0", 100],
    ["Thu, 01 Jan 2026 00:00:20 GMT", 20_000],
    ["3600", 60_000],
    [undefined, 500],
    ["soon", 500],
  ])("after 429 with Retry-After %p is %i ms", async (retryAfter, expected) => {
    const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
    world.emulator.fault({ kind: "status", status: 429, headers });
    expect(await world.client.createRun(PAYLOAD, undefined)).toMatchObject({ status: "PENDING" });
    expect(world.clock.sleeps).toEqual([expected]);
    expect(sent().posts).toBe(2);
    expect(world.emulator.runs()).toHaveLength(1);
  });

  it("after 429 is everybody's: who sends meanwhile waits too, and nobody is refused again", async () => {
    world.emulator.fault({ kind: "status", status: 429, headers: { "retry-after": "3" } });
    const client = world.connect({ bucket: new TokenBucket(100, world.clock) });
    await expect(client.getOrganization({ retry: false })).rejects.toBeInstanceOf(RateLimitError);
    await Promise.all(Array.from({ length: 5 }, () => client.getOrganization()));
    expect(world.clock.elapsedMs).toBeGreaterThanOrEqual(3_000);
    expect(sent().reads).toBe(6);
  });

  it("doubles with each attempt, and is said", async () => {
    world.emulator.fault({ kind: "status", status: 500, times: 3 });
    await world.client.getOrganization();
    expect(world.clock.sleeps).toEqual([500, 1_000, 2_000]);
    expect(world.retries).toEqual(
      [500, 1_000, 2_000].map((ms): unknown => expect.stringContaining(`trying again in ${ms} ms`)),
    );
  });

  it("ends at once when the caller gives up", async () => {
    world.emulator.fault({ kind: "status", status: 429, headers: { "retry-after": "30" }, ...ALWAYS });
    const interrupt = new AbortController();
    const client = world.connect({ onRetry: () => interrupt.abort(new Error("interrupted")) });
    await expect(client.getOrganization({ signal: interrupt.signal })).rejects.toThrow("interrupted");
    expect(sent().reads).toBe(1);
  });

  it("is none for callers that have their own patience", async () => {
    world.emulator.fault({ kind: "status", status: 503, ...ALWAYS });
    await expect(world.client.getOrganization({ retry: false })).rejects.toBeInstanceOf(ServerError);
    expect(sent().reads).toBe(1);
    expect(world.clock.sleeps).toEqual([]);
  });
});
