import { WherobotsClient } from "../../../provider/api/client";
import { RateLimitError } from "../../../provider/api/errors";
import { TokenBucket } from "../../../provider/api/token-bucket";
import { stubParts } from "../../support/context/stub-client";
import { FakeClock } from "../../support/time/fake-clock";
import { sent, world } from "./client-world";

describe("the delay before the next attempt", () => {
  // rule: rate-limit
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
    expect(world.retries).toEqual(
      [500, 1_000, 2_000].map((ms): unknown => expect.stringContaining(`trying again in ${ms} ms`)),
    );
  });
});

describe("the time of a call (withinMs)", () => {
  const hanging = (): { client: WherobotsClient; clock: FakeClock; sent: number[] } => {
    const clock = new FakeClock();
    const sent: number[] = [];
    const parts = stubParts(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal?.throwIfAborted();
          sent.push(clock.elapsedMs);
          signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
        }),
      clock,
    );
    return { client: new WherobotsClient({ ...parts, bucket: new TokenBucket(0.1, clock) }), clock, sent };
  };

  it("ends a request that hangs, with an error that says so", async () => {
    const { client, clock } = hanging();
    await expect(client.getOrganization({ withinMs: 5_000 })).rejects.toThrow(/no whole answer within 5 s/);
    expect(clock.elapsedMs).toBe(5_000);
  });

  it("does not count what the rate of this process takes", async () => {
    const { client, sent } = hanging();
    const calls = [1, 2].map(() => client.getOrganization({ withinMs: 5_000, retry: false }));
    await Promise.allSettled(calls);
    expect(sent).toEqual([0, 10_000]);
    await expect(calls[1]).rejects.toThrow(/no whole answer within 5 s/);
  });
});
