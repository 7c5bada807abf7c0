import { DEFAULT_ACCOUNT, type RunPlan } from "../../emulator";
import type { Properties } from "../../provider/lifecycle";
import { MiniEngine, SCRIPT, submitByHand } from "./mini-engine";

const FAILS: RunPlan = {
  neverEnds: false,
  runningMs: 500,
  outcome: "FAILED",
  logs: [{ text: "Subprocess finished with return code: 1" }],
};

/** Each of these was once a way to double, lose or take a run. */
describe("what went wrong once", () => {
  let engine: MiniEngine;
  const OPEN = { wait: { until: "running" } };
  const cancelled = (): string[] =>
    engine.emulator
      .runs()
      .filter(({ cancelTime }) => cancelTime !== null)
      .map(({ id }) => id);
  const active = (): string[] =>
    engine.emulator
      .runs()
      .filter(({ status }) => ["PENDING", "RUNNING"].includes(status))
      .map(({ id }) => id);
  beforeEach(async () => {
    engine = await MiniEngine.start("JobRun", { defaultPlan: { pendingMs: 500, neverEnds: true } });
  });
  afterEach(() => engine.stop());

  it("a limit that the organisation caps in silence is no raised limit: one run, not one each up", async () => {
    const wish = { ...SCRIPT, timeoutSeconds: 100_000 };
    await engine.up({ ...wish, ...OPEN });
    engine.emulator.finish(engine.must().id, "TIMED_OUT");
    for (let ups = 0; ups < 3; ups++)
      expect(await engine.up(wish)).toMatchObject({ verdict: "update", kept: true });
    expect(engine.must().outputs).toMatchObject({
      status: "TIMED_OUT",
      effective: { timeoutSeconds: 86_400 },
    });
    expect(engine.posts()).toBe(1);
  });

  it("takeOverRunId that is added later names a run that state does not hold: it is not cancelled", async () => {
    engine.emulator.plan({ plan: { neverEnds: false, runningMs: 500 } });
    await engine.up(SCRIPT);
    engine.emulator.plan({ plan: { neverEnds: true } });
    const theirs = await submitByHand(engine.emulator, { name: "somebody-elses", ...SCRIPT });
    expect(await engine.up({ ...SCRIPT, takeOverRunId: theirs })).toEqual({ verdict: "none" });
    await engine.up({ ...SCRIPT, takeOverRunId: theirs, triggers: { n: 1 }, ...OPEN });
    expect(cancelled()).toEqual([]);
  });

  it("an explicit name in state is no proof: another stack's active run of that name is not cancelled", async () => {
    const named = { ...SCRIPT, name: "nightly-tiles", runtime: "tiny" };
    engine.emulator.plan({ plan: { neverEnds: false, runningMs: 500 } });
    await engine.up(named);
    engine.emulator.plan({ plan: { neverEnds: true } });
    const other = await submitByHand(engine.emulator, { ...named, runtime: "large" });
    await engine.up({ ...named, triggers: { n: 1 }, ...OPEN });
    expect(cancelled()).toEqual([]);
    expect(engine.must().id).not.toBe(other);
  });

  it("the orphan of a killed replacement with an explicit name is adopted, not cancelled and run again", async () => {
    const named = { ...SCRIPT, name: "nightly-tiles", triggers: { n: 1 } };
    engine.emulator.plan({ plan: { neverEnds: false, runningMs: 500 } });
    await engine.up(named);
    const before = structuredClone(engine.must());
    engine.emulator.plan({ plan: { neverEnds: true } });
    await engine.up({ ...named, triggers: { n: 2 }, ...OPEN });
    const orphan = engine.must().id;
    engine.recorded = before;
    expect(await engine.up({ ...named, triggers: { n: 2 }, ...OPEN })).toMatchObject({ verdict: "replace" });
    expect(engine.must().id).toBe(orphan);
    expect(cancelled()).toEqual([]);
    expect(engine.posts()).toBe(2);
  });

  it("two resources of one program with one explicit name do not share a run", async () => {
    const named = { ...SCRIPT, name: "nightly-tiles", ...OPEN };
    engine.keepsProcess = true;
    await engine.up(named);
    const first = engine.must().id;
    engine.recorded = undefined;
    engine.context.identity = {
      ...engine.context.identity,
      path: "JobRun::other",
      urn: `${engine.context.identity.urn}-other`,
    };
    await engine.up(named);
    expect(engine.must().id).not.toBe(first);
    expect(engine.posts()).toBe(2);
    expect(cancelled()).toEqual([]);
  });

  it("a corrected secret is another wish: it is neither refused for the failures before, nor given their run", async () => {
    const secretive = (secret: string): Properties => ({
      runPython: { uri: "s3://bucket.test/job.py", args: [secret] },
      __secretPaths: [["runPython", "args", 0]],
    });
    engine.emulator.plan({ plan: FAILS });
    for (let ups = 0; ups < 3; ups++) await engine.up(secretive("wrong-password"));
    expect(engine.posts()).toBe(3);
    engine.emulator.plan({ plan: { neverEnds: false, runningMs: 500 } });
    expect(await engine.up(secretive("right-password"))).toEqual({ verdict: "replace" });
    expect(engine.posts()).toBe(4);
  });

  it("a lost submit is found although our clock is ahead of the server's", async () => {
    engine.emulator.fault({ method: "POST", path: "/runs", when: "after", kind: "reset" });
    engine.context.clock = Object.assign(Object.create(engine.context.clock), {
      now: () => engine.emulator.now() + 20 * 60_000,
    });
    engine.emulator.plan({ plan: { neverEnds: false, runningMs: 500 } });
    await engine.up(SCRIPT);
    expect(engine.posts()).toBe(1);
  });

  it("a list that lags longer than we look: the twin is cancelled, one run goes on", async () => {
    engine.emulator.fault({ method: "POST", path: "/runs", when: "after", kind: "reset" });
    engine.emulator.fault({ method: "GET", path: "/runs", skip: 1, times: 4, kind: "stale" });
    await engine.up({ ...SCRIPT, ...OPEN });
    expect(engine.posts()).toBe(2);
    expect(active()).toEqual([engine.must().id]);
    expect(engine.said()).toContain(
      "is a second run of the same, left by a lost answer or a killed deployment: cancelling it",
    );
  });

  it("a list that lags behind a kill: the orphan that shows later is cancelled, one run goes on", async () => {
    await engine.up({ ...SCRIPT, wait: { until: "submitted" } });
    const orphan = engine.must().id;
    engine.recorded = undefined;
    engine.emulator.fault({ method: "GET", path: "/runs", kind: "stale" });
    engine.emulator.plan({
      match: { uri: "*" },
      times: 1,
      plan: { pendingMs: 500, runningMs: 60_000, neverEnds: false },
    });
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "create" });
    expect(engine.posts()).toBe(2);
    expect(cancelled()).toEqual([orphan]);
    expect(active()).toEqual([]);
    expect(engine.said()).toContain(`cancelling it, run ${engine.must().id} takes its place`);
    const lists = engine.requests().filter((request) => request === "GET /runs");
    // Of the first up one, of the second one before and one after the submit.
    expect(lists).toHaveLength(3);
  });

  it("of two orphans of one wish the newer is taken over, the other cancelled", async () => {
    for (let kills = 0; kills < 2; kills++) {
      await engine.up({ ...SCRIPT, adopt: "never", wait: { until: "submitted" } });
      engine.recorded = undefined;
    }
    const [older, newer] = active();
    await engine.up({ ...SCRIPT, ...OPEN });
    expect(engine.must().id).toBe(newer);
    expect(cancelled()).toEqual([older]);
  });

  it("adopt never leaves an active run of the same wish alone to the end, though a late list shows it", async () => {
    await engine.up({ ...SCRIPT, wait: { until: "submitted" } });
    const left = engine.must().id;
    engine.recorded = undefined;
    engine.emulator.plan({
      match: { uri: "*" },
      times: 1,
      plan: { pendingMs: 500, runningMs: 60_000, neverEnds: false },
    });
    await engine.up({ ...SCRIPT, adopt: "never" });
    expect(active()).toEqual([left]);
    expect(cancelled()).toEqual([]);
  });

  it.each(["stale", "status"] as const)(
    "one answer that an active run is not found (%s) does not make destroy forget it",
    async (kind) => {
      await engine.up({ ...SCRIPT, ...OPEN });
      const { id } = engine.must();
      engine.emulator.fault({ method: "GET", path: /^\/runs\/\w+$/, kind, status: 404 });
      expect(await engine.destroy()).toBeUndefined();
      expect(cancelled()).toEqual([id]);
    },
  );

  it("a cancel that is answered with 404 while the run is active is repeated, not taken for its end", async () => {
    await engine.up({ ...SCRIPT, ...OPEN });
    const { id } = engine.must();
    engine.emulator.fault({ method: "POST", path: "/runs/*/cancel", kind: "status", status: 404 });
    expect(await engine.destroy()).toBeUndefined();
    expect(cancelled()).toEqual([id]);
  });

  it.each([401, 500])("a run is not lost because its twins cannot be looked for (%i)", async (code) => {
    engine.emulator.fault({ method: "POST", path: "/runs", when: "before", kind: "reset" });
    // One listing of earlier runs, four look-ups of the lost one, and then the twins.
    engine.emulator.fault({ method: "GET", path: "/runs", skip: 5, times: 9, kind: "status", status: code });
    expect(await engine.up({ ...SCRIPT, ...OPEN })).toEqual({ verdict: "create" });
    expect(engine.posts()).toBe(2);
    expect(active()).toEqual([engine.must().id]);
    expect(engine.said()).toContain("could not be told");
  });

  it("a forced replacement of a run that replaced one taken over starts a new run, not the old one again", async () => {
    engine.emulator.plan({ plan: FAILS });
    const failed = await submitByHand(engine.emulator, { name: "started-by-hand", ...SCRIPT });
    const wish = { ...SCRIPT, takeOverRunId: failed };
    expect(await engine.up(wish)).toMatchObject({ kept: true });
    engine.emulator.plan({ plan: { neverEnds: false, runningMs: 500 } });
    expect(await engine.up(wish)).toEqual({ verdict: "replace" });
    engine.emulator.forgetRuns();
    const posts = engine.posts();
    expect(await engine.forceReplace(wish)).toEqual({ verdict: "replace" });
    expect(engine.posts()).toBe(posts + 1);
    expect(engine.must().id).not.toBe(failed);
  });

  it("a forced replacement cancels the open run of an explicit name, too, and only that", async () => {
    const named = { ...SCRIPT, name: "nightly-tiles", ...OPEN };
    await engine.up(named);
    const first = engine.must().id;
    expect(await engine.forceReplace(named)).toEqual({ verdict: "replace" });
    expect(cancelled()).toEqual([first]);
    expect(active()).toEqual([engine.must().id]);
  });

  it("create called again in the same deployment goes on with the run it started (scenario 19)", async () => {
    engine.keepsProcess = true;
    const wish = { ...SCRIPT, wait: { maxSeconds: 3 } };
    expect(await engine.up(wish)).toMatchObject({ kept: true });
    const first = engine.must().id;
    engine.recorded = undefined;
    await engine.up(wish);
    expect(engine.must().id).toBe(first);
    expect(engine.posts()).toBe(1);
  });

  it("a cancel of ours that takes its time stays ours: the next up starts a new run", async () => {
    engine.emulator.plan({ plan: { neverEnds: true, cancelTakesMs: 400_000 } });
    const wish = { ...SCRIPT, wait: { maxSeconds: 3, onTimeout: "cancel" } };
    expect(await engine.up(wish)).toMatchObject({
      kept: true,
      error: expect.stringContaining("still active after 300 s"),
    });
    expect(engine.must().outputs["status"]).toBe("RUNNING");
    engine.emulator.plan({ plan: { neverEnds: false, runningMs: 500, pendingMs: 100 } });
    expect(await engine.up(wish)).toEqual({ verdict: "replace" });
    expect(engine.emulator.runs().map(({ status }) => status)).toEqual(["CANCELLED", "COMPLETED"]);
    expect(engine.posts()).toBe(2);
  });

  it("adopt recent takes no run that the one in state superseded", async () => {
    engine.emulator.plan({ plan: { neverEnds: false, runningMs: 500 } });
    const wish = (n: number): Properties => ({ ...SCRIPT, adopt: "recent", triggers: { n } });
    await engine.up(wish(1));
    await engine.up(wish(2));
    await engine.up(wish(1));
    expect(engine.posts()).toBe(3);
    await engine.forceReplace(wish(1));
    await engine.forceReplace(wish(1));
    expect(engine.posts()).toBe(5);
  });

  it("a run that the one in state superseded is not named as one that state never knew", async () => {
    engine.emulator.plan({ plan: FAILS });
    for (let ups = 0; ups < 3; ups++) await engine.up(SCRIPT);
    expect(engine.posts()).toBe(3);
    expect(engine.said()).not.toContain("is not in state");
  });

  it("of a deployment that was killed again and again every finished run is named, not only the last", async () => {
    engine.emulator.plan({ plan: { neverEnds: false, runningMs: 500 } });
    for (let kills = 0; kills < 3; kills++) {
      await engine.up(SCRIPT);
      engine.recorded = undefined;
    }
    const [first, second] = engine.emulator.runs().map(({ id }) => id);
    const last = engine
      .said()
      .split("\n")
      .findLast((line) => line.includes("is not in state"));
    expect(last).toContain(`run ${second ?? ""} of`);
    expect(last).toContain(`Before it did: ${first ?? ""}`);
  });

  it("the orphan of another wish is named, and left alone", async () => {
    await engine.up({ ...SCRIPT, triggers: { commit: 1 }, ...OPEN });
    const orphan = engine.must().id;
    engine.recorded = undefined;
    await engine.up({ ...SCRIPT, triggers: { commit: 2 }, ...OPEN });
    expect(engine.said()).toContain(`run ${orphan}`);
    expect(engine.said()).toContain("cancel it if it is not wanted");
    expect(cancelled()).toEqual([]);
  });

  it("whatever goes wrong while a run is followed, its id is kept", async () => {
    const { log } = engine.context;
    engine.context.log = (level, message, options) => {
      if (message.startsWith("RUNNING")) throw new Error("the display is gone");
      log(level, message, options);
    };
    const result = await engine.up({ ...SCRIPT, wait: { maxSeconds: 60 } });
    expect(result).toMatchObject({
      kept: true,
      error: expect.stringContaining("following it failed: the display is gone"),
    });
    expect(engine.must().id).toBe(engine.emulator.runs()[0]?.id);
  });

  it("a fault of the late look for twins does not lose the run, nor end the process", async () => {
    const { session } = engine.context;
    const api = session.api();
    const { listRuns } = api;
    let looks = 0;
    api.listRuns = (...call) => {
      if (++looks === 2) return Promise.reject(new TypeError("a fault of this program"));
      return listRuns.apply(api, call);
    };
    const result = await engine.up({ ...SCRIPT, wait: { maxSeconds: 60 } });
    expect(result).toMatchObject({ kept: true, error: expect.stringContaining("a fault of this program") });
    expect(engine.must().id).toBe(engine.emulator.runs()[0]?.id);
  });

  it("an attempt that cannot be made leaves the one before in state, as it ended", async () => {
    engine.emulator.plan({ plan: { neverEnds: false, neverLaunches: true, pendingMs: 100 } });
    engine.emulator.fault({ method: "POST", path: "/runs", skip: 1, kind: "status", status: 401 });
    const result = await engine.up({ ...SCRIPT, retry: { maxAttempts: 3 } });
    expect(result).toMatchObject({
      kept: true,
      error: expect.stringContaining("ended as FAILED, and another attempt could not be made"),
    });
    expect(engine.must().outputs["status"]).toBe("FAILED");
    expect(engine.posts()).toBe(2);
  });

  it("a look-up that fails says that a run may have been started", async () => {
    engine.emulator.fault({ method: "POST", path: "/runs", when: "after", kind: "reset" });
    engine.emulator.fault({ method: "GET", path: "/runs", skip: 1, times: 9, kind: "status", status: 500 });
    const result = await engine.up(SCRIPT);
    expect(result.error).toContain(
      "It may have been started: the next `pulumi up` looks for it and takes it over",
    );
    engine.emulator.clearFaults();
    await engine.up({ ...SCRIPT, ...OPEN });
    expect(engine.posts()).toBe(1);
  });

  it("an argument that becomes secret is stored as one, without a run, and hidden from then on", async () => {
    const secret = "canary-4f7a";
    const plain = { runPython: { uri: "s3://bucket.test/job.py", args: [secret] }, ...OPEN };
    await engine.up(plain);
    engine.emulator.plan({ plan: { neverEnds: false } });
    const marked = { ...plain, wait: { until: "completed" }, __secretPaths: [["runPython", "args", 0]] };
    engine.emulator.finish(engine.must().id, "FAILED");
    const result = await engine.up(marked);
    expect(result).toMatchObject({ verdict: "update", kept: true });
    expect(engine.must().outputs["__secretPaths"]).toEqual(marked.__secretPaths);
    expect(engine.posts()).toBe(1);
  });

  it("the key itself is hidden where a job prints it", async () => {
    const text = `using ${DEFAULT_ACCOUNT.apiKey}`;
    engine.emulator.plan({
      plan: {
        neverEnds: false,
        runningMs: 500,
        outcome: "FAILED",
        message: text,
        logs: [{ text }, { text: "Subprocess finished with return code: 1" }],
      },
    });
    const result = await engine.up(SCRIPT);
    expect(JSON.stringify([engine.must().outputs, result])).not.toContain(DEFAULT_ACCOUNT.apiKey);
    expect(result.error).toContain("using [secret]");
  });
});
