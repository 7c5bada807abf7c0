import type { EmulatorOptions, FaultRule } from "../../emulator";
import { createTransport, type HttpAnswer, type Transport } from "../../provider/api/transport";
import type { ClientSettings } from "../support/context/running-context";
import {
  causes,
  changing,
  changingLists,
  isList,
  type ListBody,
  MINUTE_MS,
  spread,
  type WatchOptions,
  WatchScene,
} from "../support/lifecycle/watch-scene";
import { itSampled } from "../support/sample";

jest.setTimeout(120_000);

type Act = (scene: WatchScene) => Promise<void>;

/** What is special about runs that one process follows to their ends. */
interface How {
  readonly emulator?: EmulatorOptions;
  readonly network?: () => Transport;
  readonly settings?: ClientSettings;
  readonly faults?: Partial<FaultRule>;
  readonly goal?: NonNullable<WatchOptions["goal"]>;
  readonly pendingMs?: number;
  readonly before?: Act;
  readonly meanwhile?: Act;
}

/** At most: the mean delay and the longest one in ms, status requests in all and a second. */
interface Bounds {
  readonly mean?: number;
  readonly longest?: number;
  readonly requests?: number;
  readonly perSecond?: number;
}

type Row = [title: string, runs: Parameters<typeof spread>, how?: How, bounds?: Bounds];

const LIST = { method: "GET", path: "/runs", times: Infinity } as const;

const nothing: Act = () => Promise.resolve();

let scene: WatchScene;
afterEach(() => scene.close());

async function start(options: EmulatorOptions = {}, settings: ClientSettings = {}): Promise<void> {
  scene = await WatchScene.start(options, settings);
}

async function expectRow(...[, runs, how = {}, bounds = {}]: Row): Promise<void> {
  const {
    emulator,
    network,
    settings,
    faults,
    goal = {},
    pendingMs,
    before = nothing,
    meanwhile = nothing,
  } = how;
  const { mean = Infinity, longest = Infinity, requests = Infinity, perSecond = Infinity } = bounds;
  await start(emulator, { ...settings, ...(network ? { transport: network() } : {}) });
  if (faults) scene.emulator.fault({ kind: "status", ...LIST, ...faults });
  await before(scene);
  const followed = spread(...runs).map((run) => (pendingMs === undefined ? run : { ...run, pendingMs }));
  const watched = await scene.watch(followed, { goal, meanwhile: () => meanwhile(scene) });
  expect(causes(watched.results)).toEqual({ COMPLETED: runs[0] });
  expect(watched.meanDelayMs).toBeLessThanOrEqual(mean);
  expect(Math.max(...watched.delaysMs)).toBeLessThanOrEqual(longest);
  expect(watched.statusRequests).toBeLessThanOrEqual(requests);
  expect(watched.statusRequestsPerSecond).toBeLessThanOrEqual(perSecond);
}

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

/** No list may be read, and a run cannot be read now and then. */
function noLists(status: number): Transport {
  const isHit = every(7);
  return changing((answer, request) => {
    if (isList(request)) return refusal(403);
    return request.method === "GET" && isHit() ? refusal(status) : answer;
  });
}

function failingLists(): Transport {
  const isHit = every(50);
  return changing((answer, request) => (isList(request) && isHit() ? refusal(503) : answer));
}

function endlessPages(next: (cursor: string | null, page: number) => string): Transport {
  let pages = 0;
  return changingLists((page, { searchParams }) => ({
    ...page,
    next_page: next(searchParams.get("cursor"), ++pages),
  }));
}

/** Lists in which some runs have no name. */
function nameless(isMeant: (name: string) => boolean): Transport {
  const stripped = ({ name, ...item }: ListBody["items"][number]): ListBody["items"][number] =>
    name === undefined || isMeant(name) ? item : { ...item, name };
  return changingLists((page) => ({ ...page, items: page.items.map(stripped) }));
}

function withoutTotalAndOrder(): Transport {
  return changingLists(({ items, ...page }) => ({ ...page, items: items.reverse(), total: undefined }));
}

function oldCopies(): Transport {
  const copies = new Map<string, ListBody>();
  return changingLists((page, { search }) => {
    const kept = copies.get(search) ?? page;
    copies.set(search, kept);
    return kept;
  });
}

/** Submits runs that nobody follows. */
const submits = (count: number, name: (i: number) => string, pauseMs = 0): Act => {
  return async (of) => {
    for (let i = 0; i < count; i++) {
      await of.submit({ name: name(i), endsAfterMs: (pauseMs > 0 ? 2 : 60) * MINUTE_MS });
      if (pauseMs > 0) await of.context.clock.sleep(pauseMs);
    }
  };
};
const own = (i: number): string => `${i}-mine-${i}`;
const stranger = submits(1, () => "tile-nameless-of-stack");
const strangers = submits(300, (i) => `others-${i}`);
const newStrangers = submits(100, (i) => `${i}-other-${i}`, 1_000);
const leftActive: Act = async (of) => {
  await submits(250, (i) => `tile-${i + 1_000}-of-stack`)(of);
  await of.context.clock.sleep(MINUTE_MS);
};
const manySubmits: Act = async (of) => {
  const many = Array.from({ length: 500 }, (_, i) => ({
    name: `afterwards-${i}`,
    endsAfterMs: 60 * MINUTE_MS,
  }));
  await Promise.all(many.map((run) => of.submit(run)));
};
let isDown = false;
const sleepingMachine: How = {
  network: () => changing((answer) => (isDown ? refusal(502) : answer)),
  meanwhile: async ({ context: { clock } }) => {
    await clock.sleep(20_000);
    isDown = true;
    await clock.sleep(1_500);
    clock.advance(8 * 60 * MINUTE_MS);
    await clock.sleep(1_000);
    isDown = false;
  },
};
const hibernating = { plans: [{ match: { name: "*7-of-stack" }, plan: { status: "HIBERNATING" } }] };
const refused: How = { faults: { status: 429, headers: { "retry-after": "3" }, times: 12 } };
const repeating = (): Transport => endlessPages((cursor) => cursor ?? "MTAw");
const neverEnding = (): Transport => endlessPages((_, page) => Buffer.from(`${page}`).toString("base64"));
const unnamed = (part: string) => (): Transport => nameless((name) => name.includes(part));

const M = MINUTE_MS;
const SOON: Bounds = { mean: 1_500, perSecond: 1.2 };
const LATE: Bounds = { mean: 6_000, perSecond: 3 };
const BEHIND: How = { faults: { kind: "stale", delayMs: 20_000 } };
const QUEUED: How = { goal: { maxQueueSeconds: 60 }, pendingMs: 59_600 };

const CASES: readonly Row[] = [
  ["1 run", [1, 20_000, 10 * M], {}, SOON],
  ["3 runs", [3, 20_000, 10 * M], {}, SOON],
  ["100 runs", [100, 20_000, 3 * M], {}, SOON],
  ["10 that end in one second", [10, 60_000, 61_000], {}, { mean: 1_500, requests: 70 }],
  ["3 among 300 of others", [3, 20_000, 2 * M, own], { before: strangers }, LATE],
  ["its own, whatever others begin meanwhile", [150, 20_000, 2 * M, own], { meanwhile: newStrangers }, LATE],
  ["10, the list 20 s behind", [10, 5_000, 2 * M], BEHIND, { longest: 30_000, perSecond: 3 }],
  ["10, the list failing", [10, 20_000, 2 * M], { faults: { status: 500 } }, { mean: 10_000 }],
  ["10, the list forbidden", [10, 20_000, 2 * M], { faults: { status: 403 } }, { mean: 10_000 }],
  ["10, the name refused", [10, 20_000, 2 * M], { faults: { status: 422 } }, { mean: 10_000 }],
  ["10, the list cut off", [10, 20_000, 2 * M], { faults: { kind: "reset" } }, { mean: 10_000 }],
  ["10, without total and order", [10, 20_000, 5 * M], { network: withoutTotalAndOrder }, { mean: 4_000 }],
  ["5, the list an old copy for ever", [5, 20_000, 2 * M], { network: oldCopies }, { longest: 5 * M }],
  ["8, one in an unknown status", [8, 20_000, 4 * M], { emulator: hibernating }, { longest: 25_000 }],
  ["15, no list and a 404 now and then", [15, M, 2 * M], { network: () => noLists(404) }],
  ["15, no list and a 500 now and then", [15, M, 2 * M], { network: () => noLists(500) }],
  ["15, no list and a 503 now and then", [15, M, 2 * M], { network: () => noLists(503) }],
  ["100, the list failing now and then", [100, 20_000, 3 * M], { network: failingLists }, { mean: 1_500 }],
  ["10, the cursor repeated for ever", [10, 20_000, M], { network: repeating }, { longest: 30_000 }],
  ["10, a new cursor each time", [10, 20_000, M], { network: neverEnding }, { longest: 30_000 }],
  ["beside one without a name", [100, 20_000, 2 * M], { network: unnamed("less"), before: stranger }, SOON],
  [
    "50, one without a name",
    [50, 20_000, 2 * M],
    { network: unnamed("-7-") },
    { mean: 1_500, longest: 12_000 },
  ],
  ["10 old ones, after one has ended", [10, 75 * M, 80 * M], {}, SOON],
  ["new ones, 250 others left active", [50, 20_000, 2 * M], { before: leftActive }, SOON],
  ["one that started as its time in the queue ended", [1, 5 * M, 6 * M], QUEUED],
  ["20, refused (429) for a while", [20, 3 * M, 4 * M], refused],
  [
    "10, before submits that wait for the rate",
    [10, 20_000, M],
    { settings: { maxRequestsPerSecond: 10 }, meanwhile: manySubmits },
    { mean: 1_500 },
  ],
  ["one, a machine's sleep between two failures", [1, 600 * M, 601 * M], sleepingMachine],
];

describe("the watcher of all open runs of a process learns of every end:", () => {
  itSampled("watched runs", CASES, { keep: 1 / 2 })("%s", async (...row) => expectRow(...row));
});

describe("the watcher", () => {
  it.each([
    ["an outage of everything, within six minutes", { kind: "reset" }, "outage", 6 * MINUTE_MS],
    ["a key that is no longer taken, at once", { kind: "status", status: 401 }, "credential", 5_000],
  ] as const)("ends every wait by %s", async (_, fault, cause, withinMs) => {
    await start();
    scene.emulator.fault({ path: /^\/runs/, method: "GET", times: Infinity, ...fault });
    const watched = await scene.watch(spread(20, 30 * MINUTE_MS, 30 * MINUTE_MS));
    expect(causes(watched.results)).toEqual({ [cause]: 20 });
    expect(scene.context.clock.elapsedMs).toBeLessThanOrEqual(withinMs);
  });

  it.each([
    // It is in the list of ended ones all the same, or its wait gives up.
    ["is gone", 404, createTransport, expect.any(Object)],
    ["this credential may not read", 403, noListsAtAll, { COMPLETED: 9, credential: 1 }],
  ])("loses a run that %s, and no other", async (_, status, network, all) => {
    await start({}, { transport: network() });
    const match = { name: "tile-3-of-stack" };
    scene.emulator.fault({ ...LIST, path: "/runs/*", match, kind: "status", status });
    const { results } = await scene.watch(spread(10, 20_000, 30_000));
    expect(causes(results.filter(({ run }) => run.name !== match.name))).toEqual({ COMPLETED: 9 });
    expect(causes(results)).toEqual(all);
  });

  it("ends a thousand waits soon after their limit", async () => {
    await start({}, { maxRequestsPerSecond: 10 });
    const views = [];
    for (const run of spread(1_000, 60 * MINUTE_MS, 61 * MINUTE_MS)) views.push(await scene.submit(run));
    const beganAtMs = scene.context.clock.now();
    const watched = await scene.follow(views, { goal: { maxSeconds: 30 } });
    expect(causes(watched.results)).toEqual({ maxSeconds: 1_000 });
    expect(scene.context.clock.now() - beganAtMs).toBeLessThanOrEqual(40_000);
  });

  it("leaves submits and cancels their share of the rate, however much is logged", async () => {
    await start({}, { maxRequestsPerSecond: 10 });
    const { clock } = scene.context;
    const views = [];
    const logs = { count: 20_000, text: "line {n}" };
    for (const run of spread(100, 2 * MINUTE_MS, 2.5 * MINUTE_MS))
      views.push(await scene.submit(run, { logs }));
    const waitsMs: number[] = [];
    await scene.follow(views, {
      logs: true,
      meanwhile: async () => {
        for (let i = 0; i < 8; i++) {
          await clock.sleep(10_000);
          const beganAtMs = clock.now();
          await scene.submit({ name: `afterwards-${i}`, endsAfterMs: MINUTE_MS });
          waitsMs.push(clock.now() - beganAtMs);
        }
      },
    });
    expect(Math.max(...waitsMs)).toBeLessThanOrEqual(5_000);
  });
});

function noListsAtAll(): Transport {
  return changing((answer, request) => (isList(request) ? refusal(403) : answer));
}
