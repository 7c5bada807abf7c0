import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator";
import type { RunView } from "../../provider/api/models";
import { createTransport, DEFAULT_LIMITS, type Transport } from "../../provider/api/transport";
import { type WaitResult, waitForRun } from "../../provider/watch/wait";
import { type ClientSettings, type RunningContext, runningContext } from "../unit/running-context";

jest.setTimeout(120_000);

/** A run that is followed, and how long it takes from its submit. */
interface Followed {
  name: string;
  endsAfterMs: number;
}

/** What came of it. */
interface Watched {
  results: WaitResult[];
  /** Between the end of each run and its report. */
  delaysMs: number[];
  meanDelayMs: number;
  statusRequests: number;
  statusRequestsPerSecond: number;
}

let emulator: Emulator;
let context: RunningContext;

async function start(options: EmulatorOptions = {}, settings: ClientSettings = {}): Promise<void> {
  emulator = await createEmulator({ clock: "manual", ...options });
  context = runningContext(emulator, settings);
}

afterEach(async () => {
  await context.close();
  await emulator.stop();
});

function submit({ name, endsAfterMs }: Followed): Promise<RunView> {
  const pendingMs = Math.min(1_000, endsAfterMs / 2);
  emulator.plan({ match: { name }, plan: { pendingMs, runningMs: endsAfterMs - pendingMs } });
  return context.session.api().createRun(
    {
      name,
      runPython: { uri: "s3://bucket.test/job.py", args: [] },
      timeoutSeconds: 86_400,
      environment: { sparkConfigs: {}, dependencies: [] },
    },
    undefined,
  );
}

function isStatusRequest({ method, path }: { method: string; path: string }): boolean {
  return method === "GET" && (path === "/runs" || /^\/runs\/\w+$/.test(path));
}

/** Submits all, and follows them to their ends. `meanwhile` begins when all are followed. */
async function watch(runs: readonly Followed[], meanwhile?: () => Promise<void>): Promise<Watched> {
  const views: RunView[] = [];
  for (const run of runs) views.push(await submit(run));
  const { clock, session, random, log, signal } = context;
  const beganAt = clock.now();
  const sentBefore = emulator.requests.filter(isStatusRequest).length;
  const goal = {
    until: "completed",
    maxSeconds: 90_000,
    maxQueueSeconds: undefined,
    deadlineMs: undefined,
  } as const;
  const parts = {
    api: session.api(),
    clock,
    random,
    log,
    signal,
    session,
    logTail: undefined,
    report: () => undefined,
  };
  const delaysMs: number[] = [];
  const waits = views.map(async (view) => {
    const result = await waitForRun(view, goal, parts);
    delaysMs.push(clock.now() - Date.parse(result.run.completeTime ?? ""));
    return result;
  });
  await meanwhile?.();
  const results = await Promise.all(waits);
  const statusRequests = emulator.requests.filter(isStatusRequest).length - sentBefore;
  const statusRequestsPerSecond = statusRequests / ((clock.now() - beganAt) / 1000);
  const meanDelayMs = delaysMs.reduce((sum, ms) => sum + ms, 0) / delaysMs.length;
  return { results, delaysMs, meanDelayMs, statusRequests, statusRequestsPerSecond };
}

/** Runs whose ends are spread evenly. */
function spread(
  count: number,
  fromMs: number,
  toMs: number,
  name = (i: number) => `tile-${i}-of-stack`,
): Followed[] {
  return Array.from({ length: count }, (_, i) => ({
    name: name(i),
    // 37 has no divisor in common with the counts: the order of ends is not that of the submits.
    endsAfterMs: fromMs + ((i * 37) % count) * ((toMs - fromMs) / count),
  }));
}

function allCompleted(results: readonly WaitResult[]): boolean {
  return results.every(({ kind, run }) => kind === "reached" && run.status === "COMPLETED");
}

const MINUTE_MS = 60_000;
const LIST = { method: "GET", path: "/runs", times: Infinity } as const;

/** A network whose lists of runs are changed on their way. */
function changingLists(change: (page: ListBody, url: URL) => ListBody): Transport {
  const transport = createTransport(DEFAULT_LIMITS);
  return {
    ...transport,
    send: async (request) => {
      const answer = await transport.send(request);
      const url = new URL(request.url);
      if (request.method !== "GET" || url.pathname !== "/runs") return answer;
      return { ...answer, text: JSON.stringify(change(JSON.parse(answer.text) as ListBody, url)) };
    },
  };
}

interface ListBody {
  items: { id: string; status: string }[];
  total?: number | undefined;
}

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
      const watched = await watch(spread(count, 20_000, 10 * MINUTE_MS));
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
      const watched = await watch(spread(count, 60_000, 61_000));
      expect(allCompleted(watched.results)).toBe(true);
      expect(watched.meanDelayMs).toBeLessThanOrEqual(meanMs);
      expect(watched.statusRequests).toBeLessThanOrEqual(requests);
    },
  );

  it("asks no more for a thousand open runs of which none ends than for a hundred", async () => {
    const idle = async (count: number): Promise<number> => {
      await start();
      const watched = await watch(spread(count, 20 * MINUTE_MS, 20 * MINUTE_MS + 1));
      const { statusRequests } = watched;
      await context.close();
      await emulator.stop();
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
      for (let i = 0; i < 300; i++) await submit({ name: `others-${i}`, endsAfterMs: 60 * MINUTE_MS });
      const names = (i: number): string => `${i}-job-of-its-own-${i}`;
      const watched = await watch(spread(count, 20_000, 5 * MINUTE_MS, names));
      expect(allCompleted(watched.results)).toBe(true);
      expect(watched.statusRequestsPerSecond).toBeLessThanOrEqual(3);
      expect(watched.meanDelayMs).toBeLessThanOrEqual(6_000);
    },
  );

  it("is not led astray by runs of others that begin as its own end", async () => {
    await start();
    const watched = await watch(
      spread(150, 20_000, 4 * MINUTE_MS, (i) => `${i}-mine-${i}`),
      async () => {
        const { clock } = context;
        for (let i = 0; i < 200; i++) {
          await submit({ name: `${i}-other-${i}`, endsAfterMs: 2 * MINUTE_MS });
          await clock.sleep(1_000);
        }
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
      emulator.fault({ ...LIST, kind: "stale", delayMs: 20_000 });
      const watched = await watch(spread(count, 5_000, 2 * MINUTE_MS));
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
    emulator.fault({ ...LIST, ...fault });
    const watched = await watch(spread(10, 20_000, 2 * MINUTE_MS));
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
    const watched = await watch(spread(count, 20_000, 5 * MINUTE_MS));
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
    const watched = await watch(spread(count, 20_000, 2 * MINUTE_MS));
    expect(allCompleted(watched.results)).toBe(true);
    expect(Math.max(...watched.delaysMs)).toBeLessThanOrEqual(5 * MINUTE_MS);
  });

  it.each([5, 150])("of %i runs: follows those in a status that no list is asked for", async (count) => {
    await start({ plans: [{ match: { name: "*7-of-stack" }, plan: { status: "HIBERNATING" } }] });
    const watched = await watch(spread(count, 20_000, 4 * MINUTE_MS));
    expect(allCompleted(watched.results)).toBe(true);
    expect(Math.max(...watched.delaysMs)).toBeLessThanOrEqual(25_000);
  });

  it("tells each wait of an outage of everything, and ends it within six minutes", async () => {
    await start();
    emulator.fault({ path: /^\/runs/, method: "GET", kind: "reset", times: Infinity });
    const watched = await watch(spread(20, 30 * MINUTE_MS, 30 * MINUTE_MS));
    expect(watched.results.map((result) => (result.kind === "stopped" ? result.cause : result.kind))).toEqual(
      Array.from({ length: 20 }, () => "outage"),
    );
    expect(context.clock.elapsedMs).toBeLessThanOrEqual(6 * MINUTE_MS);
  });

  it("ends every wait at once when the key is no longer taken", async () => {
    await start();
    emulator.fault({ path: /^\/runs/, method: "GET", kind: "status", status: 401, times: Infinity });
    const watched = await watch(spread(50, 30 * MINUTE_MS, 30 * MINUTE_MS));
    expect(new Set(watched.results.map((result) => result.kind === "stopped" && result.cause))).toEqual(
      new Set(["credential"]),
    );
    expect(context.clock.elapsedMs).toBeLessThanOrEqual(5_000);
  });

  it("takes a refusal (429) for a delay", async () => {
    await start();
    const refused = { kind: "status", status: 429, headers: { "retry-after": "3" } } as const;
    emulator.fault({ ...LIST, ...refused, times: 12 });
    const watched = await watch(spread(20, 20 * MINUTE_MS, 21 * MINUTE_MS));
    expect(allCompleted(watched.results)).toBe(true);
  });

  it("loses a run that is gone, and no other", async () => {
    await start();
    emulator.fault({
      path: "/runs/*",
      method: "GET",
      match: { name: "tile-3-of-stack" },
      kind: "status",
      status: 404,
      times: Infinity,
    });
    const watched = await watch(spread(10, 20_000, 30_000));
    const [gone] = watched.results.filter(({ run }) => run.name === "tile-3-of-stack");
    // It is in the list of ended ones all the same, or its wait gives up.
    expect(
      watched.results.filter((result) => result !== gone).every(({ run }) => run.status === "COMPLETED"),
    ).toBe(true);
    expect(gone).toBeDefined();
  });

  it("hides the end of no run behind submits that wait for the rate", async () => {
    await start({}, { maxRequestsPerSecond: 10 });
    const watched = await watch(spread(10, 20_000, 60_000), async () => {
      await Promise.all(
        Array.from({ length: 500 }, (_, i) =>
          submit({ name: `afterwards-${i}`, endsAfterMs: 60 * MINUTE_MS }),
        ),
      );
    });
    expect(allCompleted(watched.results)).toBe(true);
    expect(watched.meanDelayMs).toBeLessThanOrEqual(1_500);
  });
});
