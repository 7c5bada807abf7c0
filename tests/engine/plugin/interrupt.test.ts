import type { ExchangeMoment } from "../../../emulator";
import { resourcesOf } from "../../support/engine/engine";
import {
  ENDLESS,
  expectExit,
  FAILS,
  type Fixture,
  type Jobs,
  job,
  openFixture,
  operations,
  outputsOf,
  requestText,
  started,
} from "../../support/engine/fixture";
import { itSampled } from "../../support/sample";
import { itThorough } from "../../support/thorough";

/** What is promised; the engine itself needs a part of it. */
const MAX_END_MS = 3_000;

type Signal = "SIGINT" | "SIGTERM";

/** A command at work on one JobRun, `tiles`, whose run never ends by itself. */
interface Scene {
  readonly before?: Jobs;
  readonly jobs: Jobs;
  readonly command: "up" | "destroy";
}

const OPEN = { tiles: job(ENDLESS, { wait: { until: "running" } }) };

const SCENES = {
  create: { jobs: { tiles: job(ENDLESS) }, command: "up" },
  resume: { before: OPEN, jobs: { tiles: job(ENDLESS) }, command: "up" },
  replace: { before: OPEN, jobs: { tiles: job(ENDLESS, { triggers: { n: 2 } }) }, command: "up" },
  destroy: { before: OPEN, jobs: OPEN, command: "destroy" },
} as const satisfies Record<string, Scene>;

interface Moment {
  readonly scene: keyof typeof SCENES;
  readonly at: ExchangeMoment;
  readonly request: string;
  /** Held until the command has ended. */
  readonly held?: true;
}

const MOMENTS: readonly Moment[] = [
  { scene: "create", at: "before", request: "GET /runs" },
  { scene: "create", at: "before", request: "POST /runs tiles" },
  { scene: "create", at: "after", request: "POST /runs tiles", held: true },
  { scene: "create", at: "after", request: "POST /runs tiles" },
  { scene: "create", at: "after", request: "GET /runs/{tiles}" },
  { scene: "resume", at: "before", request: "GET /runs/{tiles}", held: true },
  { scene: "replace", at: "before", request: "POST /runs/{tiles}/cancel" },
  { scene: "replace", at: "after", request: "POST /runs/{tiles}/cancel", held: true },
  { scene: "replace", at: "after", request: "POST /runs tiles" },
  { scene: "destroy", at: "before", request: "GET /runs/{tiles}", held: true },
  { scene: "destroy", at: "after", request: "POST /runs/{tiles}/cancel", held: true },
];

function textOf({ scene, at, request, held }: Moment): string {
  const answer = held ? ", whose answer comes too late" : "";
  return `of a ${scene}, ${at} ${request} took effect${answer}`;
}

function program(jobs: Jobs, more = ""): string {
  const declared = Object.entries(jobs).map(
    ([name, args]) => `new wherobots.JobRun(${JSON.stringify(name)}, ${JSON.stringify(args)});`,
  );
  return ['const wherobots = require("pulumi-wherobots/plugin");', more, ...declared].join("\n");
}

/** A stack and an account, and what is to be done at the exchanges of a command. */
async function open(
  jobs: Jobs,
  more?: string,
): Promise<Fixture & { watch: (seen: Watch | undefined) => void }> {
  let watch: Watch | undefined;
  const fixture: Fixture = await openFixture(
    { javascript: program(jobs, more) },
    {
      emulator: {
        onExchange: async (request, at) => {
          await watch?.(requestText(request, fixture.emulator.runs()), at);
        },
      },
    },
  );
  return { ...fixture, watch: (seen) => void (watch = seen) };
}

type Watch = (request: string, at: ExchangeMoment) => Promise<void>;

const active = ({ emulator }: Fixture): string[] =>
  emulator.runs().flatMap(({ id, status }) => (status === "PENDING" || status === "RUNNING" ? [id] : []));

/** The resources whose runs were asked to end. */
const cancelled = (requests: readonly string[]): string[] =>
  requests.flatMap((request) => /^POST .runs.\{(.*)\}.cancel$/.exec(request)?.[1] ?? []);

// rule: interrupt
describe("an interrupt of the plugin", () => {
  let fixture: Awaited<ReturnType<typeof open>>;
  afterEach(() => fixture.dispose());

  /** Sends the signal when `isDue` says so for the first time. @returns how the command ended, and how soon */
  async function interrupted(
    command: "up" | "destroy",
    isDue: (request: string, at: ExchangeMoment) => boolean,
    { signal = "SIGINT", held = false, args = [] }: { signal?: Signal; held?: boolean; args?: string[] } = {},
  ): Promise<{ exitCode: number; all: string; tookMs: number }> {
    const up = fixture.stack.start([command, "--yes", "--skip-preview", ...args]);
    let sentAtMs: number | undefined;
    const ended = up.wait();
    fixture.watch(async (request, at) => {
      if (sentAtMs !== undefined || !isDue(request, at)) return;
      sentAtMs = performance.now();
      up.kill(signal);
      if (held) await ended;
    });
    const { exitCode, all } = await ended;
    const endedAtMs = performance.now();
    fixture.watch(undefined);
    if (sentAtMs === undefined) throw new Error(`the moment did not come:\n${all}`);

    return { exitCode, all, tookMs: endedAtMs - sentAtMs };
  }

  itSampled(
    "moments of an interrupt",
    MOMENTS.map((moment) => [textOf(moment), moment] as const),
    { keep: 1 / 11 },
  )("%s, ends in seconds, and the same again leaves one run", async (_, moment) => {
    const scene: Scene = SCENES[moment.scene];
    fixture = await open(scene.before ?? scene.jobs);
    const { stack, emulator } = fixture;
    if (scene.before) {
      expectExit(await stack.up(), "zero");
      stack.writeProgram(program(scene.jobs));
    }
    const before = emulator.runs().length;
    const ended = await interrupted(
      scene.command,
      (request, at) => request === moment.request && at === moment.at,
      { held: moment.held ?? false },
    );
    expect(ended).toMatchObject({
      exitCode: expect.any(Number),
      all: expect.stringContaining("interrupt"),
    });
    expect(ended.exitCode).not.toBe(0);
    expect(ended.tookMs).toBeLessThan(MAX_END_MS);
    expect(ended.all).not.toMatch(/AbortError|aborted|internal error in pulumi-wherobots|\n\s+at /);

    // The next up follows what there is to its end. An orphan is read once more before it is taken over.
    emulator.plan({ match: { uri: ENDLESS }, plan: { pendingMs: 10, runningMs: 10 } });
    let reads = 0;
    fixture.watch((request, at) => {
      if (at === "before" && request === "GET /runs/{tiles}" && scene.command === "up" && ++reads === 2)
        for (const id of active(fixture)) emulator.finish(id, "COMPLETED");
      return Promise.resolve();
    });
    const again = await (scene.command === "up" ? stack.up() : stack.destroy());
    expectExit(again, "zero");
    const runs = emulator.runs().slice(before);
    expect(active(fixture)).toEqual([]);
    expect(runs).toHaveLength(moment.scene === "create" || moment.scene === "replace" ? 1 : 0);
    const recorded = resourcesOf(await stack.exportState(), "tiles").map(
      ({ outputs }) => outputs?.["status"],
    );
    expect(recorded).toEqual(scene.command === "up" ? ["COMPLETED"] : []);
  });

  itSampled("signals", ["SIGINT", "SIGTERM"] as const, { keep: 1 / 2 })(
    "%s detaches from many runs at once, and the next up resumes each",
    async (signal) => {
      const names = Array.from({ length: 12 }, (_, index) => `tile-${index}`);
      const jobs = Object.fromEntries(names.map((name) => [name, job(ENDLESS)]));
      fixture = await open(jobs);
      const { stack, emulator } = fixture;
      const first = new Set<string>();
      const ended = await interrupted(
        "up",
        (request) => {
          // Their status comes in one list, but each has a log.
          if (/^GET \/runs\/\{[^/]+\/logs$/.test(request)) first.add(request);
          return first.size === names.length;
        },
        { signal, args: ["--parallel", "16"] },
      );
      expect(ended.tookMs).toBeLessThan(MAX_END_MS);
      expect(ended.all).toContain("the run goes on, and the next `pulumi up` resumes the wait");
      const ids = await Promise.all(names.map(async (name) => (await outputsOf(stack, name))["id"]));
      expect(new Set(ids)).toEqual(new Set(active(fixture)));
      expect(started(fixture.requests()).sort()).toEqual([...names].sort());
      for (const id of active(fixture)) emulator.finish(id, "COMPLETED");
      const again = await stack.up();
      expectExit(again, "zero");
      expect(operations(again)).toMatchObject(Object.fromEntries(names.map((name) => [name, ["update"]])));
      expect(started(fixture.requests())).toEqual([]);
    },
  );

  itSampled(
    "onInterrupt",
    [
      ["the resource", { onInterrupt: "cancel" }, {}],
      ["the provider", {}, { "wherobots:onInterrupt": "cancel" }],
    ] as const,
    { keep: 1 / 2 },
  )(
    "with onInterrupt cancel of %s the run is cancelled, and the next up starts another",
    async (_, input, config) => {
      fixture = await open({ tiles: job(ENDLESS, input) });
      const { stack, emulator } = fixture;
      for (const [key, value] of Object.entries(config)) await stack.setConfig(key, value);
      const ended = await interrupted(
        "up",
        (request, at) => request === "GET /runs/{tiles}" && at === "after",
      );
      expect(ended.tookMs).toBeLessThan(MAX_END_MS);
      expect(ended.all).toMatch(/cancelled. The next `pulumi up` starts a new run/);
      expect(active(fixture)).toEqual([]);
      emulator.plan({ match: { uri: ENDLESS }, plan: { pendingMs: 10, runningMs: 10 } });
      fixture.requests();
      const again = await stack.up();
      expectExit(again, "zero");
      expect(started(fixture.requests())).toEqual(["tiles"]);
      expect(operations(again)["tiles"]).toContain("replace");
    },
  );

  // rule: interrupt-many
  itThorough(
    "with onInterrupt cancel each of 100 runs is asked to end, and the next up starts each anew",
    async () => {
      const names = Array.from({ length: 100 }, (_, index) => `tile-${index}`);
      const jobs = Object.fromEntries(names.map((name) => [name, job(ENDLESS, { onInterrupt: "cancel" })]));
      fixture = await open(jobs);
      const { stack, emulator } = fixture;
      await stack.setConfig("wherobots:maxRequestsPerSecond", "20");
      const ended = await interrupted(
        "up",
        // All are there, and a list or a log is read.
        (request) => active(fixture).length === names.length && request.startsWith("GET "),
        { args: ["--parallel", "100"] },
      );
      expect(ended.tookMs).toBeLessThan(2 * MAX_END_MS);
      expect(new Set(cancelled(fixture.requests()))).toEqual(new Set(names));
      expect(active(fixture)).toEqual([]);
      expect(ended.all).not.toContain("no time to ask");
      emulator.plan({ match: { uri: ENDLESS }, plan: { pendingMs: 10, runningMs: 10 } });
      expectExit(await stack.up({ args: ["--parallel", "100"] }), "zero");
      expect(started(fixture.requests()).sort()).toEqual([...names].sort());
    },
  );

  itThorough(
    "with onInterrupt cancel each of 100 runs of a batch is asked to end, and the next up starts each anew",
    async () => {
      const keys = Array.from({ length: 100 }, (_, index) => `t${index}`);
      const runs = Object.fromEntries(keys.map((key) => [key, { runPython: { args: [key] } }]));
      const defaults = { runPython: { uri: ENDLESS } };
      const args = { runs, defaults, maxConcurrency: 100, onInterrupt: "cancel" };
      fixture = await open({}, `new wherobots.JobRunBatch("tiles", ${JSON.stringify(args)});`);
      const { stack, emulator } = fixture;
      await stack.setConfig("wherobots:maxRequestsPerSecond", "20");
      const ended = await interrupted(
        "up",
        (request) => active(fixture).length === keys.length && request.startsWith("GET "),
      );
      expect(ended.tookMs).toBeLessThan(MAX_END_MS);
      expect(cancelled(fixture.requests())).toHaveLength(keys.length);
      expect(active(fixture)).toEqual([]);
      emulator.plan({ match: { uri: ENDLESS }, plan: { pendingMs: 10, runningMs: 10 } });
      expectExit(await stack.up(), "zero");
      expect(started(fixture.requests())).toHaveLength(keys.length);
    },
  );

  // rule: interrupt-many
  it("a server that refuses the cancels is left alone: what was not asked is named, and destroy ends it", async () => {
    const keys = Array.from({ length: 30 }, (_, index) => `t${index}`);
    const runs = Object.fromEntries(keys.map((key) => [key, {}]));
    const args = {
      runs,
      defaults: { runPython: { uri: ENDLESS } },
      maxConcurrency: 30,
      onInterrupt: "cancel",
    };
    fixture = await open({}, `new wherobots.JobRunBatch("tiles", ${JSON.stringify(args)});`);
    const { stack, emulator } = fixture;
    await stack.setConfig("wherobots:maxRequestsPerSecond", "20");
    const ended = await interrupted("up", (request) => {
      if (active(fixture).length < keys.length || !request.startsWith("GET ")) return false;
      // Ten are accepted, the others refused for longer than the grace.
      const rule = { method: "POST", path: /cancel$/, kind: "status", status: 429 } as const;
      emulator.fault({ ...rule, skip: 10, times: Infinity, headers: { "retry-after": "5" } });
      return true;
    });
    const left = active(fixture);
    expect(ended.tookMs).toBeLessThan(MAX_END_MS);
    expect(left).toHaveLength(20);
    const { results } = (await outputsOf(stack, "tiles")) as {
      results: Record<string, { status: string; runId: string }>;
    };
    const named = keys.filter((key) => left.includes(results[key]?.runId ?? ""));
    expect(ended.all).toContain(
      `20 of 30 runs go on, since the interrupt left no time to ask for their end: ${named.join(", ")}`,
    );
    emulator.clearFaults();
    expectExit(await stack.destroy(), "zero");
    expect(active(fixture)).toEqual([]);
  });

  itThorough(
    "a failure of one resource is no interrupt: what is followed beside it is followed to its end",
    async () => {
      fixture = await open({ fails: job(FAILS), tiles: job(ENDLESS) });
      const { stack, emulator } = fixture;
      const up = stack.start(["up", "--yes", "--skip-preview"]);
      await up.waitForOutput(/fails \*\*creating failed\*\*/);
      for (const id of active(fixture)) emulator.finish(id, "COMPLETED");
      expect((await up.wait()).all).not.toContain("interrupt");
      expect(await outputsOf(stack, "tiles")).toMatchObject({ status: "COMPLETED" });
    },
  );

  it("a second signal ends the engine at once; what the plugin said is kept, and nothing is doubled", async () => {
    fixture = await open({ tiles: job(ENDLESS) });
    const { stack, emulator } = fixture;
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.waitForOutput(/submitted as run/);
    up.kill("SIGINT");
    await up.waitForOutput(/cancelling/i);
    up.kill("SIGINT");
    await up.wait();
    await stack.run(["cancel", "--yes"]);
    const again = stack.start(["up", "--yes", "--skip-preview", "--refresh"]);
    await again.waitForOutput(/(took over|following) run/);
    for (const id of active(fixture)) emulator.finish(id, "COMPLETED");
    expect(await again.wait()).toMatchObject({ exitCode: 0 });
    expect(started(fixture.requests())).toEqual(["tiles"]);
  });
});
