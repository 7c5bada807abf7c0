import type { FaultRule } from "../../emulator";
import type { RunView } from "../../provider/api/models";
import type { Transport } from "../../provider/api/transport";
import type { Properties } from "../../provider/values";
import { HOSTS } from "../support/lifecycle/adapters";
import { engineForEach } from "../support/lifecycle/engine-for-each";
import { MiniEngine, newProcess, SCRIPT, submitByHand } from "../support/lifecycle/mini-engine";
import { changing } from "../support/lifecycle/watch-scene";

/** Hours of waiting are over a thousand requests, which a busy machine takes many seconds for. */
jest.setTimeout(60_000);

const MINUTE_MS = 60_000;
const kept = (error: string): object => ({ kept: true, error: expect.stringContaining(error) });

describe("a wait", () => {
  const engine = engineForEach("JobRun", { defaultPlan: { pendingMs: 5_000, runningMs: 55_000 } });

  const status = (): unknown => engine.outputs["status"];
  async function expectCompletes(inputs: Properties = SCRIPT, verdict = "create"): Promise<void> {
    expect(await engine.up(inputs)).toEqual({ verdict });
    expect({ status: status(), posts: engine.posts() }).toEqual({ status: "COMPLETED", posts: 1 });
  }

  const refused = { status: 429, headers: { "retry-after": "2" } };

  // rule: failed-polls
  it.each<[string, Partial<FaultRule>]>([
    ["500", { status: 500 }],
    ["429", refused],
    ["reset", { kind: "reset" }],
    ["malformed JSON", { kind: "malformedJson" }],
    ["a proxy's page", { kind: "html", status: 502 }],
  ])("survives nine failed status requests in a row (%s)", async (_, fault) => {
    engine.fault("run", fault, 9);
    await expectCompletes();
  });

  it("ends after ten, with the run kept, and the next up resumes it", async () => {
    engine.fault("run", 500, 10);
    expect(await engine.up(SCRIPT)).toMatchObject(kept("its status could not be read for too long"));
    await expectCompletes(SCRIPT, "update");
  });

  // rule: rate-limited-wait
  it("survives twenty refusals (429) in a row", async () => {
    engine.fault("run", refused, 20);
    await expectCompletes();
  });

  // rule: rate-limited-wait
  it("that is refused for ever ends at its own limit, with the run kept", async () => {
    engine.emulator.fault({ path: "/runs/*", kind: "status", status: 429, times: Infinity });
    const stopped = await engine.up({ ...SCRIPT, wait: { maxSeconds: 1_800 } });
    expect(stopped).toMatchObject(kept("wait.maxSeconds (1800 s) has passed"));
    // Each refusal doubles the delay, up to a minute.
    const asked = engine.requests().filter((request) => request === "GET /runs/{id}");
    expect(asked.length).toBeLessThan(40);
  });

  it("says nothing of logs that it was only asked to read more slowly", async () => {
    engine.fault("logs", 429, 3);
    await expectCompletes();
    expect(engine.said()).not.toContain("logs cannot be read");
  });

  it("records the cost although one answer at the end of the run is lost", async () => {
    engine.fault("metrics", { kind: "reset" });
    await expectCompletes();
    expect(engine.outputs["cost"]).toMatchObject({ usd: expect.any(Number) });
  });

  it("tolerates that a new run is not found at first (scenario 20)", async () => {
    engine.fault("run", 404, 4);
    await expectCompletes();
  });

  it("continues through a status that nobody knows (scenario 15)", async () => {
    engine.plan({ status: "HIBERNATING" });
    await expectCompletes();
  });

  it("takes TIMED_OUT, and FAILED with a time-out event, for the same (scenario 15)", async () => {
    engine.plan({ runningMs: 3_600_000 });
    const late = await engine.up({ ...SCRIPT, timeoutSeconds: 60 });
    expect(late).toMatchObject(kept("ran longer than its timeoutSeconds"));
    expect(status()).toBe("TIMED_OUT");
    engine.recorded = undefined;
    engine.plan({ runningMs: 59_000, outcome: "FAILED", message: "Job timeout reached" });
    expect((await engine.up({ ...SCRIPT, timeoutSeconds: 60, triggers: { again: 1 } })).kept).toBe(true);
    expect(status()).toBe("TIMED_OUT");
  });

  it("continues whatever happens to the log, which is said once (scenario 17)", async () => {
    engine.fault("logs", 500, Infinity);
    engine.fault("metrics", { kind: "reset" }, Infinity);
    await expectCompletes();
    expect(engine.said().match(/logs cannot be read/g)).toHaveLength(1);
  });

  it("reads the lines of a failed run that land late", async () => {
    const logs = [{ atMs: 4_000, text: "KeyError: tile" }];
    engine.plan({ runningMs: 5_000, outcome: "FAILED", lateLogsMs: 40_000, logs });
    expect((await engine.up(SCRIPT)).error).toContain("| KeyError: tile");
    expect(engine.outputs["logTail"]).toEqual(["KeyError: tile"]);
  });

  it("waits for no late lines of a failed run where none are kept", async () => {
    engine.plan({ pendingMs: 500, runningMs: 500, outcome: "FAILED", logs: [{ text: "hello" }] });
    expect(await engine.up({ ...SCRIPT, logs: { tailLines: 0 } })).toMatchObject({ kept: true });
    expect(engine.context.clock.elapsedMs).toBeLessThan(5_000);
  });

  // rule: long-log
  it("says of a very long log of a failed run that it was not read to its end", async () => {
    engine.plan({ runningMs: 5_000, outcome: "FAILED", logs: { count: 1_000_000 } });
    const process = newProcess(engine.emulator, { maxRequestsPerSecond: 10 });
    const slow = MiniEngine.within(process, engine.emulator);
    expect(await slow.up(SCRIPT)).toMatchObject(kept("| (log truncated"));
    await process.close();
    const tail = slow.outputs["logTail"] as string[];
    expect(tail.slice(-2)).toEqual([
      expect.stringMatching(/^line \d+00$/),
      expect.stringMatching(/^\(log trunc/),
    ]);
    expect(process.clock.elapsedMs).toBeLessThan(120_000);
  });

  it("asks about once a second at first and less often after half an hour without a change", async () => {
    engine.plan({ pendingMs: 1_000, runningMs: 60 * MINUTE_MS });
    await expectCompletes({ ...SCRIPT, timeoutSeconds: 7_200, logs: { stream: false } });
    const asked = engine.emulator.requests.filter(
      ({ method, path }) => method === "GET" && path.startsWith("/runs/") && !path.endsWith("/metrics"),
    );
    const began = asked[0]?.atMs ?? 0;
    // Of 25 minutes each: one a second, less the jitter; then every one to two seconds.
    expect(asked.filter(({ atMs }) => atMs - began < 25 * MINUTE_MS).length).toBeGreaterThan(1_300);
    expect(asked.filter(({ atMs }) => atMs - began > 35 * MINUTE_MS).length).toBeLessThan(1_200);
  });

  it("stops at wherobots:maxWaitSeconds, which counts for all waits of one process", async () => {
    engine.keepsProcess = true;
    engine.plan({ runningMs: 600_000 });
    Object.assign(engine.context.session.config(), { maxWaitSeconds: 20 });
    for (let ups = 0; ups < 2; ups++) {
      expect(await engine.up(SCRIPT)).toMatchObject(kept("wherobots:maxWaitSeconds"));
      expect(engine.context.clock.elapsedMs).toBeLessThan(22_000);
    }
  });
});

// rule: custom-timeouts
describe("customTimeouts", () => {
  const defaultPlan = { pendingMs: 1_000, runningMs: 5 * MINUTE_MS, cancelTakesMs: 2 * MINUTE_MS };
  const engine = engineForEach("JobRun", { defaultPlan });

  // rule: custom-timeouts
  it("of create and update stop the wait, and the run is kept and followed later", async () => {
    const passed = /`customTimeouts` .* has passed; the run goes on, .* resumes the wait/;
    engine.within(MINUTE_MS);
    expect(await engine.up(SCRIPT)).toMatchObject({ kept: true, error: expect.stringMatching(passed) });
    expect(engine.emulator.now() - Date.UTC(2026, 0, 1)).toBeLessThan(MINUTE_MS + 2_000);
    engine.within(MINUTE_MS);
    expect(await engine.up(SCRIPT)).toMatchObject({ verdict: "update", kept: true });
    engine.within(60 * MINUTE_MS);
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "update" });
    expect(engine.posts()).toBe(1);
  });

  it.each([
    ["cancel", kept("it was cancelled"), "CANCELLED"],
    ["continue", { verdict: "create" }, "RUNNING"],
  ])("obey wait.onTimeout: %s", async (onTimeout, result, status) => {
    engine.within(MINUTE_MS);
    expect(await engine.up({ ...SCRIPT, wait: { onTimeout } })).toMatchObject(result);
    expect(engine.outputs["status"]).toBe(status);
  });

  it("give way to a limit of the wait that is shorter", async () => {
    engine.within(MINUTE_MS);
    expect(await engine.up({ ...SCRIPT, wait: { maxSeconds: 5 } })).toMatchObject(
      kept("wait.maxSeconds (5 s)"),
    );
  });

  it.each([
    ["shorter than 300 s", 30_000, 2 * MINUTE_MS, /still active after 30 s/],
    ["longer than 300 s", 7 * MINUTE_MS, 6 * MINUTE_MS, undefined],
  ])("of delete stand in place of 300 s: %s", async (_, ms, cancelTakesMs, error) => {
    engine.plan({ neverEnds: true, cancelTakesMs });
    await engine.up({ ...SCRIPT, wait: { until: "running" } });
    engine.within(ms);
    expect((await engine.destroy()) ?? "").toMatch(error ?? /^$/);
    expect(engine.recorded === undefined).toBe(error === undefined);
  });

  it("do not shorten the cancel of a run that create replaces", async () => {
    await engine.up({ ...SCRIPT, wait: { until: "running" } });
    engine.within(MINUTE_MS);
    const replaced = await engine.forceReplace({ ...SCRIPT, wait: { until: "submitted" } });
    expect(replaced).toEqual({ verdict: "replace" });
    expect(engine.statuses()).toEqual(["CANCELLED", "PENDING"]);
  });
});

const CASES = HOSTS.flatMap((way) =>
  (["JobRun", "JobRunBatch", "RunCompletion"] as const).map((resource) => [way, resource] as const),
);

describe.each(CASES)("a run that once ran is in no queue: %s, %s", (way, resource) => {
  const startMs = Date.UTC(2026, 0, 1);
  let isBack: (passedMs: number) => boolean = () => false;
  const asQueued = (run: RunView): RunView =>
    run.status === "RUNNING" ? { ...run, status: "PENDING", startTime: null } : run;
  /** Shows running runs as queued, without a start, while `isBack` says so; it outlives the process of each up. */
  const network: Transport = changing((answer, { method, url }) => {
    const isOfRuns = method === "GET" && /\/runs(\/\w+)?$/.test(new URL(url).pathname);
    if (!isOfRuns || !isBack(engine.emulator.now() - startMs)) return answer;
    const body = JSON.parse(answer.text) as RunView & { items?: RunView[] };
    const changed = body.items ? { ...body, items: body.items.map(asQueued) } : asQueued(body);
    return { ...answer, text: JSON.stringify(changed) };
  });
  const transport = { ...network, close: () => Promise.resolve() };
  const defaultPlan = { pendingMs: 2_000, runningMs: 40_000 };
  const engine = engineForEach(resource, { defaultPlan }, { transport }, way);
  afterAll(() => network.close());

  const declare = async (): Promise<Properties> => {
    isBack = () => false;
    if (resource === "JobRun") return SCRIPT;
    if (resource === "JobRunBatch")
      return { defaults: SCRIPT, runs: { one: {}, two: {}, three: {}, four: {} } };
    return { runId: await submitByHand(engine.emulator, { name: "by-hand-1", ...SCRIPT }) };
  };
  /** Queued longer than this it is cancelled. */
  const wait = { maxQueueSeconds: 5, onTimeout: "cancel" };

  // rule: queue-limit
  it("so a moment of PENDING does not make maxQueueSeconds cancel it, nor in the up that resumes its wait", async () => {
    const declared = await declare();
    isBack = (passedMs) => passedMs > 5_000 && passedMs < 15_000;
    const stopped = await engine.up({ ...declared, wait: { ...wait, maxSeconds: 20, onTimeout: "fail" } });
    expect(stopped.error).toContain("maxSeconds (20 s)");
    expect(stopped.error).not.toContain("maxQueueSeconds");
    isBack = (passedMs) => passedMs < 35_000;
    expect(await engine.refresh()).toBeUndefined();
    expect(await engine.up({ ...declared, wait })).toEqual({ verdict: "update" });
    expect(new Set(engine.statuses())).toEqual(new Set(["COMPLETED"]));
    expect(engine.cancelled()).toEqual([]);
  });
});
