import { MiniEngine, SCRIPT } from "./mini-engine";

/** What the engine hands on of `customTimeouts`. */
const MINUTE_MS = 60_000;

describe("customTimeouts", () => {
  let engine: MiniEngine;
  beforeEach(async () => {
    engine = await MiniEngine.start("JobRun", {
      defaultPlan: { pendingMs: 1_000, runningMs: 20 * MINUTE_MS, cancelTakesMs: 2 * MINUTE_MS },
    });
  });
  afterEach(() => engine.stop());

  const within = (ms: number): void => {
    engine.context.deadlineMs = engine.context.clock.now() + ms;
  };

  it("of create and update stop the wait, and the run is kept and followed later", async () => {
    within(MINUTE_MS);
    const created = await engine.up(SCRIPT);
    expect(created).toMatchObject({
      kept: true,
      error: expect.stringMatching(/`customTimeouts` .* has passed; the run goes on, .* resumes the wait/),
    });
    expect(engine.emulator.now() - Date.UTC(2026, 0, 1)).toBeLessThan(MINUTE_MS + 2_000);
    within(MINUTE_MS);
    expect(await engine.up(SCRIPT)).toMatchObject({ verdict: "update", kept: true });
    within(60 * MINUTE_MS);
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "update" });
    expect(engine.posts()).toBe(1);
  });

  it.each([
    ["cancel", { kept: true, error: expect.stringContaining("it was cancelled") }, "CANCELLED"],
    ["continue", { verdict: "create" }, "RUNNING"],
  ])("obey wait.onTimeout: %s", async (onTimeout, result, status) => {
    within(MINUTE_MS);
    expect(await engine.up({ ...SCRIPT, wait: { onTimeout } })).toMatchObject(result);
    expect(engine.must().outputs["status"]).toBe(status);
  });

  it("give way to a limit of the wait that is shorter", async () => {
    within(MINUTE_MS);
    expect((await engine.up({ ...SCRIPT, wait: { maxSeconds: 5 } })).error).toContain(
      "wait.maxSeconds (5 s)",
    );
  });

  it.each([
    ["shorter than 300 s", 30_000, 2 * MINUTE_MS, /still active after 30 s/],
    ["longer than 300 s", 15 * MINUTE_MS, 10 * MINUTE_MS, undefined],
  ])("of delete stand in place of 300 s: %s", async (_, ms, cancelTakesMs, error) => {
    engine.emulator.plan({ plan: { neverEnds: true, cancelTakesMs } });
    await engine.up({ ...SCRIPT, wait: { until: "running" } });
    within(ms);
    const failed = await engine.destroy();
    expect(failed ?? "").toMatch(error ?? /^$/);
    expect(engine.recorded === undefined).toBe(error === undefined);
  });

  it("do not shorten the cancel of a run that create replaces", async () => {
    await engine.up({ ...SCRIPT, wait: { until: "running" } });
    within(MINUTE_MS);
    const replaced = await engine.forceReplace({ ...SCRIPT, wait: { until: "submitted" } });
    expect(replaced).toEqual({ verdict: "replace" });
    expect(engine.emulator.runs().map(({ status }) => status)).toEqual(["CANCELLED", "PENDING"]);
  });
});
