import type { ExchangeMoment } from "../../../emulator";
import {
  ENDLESS,
  expectExit,
  FAILS,
  type Fixture,
  type Jobs,
  job,
  openFixture,
  operations,
  requestText,
} from "../../support/engine/fixture";
import { itSampled } from "../../support/sample";
import { itThorough } from "../../support/thorough";

/* At each moment of each command, on a simulated clock: tests/lifecycle/interrupt.test.ts. */

/** What is promised; the engine itself needs a part of it. */
const MAX_END_MS = 3_000;
const UP = ["up", "--yes", "--skip-preview"];

type Watch = (request: string, at: ExchangeMoment) => Promise<void>;

/** A stack and an account, and what is to be done at the exchanges of a command. */
async function open(jobs: Jobs, more = ""): Promise<Fixture & { watch: (seen: Watch | undefined) => void }> {
  let watch: Watch | undefined;
  const declared = Object.entries(jobs).map(
    ([name, args]) => `new wherobots.JobRun(${JSON.stringify(name)}, ${JSON.stringify(args)});`,
  );
  const javascript = ['const wherobots = require("pulumi-wherobots/plugin");', more, ...declared].join("\n");
  const fixture: Fixture = await openFixture(
    { javascript },
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

// rule: interrupt
describe("an interrupt of the plugin", () => {
  let fixture: Awaited<ReturnType<typeof open>>;
  afterEach(() => fixture.dispose());

  const active = (): string[] =>
    fixture.emulator.runs().flatMap(({ id, completeTime }) => (completeTime === null ? [id] : []));

  /** Sends the signal when `isDue` says so for the first time. @returns how the command ended, and how soon */
  async function interrupted(
    isDue: (request: string) => boolean,
    { signal = "SIGINT", args = [] }: { signal?: NodeJS.Signals; args?: string[] } = {},
  ): Promise<{ exitCode: number; all: string; tookMs: number }> {
    const up = fixture.stack.start([...UP, ...args]);
    let sentAtMs: number | undefined;
    fixture.watch((request) => {
      if (sentAtMs === undefined && isDue(request)) {
        sentAtMs = performance.now();
        up.kill(signal);
      }
      return Promise.resolve();
    });
    const { exitCode, all } = await up.wait();
    const endedAtMs = performance.now();
    fixture.watch(undefined);
    if (sentAtMs === undefined) throw new Error(`the moment did not come:\n${all}`);
    return { exitCode, all, tookMs: endedAtMs - sentAtMs };
  }

  itSampled("signals", ["SIGINT", "SIGTERM"] as const, { keep: 1 / 2 })(
    "%s detaches from many runs at once or cancels them, as onInterrupt says, and the next up resumes or repeats each",
    async (signal) => {
      const names = Array.from({ length: 10 }, (_, index) => `tile-${index}`);
      const jobs = Object.fromEntries(names.map((name) => [name, job(ENDLESS)]));
      fixture = await open({
        ...jobs,
        "by-resource": job(ENDLESS, { onInterrupt: "cancel" }),
        "by-retry": job(ENDLESS, { onInterrupt: "cancel", retry: { maxAttempts: 3 } }),
      });
      const cancelled = ["by-resource", "by-retry"];
      const { stack, emulator } = fixture;
      const followed = new Set<string>();
      const ended = await interrupted(
        (request) => {
          // Their status comes in one list, but each has a log.
          if (/^GET \/runs\/\{[^/]+\/logs$/.test(request)) followed.add(request);
          return followed.size === names.length + cancelled.length;
        },
        { signal, args: ["--parallel", "16"] },
      );
      expect(ended.exitCode).not.toBe(0);
      expect(ended.tookMs).toBeLessThan(MAX_END_MS);
      expect(ended.all).toContain("the run goes on, and the next `pulumi up` resumes the wait");
      expect(ended.all).toMatch(/cancelled. The next `pulumi up` starts a new run/);
      expect(ended.all).not.toMatch(/AbortError|aborted|internal error in pulumi-wherobots|\n\s+at /);
      const ids = await Promise.all(names.map(async (name) => (await fixture.outputsOf(name))["id"]));
      expect(new Set(active())).toEqual(new Set(ids));
      expect(fixture.started().sort()).toEqual([...cancelled, ...names].sort());

      for (const id of active()) emulator.finish(id, "COMPLETED");
      emulator.plan({ match: { uri: ENDLESS }, plan: { pendingMs: 10, runningMs: 10 } });
      const again = expectExit(await stack.up(), "zero");
      expect(operations(again)).toMatchObject(Object.fromEntries(names.map((name) => [name, ["update"]])));
      expect(fixture.started().sort()).toEqual(cancelled);
    },
  );

  // rule: interrupt-many
  it("leaves a server alone that refuses the cancels: what was not asked is named, and destroy ends it", async () => {
    const keys = Array.from({ length: 30 }, (_, index) => `t${index}`);
    const runs = Object.fromEntries(keys.map((key) => [key, {}]));
    const args = { runs, defaults: { runPython: { uri: ENDLESS } }, maxConcurrency: 30 };
    fixture = await open({}, `new wherobots.JobRunBatch("tiles", ${JSON.stringify(args)});`);
    const { stack, emulator } = fixture;
    await stack.setConfig("wherobots:maxRequestsPerSecond", "20");
    await stack.setConfig("wherobots:onInterrupt", "cancel");
    const ended = await interrupted((request) => {
      if (active().length < keys.length || !request.startsWith("GET ")) return false;
      // Ten are accepted, the others refused for longer than the grace.
      const rule = { method: "POST", path: /cancel$/, kind: "status", status: 429 } as const;
      emulator.fault({ ...rule, skip: 10, times: Infinity, headers: { "retry-after": "5" } });
      return true;
    });
    const left = active();
    expect(ended.tookMs).toBeLessThan(MAX_END_MS);
    expect(left).toHaveLength(20);
    const { results } = (await fixture.outputsOf("tiles")) as { results: Record<string, { runId: string }> };
    const named = keys.filter((key) => left.includes(results[key]?.runId ?? ""));
    expect(ended.all).toContain(
      `20 of 30 runs go on, since the interrupt left no time to ask for their end: ${named.join(", ")}`,
    );
    emulator.clearFaults();
    expectExit(await stack.destroy(), "zero");
    expect(active()).toEqual([]);
  });

  itThorough(
    "is not what a failure of one resource is: the run beside it is followed to its end",
    async () => {
      fixture = await open({ fails: job(FAILS), tiles: job(ENDLESS) });
      const { stack, emulator } = fixture;
      const up = stack.start(UP);
      await up.waitForOutput(/fails \*\*creating failed\*\*/);
      for (const id of active()) emulator.finish(id, "COMPLETED");
      expect((await up.wait()).all).not.toContain("interrupt");
      expect(await fixture.outputsOf("tiles")).toMatchObject({ status: "COMPLETED" });
    },
  );

  itThorough(
    "that comes twice ends the engine at once; what the plugin said is kept, and nothing is doubled",
    async () => {
      fixture = await open({ tiles: job(ENDLESS) });
      const { stack, emulator } = fixture;
      const up = stack.start(UP);
      await up.waitForOutput(/submitted as run/);
      up.kill("SIGINT");
      await up.waitForOutput(/cancelling/i);
      up.kill("SIGINT");
      await up.wait();
      await stack.run(["cancel", "--yes"]);
      const again = stack.start([...UP, "--refresh"]);
      await again.waitForOutput(/(took over|following) run/);
      for (const id of active()) emulator.finish(id, "COMPLETED");
      expect(await again.wait()).toMatchObject({ exitCode: 0 });
      expect(fixture.started()).toEqual(["tiles"]);
    },
  );
});
