import type { EmulatorOptions } from "../../emulator";
import type { HttpAnswer } from "../../provider/api/transport";
import type { ClientSettings } from "../unit/running-context";
import {
  allCompleted,
  causes,
  changing,
  changingLists,
  isList,
  MINUTE_MS,
  spread,
  WatchScene,
} from "./watch-scene";

jest.setTimeout(120_000);

let scene: WatchScene;

async function start(options: EmulatorOptions = {}, settings: ClientSettings = {}): Promise<void> {
  scene = await WatchScene.start(options, settings);
}

afterEach(() => scene.close());

/** What a server answers that refuses. */
function refusal(status: number): HttpAnswer {
  const text = JSON.stringify({ errors: [{ code: "MADE_UP", message: "made up" }], requestId: "r-1" });
  return { status, headers: { "content-type": "application/json" }, text };
}

/** True for each n-th time. */
function every(n: number): () => boolean {
  let calls = 0;
  return () => ++calls % n === 0;
}

describe("a list that may not be read, and a run that cannot be read once", () => {
  it.each([404, 500, 503])("end no wait: %i", async (status) => {
    const isHit = every(7);
    const transport = changing((answer, request) => {
      if (isList(request)) return refusal(403);
      return request.method === "GET" && isHit() ? refusal(status) : answer;
    });
    await start({}, { transport });
    const watched = await scene.watch(spread(50, 2 * MINUTE_MS, 3 * MINUTE_MS));
    expect(causes(watched.results)).toEqual({ COMPLETED: 50 });
  });

  it("nor does one run that this credential may not read", async () => {
    await start({}, { transport: changing((answer, request) => (isList(request) ? refusal(403) : answer)) });
    const views = [];
    for (const run of spread(20, MINUTE_MS, 2 * MINUTE_MS)) views.push(await scene.submit(run));
    scene.emulator.fault({
      ...{ path: `/runs/${views[3]?.id ?? ""}`, method: "GET" },
      ...{ kind: "status", status: 403, times: Infinity },
    });
    expect(causes((await scene.follow(views)).results)).toEqual({ COMPLETED: 19, credential: 1 });
  });
});

describe("a list that fails now and then", () => {
  it.each([
    [100, 1_500],
    [1_000, 4_000],
  ])(
    "of %i runs: costs one more question each time, and the mean delay stays below %i ms",
    async (count, meanMs) => {
      const isHit = every(50);
      const transport = changing((answer, request) => (isList(request) && isHit() ? refusal(503) : answer));
      await start({}, { transport });
      const watched = await scene.watch(spread(count, 20_000, 10 * MINUTE_MS));
      expect(allCompleted(watched.results)).toBe(true);
      expect(watched.meanDelayMs).toBeLessThanOrEqual(meanMs);
    },
  );
});

describe("a list that is not as it should be", () => {
  it.each([
    ["repeats its cursor", (cursor: string | null) => cursor ?? "MTAw"],
    ["has a new cursor each time", every(1)],
  ])("and %s for ever is left alone", async (_, next) => {
    let pages = 0;
    const transport = changingLists((page, { searchParams }) => {
      pages++;
      const cursor = next(searchParams.get("cursor"));
      return {
        ...page,
        next_page: typeof cursor === "string" ? cursor : Buffer.from(`${pages}`).toString("base64"),
      };
    });
    await start({}, { transport });
    const watched = await scene.watch(spread(10, 20_000, MINUTE_MS));
    expect(allCompleted(watched.results)).toBe(true);
    expect(Math.max(...watched.delaysMs)).toBeLessThanOrEqual(30_000);
  });

  it("and holds a record of others without a name, serves for the rest", async () => {
    const transport = changingLists((page) => ({
      ...page,
      items: page.items.map(({ name, ...item }) =>
        name?.includes("nameless") ? item : { ...item, ...(name ? { name } : {}) },
      ),
    }));
    await start({}, { transport });
    await scene.submit({ name: "tile-nameless-of-stack", endsAfterMs: 60 * MINUTE_MS });
    const watched = await scene.watch(spread(100, 20_000, 10 * MINUTE_MS));
    expect(allCompleted(watched.results)).toBe(true);
    expect(watched.meanDelayMs).toBeLessThanOrEqual(1_500);
  });

  it("and holds an own record without a name: that run is asked for by itself", async () => {
    const transport = changingLists((page) => ({
      ...page,
      items: page.items.map(({ name, ...item }) =>
        name === "tile-7-of-stack" ? item : { ...item, ...(name ? { name } : {}) },
      ),
    }));
    await start({}, { transport });
    const watched = await scene.watch(spread(50, 20_000, 4 * MINUTE_MS));
    expect(allCompleted(watched.results)).toBe(true);
    expect(watched.meanDelayMs).toBeLessThanOrEqual(1_500);
    expect(Math.max(...watched.delaysMs)).toBeLessThanOrEqual(12_000);
  });
});

describe("old runs", () => {
  it("are told in time again once one of them has ended", async () => {
    await start();
    const watched = await scene.watch(spread(10, 150 * MINUTE_MS, 170 * MINUTE_MS));
    expect(allCompleted(watched.results)).toBe(true);
    expect(watched.meanDelayMs).toBeLessThanOrEqual(1_500);
    expect(watched.statusRequestsPerSecond).toBeLessThanOrEqual(1.2);
  });

  it("that an earlier up left active, five hundred of them, do not hide the end of a hundred new ones", async () => {
    await start();
    const names = (i: number): string => `tile-${i + 1_000}-of-stack`;
    for (const run of spread(500, 60 * MINUTE_MS, 61 * MINUTE_MS, names)) await scene.submit(run);
    await scene.context.clock.sleep(MINUTE_MS);
    const watched = await scene.watch(spread(100, 20_000, 10 * MINUTE_MS));
    expect(allCompleted(watched.results)).toBe(true);
    expect(watched.meanDelayMs).toBeLessThanOrEqual(1_500);
    expect(watched.statusRequestsPerSecond).toBeLessThanOrEqual(1.2);
  });
});

describe("limits of many waits", () => {
  it.each([1, 150])("of %i queued runs that have just started: none is over", async (count) => {
    await start();
    const runs = spread(count, 5 * MINUTE_MS, 6 * MINUTE_MS).map((run) => ({ ...run, pendingMs: 59_600 }));
    const watched = await scene.watch(runs, { goal: { maxQueueSeconds: 60 } });
    expect(causes(watched.results)).toEqual({ COMPLETED: count });
  });

  it("of a thousand end all of them soon after it", async () => {
    await start({}, { maxRequestsPerSecond: 10 });
    const views = [];
    for (const run of spread(1_000, 60 * MINUTE_MS, 61 * MINUTE_MS)) views.push(await scene.submit(run));
    const beganAtMs = scene.context.clock.now();
    const watched = await scene.follow(views, { goal: { maxSeconds: 120 } });
    expect(causes(watched.results)).toEqual({ maxSeconds: 1_000 });
    expect(scene.context.clock.now() - beganAtMs).toBeLessThanOrEqual(130_000);
  });
});

it("two failures with a machine's sleep between them are no outage", async () => {
  let isDown = false;
  await start({}, { transport: changing((answer) => (isDown ? refusal(502) : answer)) });
  const { clock } = scene.context;
  const watched = await scene.watch(spread(1, 600 * MINUTE_MS, 601 * MINUTE_MS), {
    meanwhile: async () => {
      await clock.sleep(20_000);
      isDown = true;
      await clock.sleep(1_500);
      clock.advance(8 * 60 * MINUTE_MS);
      await clock.sleep(1_000);
      isDown = false;
    },
  });
  expect(causes(watched.results)).toEqual({ COMPLETED: 1 });
});

it("logs of many runs that write much leave submits and cancels their share of the rate", async () => {
  const rate = 10;
  await start({}, { maxRequestsPerSecond: rate });
  const { clock } = scene.context;
  const views = [];
  const logs = { count: 20_000, text: "line {n}" };
  for (const run of spread(300, 10 * MINUTE_MS, 11 * MINUTE_MS))
    views.push(await scene.submit(run, { logs }));
  const waitsMs: number[] = [];
  await scene.follow(views, {
    logs: true,
    meanwhile: async () => {
      for (let i = 0; i < 20; i++) {
        await clock.sleep(20_000);
        const beganAtMs = clock.now();
        await scene.submit({ name: `afterwards-${i}`, endsAfterMs: MINUTE_MS });
        waitsMs.push(clock.now() - beganAtMs);
      }
    },
  });
  expect(Math.max(...waitsMs)).toBeLessThanOrEqual(5_000);
});
