import type { EmulatorOptions } from "../../emulator";
import type { ClientSettings } from "../unit/running-context";
import { allCompleted, changingLists, type ListBody, MINUTE_MS, spread, WatchScene } from "./watch-scene";

jest.setTimeout(120_000);

const LIST = { method: "GET", path: "/runs", times: Infinity } as const;

let scene: WatchScene;

async function start(options: EmulatorOptions = {}, settings: ClientSettings = {}): Promise<void> {
  scene = await WatchScene.start(options, settings);
}

afterEach(() => scene.close());

describe("the watcher of all open runs of a process", () => {
  it.each([
    [1, 1.2, 1_500],
    [2, 1.2, 1_500],
    [3, 1.2, 1_500],
    [10, 1.2, 1_500],
    [100, 1.2, 1_500],
    [1_000, 3, 4_000],
  ])(
    "%i runs that end within 10 minutes: at most %d status requests a second, a mean delay of %i ms at most",
    async (count, perSecond, meanMs) => {
      await start();
      const watched = await scene.watch(spread(count, 20_000, 10 * MINUTE_MS));
      expect(allCompleted(watched.results)).toBe(true);
      expect(watched.statusRequestsPerSecond).toBeLessThanOrEqual(perSecond);
      expect(watched.meanDelayMs).toBeLessThanOrEqual(meanMs);
    },
  );

  it.each([
    [10, 1_500, 70],
    [100, 1_500, 75],
    [1_000, 4_000, 110],
  ])(
    "%i runs that end in one second are told %i ms after at most, with %i requests",
    async (count, meanMs, requests) => {
      await start();
      const watched = await scene.watch(spread(count, 60_000, 61_000));
      expect(allCompleted(watched.results)).toBe(true);
      expect(watched.meanDelayMs).toBeLessThanOrEqual(meanMs);
      expect(watched.statusRequests).toBeLessThanOrEqual(requests);
    },
  );

  it("asks no more for a thousand open runs of which none ends than for a hundred", async () => {
    const idle = async (count: number): Promise<number> => {
      await start();
      const watched = await scene.watch(spread(count, 20 * MINUTE_MS, 20 * MINUTE_MS + 1));
      const { statusRequests } = watched;
      await scene.close();
      return statusRequests;
    };
    const [hundred, thousand] = [await idle(100), await idle(1_000)];
    // And every 30 s the whole list of ten pages.
    expect(thousand).toBeLessThan(hundred + (20 * MINUTE_MS * 12) / 30_000 + 50);
    await start();
  });

  it.each([3, 50, 250])(
    "follows %i runs with names of their own among 300 active runs of others",
    async (count) => {
      await start();
      for (let i = 0; i < 300; i++) await scene.submit({ name: `others-${i}`, endsAfterMs: 60 * MINUTE_MS });
      const names = (i: number): string => `${i}-job-of-its-own-${i}`;
      const watched = await scene.watch(spread(count, 20_000, 5 * MINUTE_MS, names));
      expect(allCompleted(watched.results)).toBe(true);
      expect(watched.statusRequestsPerSecond).toBeLessThanOrEqual(3);
      expect(watched.meanDelayMs).toBeLessThanOrEqual(6_000);
    },
  );

  it("is not led astray by runs of others that begin as its own end", async () => {
    await start();
    const watched = await scene.watch(
      spread(150, 20_000, 4 * MINUTE_MS, (i) => `${i}-mine-${i}`),
      {
        meanwhile: async () => {
          const { clock } = scene.context;
          for (let i = 0; i < 200; i++) {
            await scene.submit({ name: `${i}-other-${i}`, endsAfterMs: 2 * MINUTE_MS });
            await clock.sleep(1_000);
          }
        },
      },
    );
    expect(allCompleted(watched.results)).toBe(true);
    expect(watched.meanDelayMs).toBeLessThanOrEqual(6_000);
    expect(watched.statusRequestsPerSecond).toBeLessThanOrEqual(3);
  });

  it.each([10, 150])(
    "of %i runs: a list that is 20 s behind makes a report late, not wrong",
    async (count) => {
      await start();
      scene.emulator.fault({ ...LIST, kind: "stale", delayMs: 20_000 });
      const watched = await scene.watch(spread(count, 5_000, 2 * MINUTE_MS));
      expect(allCompleted(watched.results)).toBe(true);
      expect(Math.max(...watched.delaysMs)).toBeLessThanOrEqual(30_000);
      expect(watched.statusRequestsPerSecond).toBeLessThanOrEqual(3);
    },
  );

  it.each([
    ["fails", { kind: "status", status: 500 }],
    ["is forbidden", { kind: "status", status: 403 }],
    ["refuses the name", { kind: "status", status: 422 }],
    ["is cut off", { kind: "reset" }],
  ] as const)("does without a list that %s", async (_, fault) => {
    await start();
    scene.emulator.fault({ ...LIST, ...fault });
    const watched = await scene.watch(spread(10, 20_000, 2 * MINUTE_MS));
    expect(allCompleted(watched.results)).toBe(true);
    expect(watched.meanDelayMs).toBeLessThanOrEqual(10_000);
  });

  it.each([10, 250])("of %i runs: needs no total, and no order", async (count) => {
    const shuffled = changingLists(({ items, ...page }) => ({
      ...page,
      items: items.reverse(),
      total: undefined,
    }));
    await start({}, { transport: shuffled });
    const watched = await scene.watch(spread(count, 20_000, 5 * MINUTE_MS));
    expect(allCompleted(watched.results)).toBe(true);
    expect(watched.meanDelayMs).toBeLessThanOrEqual(4_000);
  });

  it.each([5, 150])("of %i runs: finds out that a list is an old copy for ever", async (count) => {
    const copies = new Map<string, ListBody>();
    const cached = changingLists((page, { search }) => {
      const kept = copies.get(search) ?? page;
      copies.set(search, kept);
      return kept;
    });
    await start({}, { transport: cached });
    const watched = await scene.watch(spread(count, 20_000, 2 * MINUTE_MS));
    expect(allCompleted(watched.results)).toBe(true);
    expect(Math.max(...watched.delaysMs)).toBeLessThanOrEqual(5 * MINUTE_MS);
  });

  it.each([5, 150])("of %i runs: follows those in a status that no list is asked for", async (count) => {
    await start({ plans: [{ match: { name: "*7-of-stack" }, plan: { status: "HIBERNATING" } }] });
    const watched = await scene.watch(spread(count, 20_000, 4 * MINUTE_MS));
    expect(allCompleted(watched.results)).toBe(true);
    expect(Math.max(...watched.delaysMs)).toBeLessThanOrEqual(25_000);
  });

  it("tells each wait of an outage of everything, and ends it within six minutes", async () => {
    await start();
    scene.emulator.fault({ path: /^\/runs/, method: "GET", kind: "reset", times: Infinity });
    const watched = await scene.watch(spread(20, 30 * MINUTE_MS, 30 * MINUTE_MS));
    expect(watched.results.map((result) => (result.kind === "stopped" ? result.cause : result.kind))).toEqual(
      Array.from({ length: 20 }, () => "outage"),
    );
    expect(scene.context.clock.elapsedMs).toBeLessThanOrEqual(6 * MINUTE_MS);
  });

  it("ends every wait at once when the key is no longer taken", async () => {
    await start();
    scene.emulator.fault({ path: /^\/runs/, method: "GET", kind: "status", status: 401, times: Infinity });
    const watched = await scene.watch(spread(50, 30 * MINUTE_MS, 30 * MINUTE_MS));
    expect(new Set(watched.results.map((result) => result.kind === "stopped" && result.cause))).toEqual(
      new Set(["credential"]),
    );
    expect(scene.context.clock.elapsedMs).toBeLessThanOrEqual(5_000);
  });

  it("takes a refusal (429) for a delay", async () => {
    await start();
    const refused = { kind: "status", status: 429, headers: { "retry-after": "3" } } as const;
    scene.emulator.fault({ ...LIST, ...refused, times: 12 });
    const watched = await scene.watch(spread(20, 20 * MINUTE_MS, 21 * MINUTE_MS));
    expect(allCompleted(watched.results)).toBe(true);
  });

  it("loses a run that is gone, and no other", async () => {
    await start();
    scene.emulator.fault({
      path: "/runs/*",
      method: "GET",
      match: { name: "tile-3-of-stack" },
      kind: "status",
      status: 404,
      times: Infinity,
    });
    const watched = await scene.watch(spread(10, 20_000, 30_000));
    const [gone] = watched.results.filter(({ run }) => run.name === "tile-3-of-stack");
    // It is in the list of ended ones all the same, or its wait gives up.
    expect(
      watched.results.filter((result) => result !== gone).every(({ run }) => run.status === "COMPLETED"),
    ).toBe(true);
    expect(gone).toBeDefined();
  });

  it("hides the end of no run behind submits that wait for the rate", async () => {
    await start({}, { maxRequestsPerSecond: 10 });
    const watched = await scene.watch(spread(10, 20_000, 60_000), {
      meanwhile: async () => {
        await Promise.all(
          Array.from({ length: 500 }, (_, i) =>
            scene.submit({ name: `afterwards-${i}`, endsAfterMs: 60 * MINUTE_MS }),
          ),
        );
      },
    });
    expect(allCompleted(watched.results)).toBe(true);
    expect(watched.meanDelayMs).toBeLessThanOrEqual(1_500);
  });
});
