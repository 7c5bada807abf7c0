import { DEFAULT_ACCOUNT } from "../../emulator";
import { MiniEngine, SCRIPT, submitByHand } from "../support/lifecycle/mini-engine";

const OPEN = { wait: { until: "submitted" } };
const STRANGER = { ...DEFAULT_ACCOUNT, apiKey: "wbk_stranger", userId: "user-3", organizationId: "org-2" };
const RUN = { method: "GET", path: /^\/runs\/\w+$/ } as const;

let engine: MiniEngine;
afterEach(() => engine.stop());

// rule: single-404
describe("destroy of an active run that one answer does not find", () => {
  beforeEach(async () => {
    engine = await MiniEngine.start("JobRun", { defaultPlan: { neverEnds: true } });
    await engine.up({ ...SCRIPT, ...OPEN, name: "tiles-hush-nightly" });
    engine.emulator.fault({ ...RUN, kind: "status", status: 404 });
  });

  it.each([
    ["whole", "tiles-hush-nightly"],
    ["hidden", "[secret]"],
    ["hidden in part", "tiles-[secret]-nightly"],
    ["hidden in parts", "[secret]-hush-[secret]"],
    ["empty", ""],
    ["absent", undefined],
  ])("cancels it, its name in state being %s", async (_, runName) => {
    engine.outputs["runName"] = runName;
    expect(await engine.destroy()).toBeUndefined();
    expect(engine.statuses()).toEqual(["CANCELLED"]);
  });

  it("takes it for gone only where the list does not have it either", async () => {
    engine.outputs["runName"] = "[secret]";
    engine.emulator.forgetRuns();
    expect(await engine.destroy()).toBeUndefined();
    expect(engine.recorded).toBeUndefined();
  });

  it("keeps it in state where more runs have been started since than can be looked through", async () => {
    engine.outputs["runName"] = "[secret]";
    engine.outputs["createTime"] = "2025-01-01T00:00:00.000Z";
    engine.emulator.forgetRuns();
    for (let run = 0; run <= 1_000; run++)
      await submitByHand(engine.emulator, { name: "by-somebody", ...SCRIPT });
    expect(await engine.destroy()).toMatch(/Whether it is gone cannot be told.*`pulumi state delete`/);
    expect(engine.recorded).toBeDefined();
  });
});

describe("a forced replacement of an active run", () => {
  const settings = { apiKey: DEFAULT_ACCOUNT.apiKey };

  beforeEach(async () => {
    settings.apiKey = DEFAULT_ACCOUNT.apiKey;
    const options = { defaultPlan: { neverEnds: true }, accounts: [DEFAULT_ACCOUNT, STRANGER] };
    engine = await MiniEngine.start("JobRun", options, settings);
    await engine.up({ ...SCRIPT, ...OPEN });
  });

  it("cancels the run before another is started, although one answer does not find it", async () => {
    engine.emulator.fault({ ...RUN, kind: "status", status: 404 });
    expect(await engine.forceReplace({ ...SCRIPT, ...OPEN })).toEqual({ verdict: "replace" });
    expect(engine.statuses()).toEqual(["CANCELLED", "PENDING"]);
  });

  it("starts none with a key that cannot see it, and names both accounts", async () => {
    settings.apiKey = STRANGER.apiKey;
    await engine.restart();
    const { error } = await engine.forceReplace({ ...SCRIPT, ...OPEN });
    expect(error).toMatch(/organisation org-1 .* belongs to organisation org-2/s);
    expect(engine.statuses()).toEqual(["PENDING"]);
  });

  it("starts another where the run's record has expired in its own account", async () => {
    engine.emulator.forgetRuns();
    expect(await engine.forceReplace({ ...SCRIPT, ...OPEN })).toEqual({ verdict: "replace" });
    expect(engine.posts()).toBe(2);
  });
});

describe("a RunCompletion that was to cancel its run, and had no time to ask", () => {
  it("asks by the next up, and says that it did", async () => {
    engine = await MiniEngine.start("RunCompletion", { defaultPlan: { neverEnds: true } });
    const runId = await submitByHand(engine.emulator, { name: "by-somebody", ...SCRIPT });
    const inputs = { runId, onInterrupt: "cancel" };
    const interrupt = new AbortController();
    const { clock } = engine.context;
    engine.context.signal = interrupt.signal;
    const headers = { "retry-after": "30" };
    engine.fault("cancel", { status: 429, headers });
    void clock.sleep(5_000).then(() => interrupt.abort());
    expect((await engine.up(inputs)).error).toContain("no time to ask for its end");
    expect(engine.statuses()).toEqual(["RUNNING"]);
    expect((await engine.up(inputs)).error).toContain("was cancelled by this program");
    expect(engine.statuses()).toEqual(["CANCELLED"]);
  });
});

describe("a run that a RunCompletion cancelled", () => {
  /** Both resources of a stack in one process, as a command has them. */
  async function open(): Promise<{ job: MiniEngine; done: MiniEngine }> {
    engine = await MiniEngine.start("JobRun", { defaultPlan: { neverEnds: true } });
    const job = MiniEngine.within(engine.context, engine.emulator);
    const identity = { ...engine.context.identity, path: "RunCompletion::done", urn: "urn:done" };
    const done = MiniEngine.within({ ...engine.context, identity }, engine.emulator, "RunCompletion");
    await job.up({ ...SCRIPT, ...OPEN });
    return { job, done };
  }

  it.each(["before", "after"])(
    "is repeated once a refresh has read both, its own resource %s",
    async (order) => {
      const { job, done } = await open();
      await done.up({ runId: job.must().id, wait: { maxSeconds: 1, onTimeout: "cancel" } });
      for (const one of order === "before" ? [job, done] : [done, job]) await one.refresh();
      expect(await job.up({ ...SCRIPT, ...OPEN })).toEqual({ verdict: "replace" });
      expect(engine.statuses()).toEqual(["CANCELLED", "PENDING"]);
    },
  );

  it("is not repeated where a person cancelled it", async () => {
    const { job, done } = await open();
    engine.emulator.finish(job.must().id, "CANCELLED");
    await done.up({ runId: job.must().id });
    for (const one of [done, job]) await one.refresh();
    expect(await job.up({ ...SCRIPT, ...OPEN })).toMatchObject({ verdict: "update" });
    expect(engine.statuses()).toEqual(["CANCELLED"]);
  });
});
