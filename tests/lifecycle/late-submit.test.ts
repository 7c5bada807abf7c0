import { createTransport, type HttpRequest, type Transport } from "../../provider/api/transport";
import { lifecycleOf } from "../../provider/resources/registry";
import type { Properties } from "../../provider/values";
import { engineForEach } from "../support/lifecycle/engine-for-each";
import { MiniEngine, newProcess, SCRIPT, submitByHand } from "../support/lifecycle/mini-engine";

const RUNNING = { wait: { until: "running" } };
const NAMED = { name: "nightly-tiles" };
/** Logs are not what these tests are about, and would be half of the requests. */
const QUIET = { logs: { stream: false } };

/** Has the first submit, whose answer was lost, start its run only after so much time. */
function comesTrueAfter(engine: MiniEngine, ms: number): { runId: () => string } {
  const { clock, emulator } = Object.assign(engine.context, { emulator: engine.emulator });
  const beganMs = clock.now();
  const sleep = clock.sleep.bind(clock);
  let runId: string | undefined;
  clock.sleep = async (forMs, signal) => {
    await sleep(forMs, signal);
    const posted = emulator.requests.find(({ method, path }) => method === "POST" && path === "/runs");
    if (runId !== undefined || !posted || clock.now() - beganMs < ms) return;
    runId = "";
    runId = await submitByHand(emulator, posted.body as object);
  };
  return { runId: () => runId ?? "it did not come true" };
}

describe("a submit that is slow, and not lost", () => {
  const engine = engineForEach("JobRun", { defaultPlan: { pendingMs: 500, neverEnds: true } });

  const GATEWAY_TIMEOUT = { kind: "status", status: 504 } as const;
  const SENT_AWAY = { kind: "status", status: 503, headers: { "retry-after": "1" } } as const;

  it.each([
    ["a gateway that gave up", 55_000, GATEWAY_TIMEOUT],
    ["a gateway that gave up", 240_000, GATEWAY_TIMEOUT],
    ["a connection that broke", 120_000, { kind: "reset" } as const],
    ["a gateway that asked to come again", 40_000, SENT_AWAY],
  ])("behind %s comes true after %i ms: its run is found, and no other is started", async (_, ms, fault) => {
    engine.fault("submit", { when: "before", ...fault });
    const late = comesTrueAfter(engine, ms);
    expect(await engine.up({ ...SCRIPT, ...RUNNING })).toEqual({ verdict: "create" });
    expect(engine.must().id).toBe(late.runId());
    expect(engine.runs).toHaveLength(1);
  });

  it("is looked for before any second submit, and not for minutes where the server itself has answered", async () => {
    engine.fault("submit", { when: "before", status: 500 });
    const beganMs = engine.context.clock.now();
    const { clock } = engine.context;
    expect(await engine.up({ ...SCRIPT, wait: { until: "submitted" } })).toEqual({ verdict: "create" });
    expect(engine.posts()).toBe(2);
    expect(clock.now() - beganMs).toBeLessThan(30_000);
  });

  it("comes true after another was submitted: it is cancelled before the create ends", async () => {
    engine.fault("submit", { when: "before", ...GATEWAY_TIMEOUT });
    engine.emulator.plan({ times: 1, plan: { pendingMs: 500, runningMs: 600_000, neverEnds: false } });
    const late = comesTrueAfter(engine, 420_000);
    expect(await engine.up({ ...SCRIPT, ...QUIET })).toEqual({ verdict: "create" });
    expect(engine.must().id).not.toBe(late.runId());
    expect(engine.runs).toHaveLength(2);
    expect(engine.active()).toEqual([]);
    expect(engine.said()).toContain(`run ${late.runId()}`);
  });

  it("with an explicit name comes true after another was submitted: it is named, since it may be somebody else's", async () => {
    engine.fault("submit", { when: "before", ...GATEWAY_TIMEOUT });
    engine.emulator.plan({ times: 1, plan: { pendingMs: 500, runningMs: 600_000, neverEnds: false } });
    const late = comesTrueAfter(engine, 420_000);
    expect(await engine.up({ ...SCRIPT, ...NAMED, ...QUIET })).toEqual({ verdict: "create" });
    expect(engine.active()).toEqual([late.runId()]);
    expect(engine.said()).toContain(`run ${late.runId()} (nightly-tiles) does the same`);
  });
});

describe("a submit of a batch that is slow, and not lost", () => {
  it("starts one run for each key", async () => {
    const engine = await MiniEngine.start("JobRunBatch", {
      defaultPlan: { pendingMs: 500, neverEnds: true },
    });
    engine.fault("submit", { when: "before", status: 504 });
    comesTrueAfter(engine, 55_000);
    const runs = {
      one: { runPython: { uri: "s3://bucket.test/1.py" } },
      two: { runPython: { uri: "s3://bucket.test/2.py" } },
    };
    expect(await engine.up({ runs, wait: { until: "running" } })).toEqual({ verdict: "create" });
    expect(engine.active()).toHaveLength(2);
    await engine.stop();
  });
});

/** A server whose lists begin with a page that is empty and has a next one. */
function withEmptyFirstPages(): Transport {
  const transport = createTransport();
  return {
    // Of all processes: each one ends its connections.
    close: () => Promise.resolve(),
    send: (request: HttpRequest) => {
      const url = new URL(request.url);
      if (request.method !== "GET" || url.pathname !== "/runs") return transport.send(request);
      const cursor = url.searchParams.get("cursor");
      if (cursor === null) {
        const text = JSON.stringify({ items: [], total: 1, next_page: "next" });
        return Promise.resolve({ status: 200, headers: { "content-type": "application/json" }, text });
      }
      if (cursor === "next") url.searchParams.delete("cursor");
      return transport.send({ ...request, url: url.href });
    },
  };
}

describe("lists that are odd but legal, with a lost answer", () => {
  it.each([SCRIPT, { ...SCRIPT, ...NAMED }])("an empty first page that has a next one (%j)", async (args) => {
    const engine = await MiniEngine.start(
      "JobRun",
      { defaultPlan: { pendingMs: 500, neverEnds: true } },
      { transport: withEmptyFirstPages() },
    );
    engine.fault("submit", { when: "after", kind: "reset" });
    expect(await engine.up({ ...args, ...RUNNING })).toEqual({ verdict: "create" });
    expect(engine.posts()).toBe(1);
    engine.recorded = undefined;
    await engine.up({ ...args, ...RUNNING });
    expect(engine.posts()).toBe(1);
    await engine.stop();
  });

  it.each([
    [SCRIPT, 15],
    [SCRIPT, -15],
    [{ ...SCRIPT, ...NAMED }, 15],
    [{ ...SCRIPT, ...NAMED }, -15],
  ])("clocks that differ (%j, by %i minutes)", async (args, minutes) => {
    const engine = await MiniEngine.start("JobRun", { defaultPlan: { pendingMs: 500, neverEnds: true } });
    engine.fault("submit", { when: "after", kind: "reset" });
    engine.context.clock = Object.assign(Object.create(engine.context.clock) as typeof engine.context.clock, {
      now: () => engine.emulator.now() + minutes * 60_000,
    });
    expect(await engine.up({ ...args, ...RUNNING })).toEqual({ verdict: "create" });
    expect(engine.posts()).toBe(1);
    await engine.stop();
  });
});

describe("a policy that corrects inputs after check", () => {
  it("does not hide the run of a killed deployment: its name is made of what was submitted", async () => {
    const engine = await MiniEngine.start("JobRun", { defaultPlan: { pendingMs: 500, neverEnds: true } });
    const rules = lifecycleOf("JobRun");
    const up = async (): Promise<string> => {
      const context = newProcess(engine.emulator);
      const { inputs } = rules.check(undefined, { ...SCRIPT, ...RUNNING }, context);
      const corrected: Properties = {
        ...inputs,
        runPython: { uri: "s3://bucket.test/job.py", args: ["--safe"] },
      };
      const { id } = await rules.create(corrected, context);
      await context.close();
      return id;
    };
    expect(await up()).toBe(await up());
    expect(engine.posts()).toBe(1);
    await engine.stop();
  });
});
