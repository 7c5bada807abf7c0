import { MiniEngine, newProcess, SCRIPT } from "./mini-engine";

/** Hours of waiting are over a thousand requests, which a busy machine takes many seconds for. */
jest.setTimeout(60_000);

describe("a wait", () => {
  let engine: MiniEngine;
  beforeEach(async () => {
    engine = await MiniEngine.start("JobRun", { defaultPlan: { pendingMs: 30_000, runningMs: 600_000 } });
  });
  afterEach(() => engine.stop());

  const status = (): unknown => engine.must().outputs["status"];

  it.each([
    ["500", { kind: "status", status: 500 }],
    ["429", { kind: "status", status: 429, headers: { "retry-after": "2" } }],
    ["reset", { kind: "reset" }],
    ["malformed JSON", { kind: "malformedJson" }],
    ["a proxy's page", { kind: "html", status: 502 }],
  ] as const)("goes on through nine failed status requests in a row (%s, scenario 3)", async (_, fault) => {
    engine.emulator.fault({ method: "GET", path: /^\/runs\/\w+$/, times: 9, ...fault });
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "create" });
    expect(status()).toBe("COMPLETED");
    expect(engine.posts()).toBe(1);
  });

  it("ends after ten, with the run kept, and the next up resumes it", async () => {
    engine.emulator.fault({ method: "GET", path: /^\/runs\/\w+$/, times: 10, kind: "status", status: 500 });
    const failed = await engine.up(SCRIPT);
    expect(failed).toMatchObject({
      kept: true,
      error: expect.stringContaining("its status could not be read for too long"),
    });
    await engine.restart();
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "update" });
    expect(status()).toBe("COMPLETED");
    expect(engine.posts()).toBe(1);
  });

  it("was ended by ten refusals (429) in a row, although the server was there", async () => {
    const refused = { kind: "status", status: 429, headers: { "retry-after": "2" } } as const;
    engine.emulator.fault({ method: "GET", path: /^\/runs\/\w+$/, times: 20, ...refused });
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "create" });
    expect(status()).toBe("COMPLETED");
    expect(engine.posts()).toBe(1);
  });

  it("that is refused for ever still ends at its own limit, with the run kept", async () => {
    engine.emulator.fault({ path: "/runs/*", kind: "status", status: 429, times: Infinity });
    const stopped = await engine.up({ ...SCRIPT, wait: { maxSeconds: 1_800 } });
    expect(stopped).toMatchObject({
      kept: true,
      error: expect.stringContaining("wait.maxSeconds (1800 s) has passed"),
    });
    // Each refusal doubles the delay, up to a minute.
    const asked = engine.requests().filter((request) => request === "GET /runs/{id}");
    expect(asked.length).toBeLessThan(40);
  });

  it("warned that logs cannot be read when it was only asked to slow down", async () => {
    engine.emulator.fault({ path: "/runs/*/logs", kind: "status", status: 429, times: 3 });
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "create" });
    expect(engine.said()).not.toContain("logs cannot be read");
  });

  it("lost the cost for ever with one lost answer at the end of the run", async () => {
    engine.emulator.fault({ path: "/runs/*/metrics", kind: "reset" });
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "create" });
    expect(engine.must().outputs["cost"]).toMatchObject({ usd: expect.any(Number) });
  });

  it("tolerates that a new run is not found at first (scenario 20)", async () => {
    engine.emulator.fault({ method: "GET", path: /^\/runs\/\w+$/, times: 4, kind: "status", status: 404 });
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "create" });
    expect(status()).toBe("COMPLETED");
  });

  it("keeps waiting through a status that nobody knows (scenario 15)", async () => {
    engine.emulator.plan({ plan: { status: "HIBERNATING" } });
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "create" });
    expect(status()).toBe("COMPLETED");
  });

  it("takes TIMED_OUT, and FAILED with a time-out event, for the same (scenario 15)", async () => {
    engine.emulator.plan({ plan: { runningMs: 3_600_000 } });
    expect((await engine.up({ ...SCRIPT, timeoutSeconds: 60 })).error).toContain(
      "ran longer than its timeoutSeconds",
    );
    expect(status()).toBe("TIMED_OUT");
    engine.recorded = undefined;
    await engine.restart();
    engine.emulator.plan({ plan: { runningMs: 59_000, outcome: "FAILED", message: "Job timeout reached" } });
    expect((await engine.up({ ...SCRIPT, timeoutSeconds: 60, triggers: { again: 1 } })).kept).toBe(true);
    expect(status()).toBe("TIMED_OUT");
  });

  it("is not touched by whatever happens to the log (scenario 17)", async () => {
    engine.emulator.fault({ path: "/runs/*/logs", kind: "status", status: 500, times: Infinity });
    engine.emulator.fault({ path: "/runs/*/metrics", kind: "reset", times: Infinity });
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "create" });
    expect(status()).toBe("COMPLETED");
    expect(
      engine
        .said()
        .split("\n")
        .filter((line) => line.includes("logs cannot be read")),
    ).toHaveLength(1);
  });

  it("reads the lines of a failed run that land late", async () => {
    engine.emulator.plan({
      plan: {
        runningMs: 5_000,
        outcome: "FAILED",
        lateLogsMs: 40_000,
        logs: [{ atMs: 4_000, text: "KeyError: tile" }],
      },
    });
    const failed = await engine.up(SCRIPT);
    expect(failed.error).toContain("| KeyError: tile");
    expect(engine.must().outputs["logTail"]).toEqual(["KeyError: tile"]);
  });

  it("waits for no late lines of a failed run where none are kept", async () => {
    engine.emulator.plan({
      plan: { pendingMs: 500, runningMs: 500, outcome: "FAILED", logs: [{ text: "hello" }] },
    });
    expect(await engine.up({ ...SCRIPT, logs: { tailLines: 0 } })).toMatchObject({ kept: true });
    expect(engine.context.clock.elapsedMs).toBeLessThan(5_000);
  });

  it("took lines from the middle of a very long log for the end of a failed run", async () => {
    const { emulator } = engine;
    emulator.plan({ plan: { runningMs: 5_000, outcome: "FAILED", logs: { count: 1_000_000 } } });
    const process = newProcess(emulator, { maxRequestsPerSecond: 10 });
    const slow = MiniEngine.within(process, emulator);
    const failed = await slow.up(SCRIPT);
    await process.close();
    expect(failed.kept).toBe(true);
    const tail = slow.must().outputs["logTail"] as string[];
    expect(tail.at(-1)).toMatch(/^\(the log goes on/);
    expect(tail.at(-2)).toMatch(/^line \d+00$/);
    expect(failed.error).toContain("| (the log goes on");
    expect(process.clock.elapsedMs).toBeLessThan(120_000);
  });

  it("asks about once a second at first and less often after half an hour without a change", async () => {
    engine.emulator.plan({ plan: { pendingMs: 1_000, runningMs: 60 * 60_000 } });
    expect(await engine.up({ ...SCRIPT, timeoutSeconds: 7_200, logs: { stream: false } })).toEqual({
      verdict: "create",
    });
    const asked = engine.emulator.requests.filter(
      ({ method, path }) => method === "GET" && path.startsWith("/runs/") && !path.endsWith("/metrics"),
    );
    const began = asked[0]?.atMs ?? 0;
    const inFirst = asked.filter(({ atMs }) => atMs - began < 25 * 60_000).length;
    const inLast = asked.filter(({ atMs }) => atMs - began > 35 * 60_000).length;
    // Of 25 minutes each: one a second, less the jitter; then every one to two seconds.
    expect(inFirst).toBeGreaterThan(1_300);
    expect(inLast).toBeLessThan(1_200);
    expect(status()).toBe("COMPLETED");
  });

  it("stops at wherobots:maxWaitSeconds, which counts for all waits of one process", async () => {
    engine.keepsProcess = true;
    const { session, clock } = engine.context;
    Object.assign(session.config(), { maxWaitSeconds: 100 });
    const first = await engine.up(SCRIPT);
    expect(first).toMatchObject({ kept: true, error: expect.stringContaining("wherobots:maxWaitSeconds") });
    expect(clock.elapsedMs).toBeLessThan(110_000);
    const second = await engine.up(SCRIPT);
    expect(second).toMatchObject({ verdict: "update", kept: true });
    expect(clock.elapsedMs).toBeLessThan(110_000);
  });

  it("is ended by an interrupt, with the run kept", async () => {
    const abort = new AbortController();
    engine.context.signal = abort.signal;
    const { log } = engine.context;
    engine.context.log = (level, message, options) => {
      log(level, message, options);
      if (message.startsWith("RUNNING")) abort.abort();
    };
    const result = await engine.up(SCRIPT);
    expect(result).toMatchObject({
      kept: true,
      error: expect.stringContaining("the wait was interrupted; the run goes on"),
    });
    expect(engine.emulator.runs()[0]?.status).toBe("RUNNING");
  });
});
