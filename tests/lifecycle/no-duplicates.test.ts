import { DEFAULT_ACCOUNT, type RunPlan } from "../../emulator";
import type { Properties } from "../../provider/values";
import { engineForEach } from "../support/lifecycle/engine-for-each";
import { SCRIPT, submitByHand } from "../support/lifecycle/mini-engine";

const RETURNS_1 = { text: "Subprocess finished with return code: 1" };
const FAILS: RunPlan = { neverEnds: false, runningMs: 500, outcome: "FAILED", logs: [RETURNS_1] };
const SHORT: RunPlan = { neverEnds: false, runningMs: 500 };
/** Of the next run alone: long enough for the late look for duplicates. */
const A_MINUTE = {
  plan: { pendingMs: 500, runningMs: 60_000, neverEnds: false },
  match: { uri: "*" },
  times: 1,
};

/** Lists before a submit: the stack's runs, and the account's active ones. */
const EARLY_LISTS = 2;
/** Looks for a run whose submit broke off, in the five minutes in which it may still come true. */
const LOOKS = 19;

const OPEN = { ...SCRIPT, wait: { until: "running" } };
const SUBMITTED = { ...SCRIPT, wait: { until: "submitted" } };
const NAMED = { name: "nightly-tiles" };

const engine = engineForEach("JobRun", { defaultPlan: { pendingMs: 500, neverEnds: true } });

describe("a run is started once, and none is lost or taken from others:", () => {
  it("a limit that the organisation caps in silence is no raised limit: one run, not one each up", async () => {
    const spec = { ...SCRIPT, timeoutSeconds: 100_000 };
    await engine.up({ ...OPEN, ...spec });
    engine.emulator.finish(engine.must().id, "TIMED_OUT");
    for (let ups = 0; ups < 3; ups++)
      expect(await engine.up(spec)).toMatchObject({ verdict: "update", kept: true });
    expect(engine.outputs).toMatchObject({ status: "TIMED_OUT", effective: { timeoutSeconds: 86_400 } });
    expect(engine.posts()).toBe(1);
  });

  it("takeOverRunId that is added later names a run that state does not hold: it is not cancelled", async () => {
    engine.plan(SHORT);
    await engine.up(SCRIPT);
    engine.plan({ neverEnds: true });
    const theirs = await submitByHand(engine.emulator, { name: "somebody-elses", ...SCRIPT });
    expect(await engine.up({ ...SCRIPT, takeOverRunId: theirs })).toEqual({ verdict: "none" });
    await engine.up({ ...OPEN, takeOverRunId: theirs, triggers: { n: 1 } });
    expect(engine.cancelled()).toEqual([]);
  });

  // rule: known-by-id
  it("an explicit name in state is no proof: another stack's active run of that name is not cancelled", async () => {
    const named = { ...SCRIPT, ...NAMED, runtime: "tiny" };
    engine.plan(SHORT);
    await engine.up(named);
    engine.plan({ neverEnds: true });
    const other = await submitByHand(engine.emulator, { ...named, runtime: "large" });
    await engine.up({ ...OPEN, ...named, triggers: { n: 1 } });
    expect(engine.cancelled()).toEqual([]);
    expect(engine.must().id).not.toBe(other);
  });

  it("the orphan of a killed replacement with an explicit name is adopted, not cancelled and run again", async () => {
    const second = { ...OPEN, ...NAMED, triggers: { n: 2 } };
    engine.plan(SHORT);
    await engine.up({ ...SCRIPT, ...NAMED, triggers: { n: 1 } });
    const before = structuredClone(engine.must());
    engine.plan({ neverEnds: true });
    const orphan = await engine.leave(second);
    engine.recorded = before;
    expect(await engine.up(second)).toMatchObject({ verdict: "replace" });
    expect(engine.must().id).toBe(orphan);
    expect(engine.cancelled()).toEqual([]);
    expect(engine.posts()).toBe(2);
  });

  it("two resources of one program with one explicit name do not share a run", async () => {
    engine.keepsProcess = true;
    const first = await engine.leave({ ...OPEN, ...NAMED });
    const { identity } = engine.context;
    engine.context.identity = { ...identity, path: "JobRun::other", urn: `${identity.urn}-other` };
    await engine.up({ ...OPEN, ...NAMED });
    expect(engine.must().id).not.toBe(first);
    expect(engine.posts()).toBe(2);
    expect(engine.cancelled()).toEqual([]);
  });

  // rule: secret-definition
  it("a corrected secret is another spec: it is neither refused for the failures before, nor given their run", async () => {
    const secretive = (secret: string): Properties => ({
      runPython: { uri: "s3://bucket.test/job.py", args: [secret] },
      __secretPaths: [["runPython", "args", 0]],
    });
    engine.plan(FAILS);
    for (let ups = 0; ups < 3; ups++) await engine.up(secretive("wrong-password"));
    expect(engine.posts()).toBe(3);
    engine.plan(SHORT);
    expect(await engine.up(secretive("right-password"))).toEqual({ verdict: "replace" });
    expect(engine.posts()).toBe(4);
  });

  it("a list that lags longer than we look: the duplicate is cancelled, one run goes on", async () => {
    engine.fault("submit", { when: "after", kind: "reset" });
    // All looks until the submit can no longer come true, and the one after the second submit.
    engine.fault("list", { skip: EARLY_LISTS, kind: "stale" }, LOOKS + 1);
    await engine.up(OPEN);
    expect(engine.posts()).toBe(2);
    expect(engine.active()).toEqual([engine.must().id]);
    expect(engine.said()).toContain(
      `is a duplicate of run ${engine.must().id} (left by a lost response or a killed deployment); cancelling it`,
    );
  });

  // rule: late-duplicate
  it("a list that lags behind a kill: the orphan that shows later is cancelled, one run goes on", async () => {
    const orphan = await engine.leave(SUBMITTED);
    engine.fault("list", { kind: "stale" }, EARLY_LISTS);
    engine.emulator.plan(A_MINUTE);
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "create" });
    expect(engine.posts()).toBe(2);
    expect([engine.cancelled(), engine.active()]).toEqual([[orphan], []]);
    expect(engine.said()).toContain(`is a duplicate of run ${engine.must().id} `);
    const lists = engine.requests().filter((request) => request === "GET /runs");
    // Of the first up and of the second those before the submit, and of the second one after it.
    expect(lists).toHaveLength(2 * EARLY_LISTS + 1);
  });

  // rule: late-duplicate
  it("of two orphans of one spec the newer is taken over, the other cancelled", async () => {
    const older = await engine.leave({ ...SUBMITTED, adopt: "never" });
    const newer = await engine.leave({ ...SUBMITTED, adopt: "never" });
    await engine.up(OPEN);
    expect(engine.must().id).toBe(newer);
    expect(engine.cancelled()).toEqual([older]);
  });

  it("adopt never leaves an active run of the same spec alone to the end, though a late list shows it", async () => {
    const left = await engine.leave(SUBMITTED);
    engine.emulator.plan(A_MINUTE);
    await engine.up({ ...SCRIPT, adopt: "never" });
    expect([engine.active(), engine.cancelled()]).toEqual([[left], []]);
  });

  it.each([401, 500])(
    "a run is not lost because its duplicates cannot be looked for (%i)",
    async (status) => {
      engine.fault("submit", { when: "before", kind: "reset" });
      // The earlier runs, the looks for the lost one, and then the duplicates.
      engine.fault("list", { skip: EARLY_LISTS + LOOKS, status }, 99);
      expect(await engine.up(OPEN)).toEqual({ verdict: "create" });
      expect(engine.posts()).toBe(2);
      expect(engine.active()).toEqual([engine.must().id]);
      expect(engine.said()).toContain("could not be told");
    },
  );

  it("a forced replacement of a run that replaced one taken over starts a new run, not the old one again", async () => {
    engine.plan(FAILS);
    const failed = await submitByHand(engine.emulator, { name: "started-by-hand", ...SCRIPT });
    const spec = { ...SCRIPT, takeOverRunId: failed };
    expect(await engine.up(spec)).toMatchObject({ kept: true });
    engine.plan(SHORT);
    expect(await engine.up(spec)).toEqual({ verdict: "replace" });
    engine.emulator.forgetRuns();
    const posts = engine.posts();
    expect(await engine.forceReplace(spec)).toEqual({ verdict: "replace" });
    expect(engine.posts()).toBe(posts + 1);
    expect(engine.must().id).not.toBe(failed);
  });

  it("a forced replacement cancels the open run of an explicit name, too, and only that", async () => {
    await engine.up({ ...OPEN, ...NAMED });
    const first = engine.must().id;
    expect(await engine.forceReplace({ ...OPEN, ...NAMED })).toEqual({ verdict: "replace" });
    expect([engine.cancelled(), engine.active()]).toEqual([[first], [engine.must().id]]);
  });

  // rule: create-again
  it("create called again in the same deployment goes on with the run it started (scenario 19)", async () => {
    engine.keepsProcess = true;
    const spec = { ...SCRIPT, wait: { maxSeconds: 3 } };
    const first = await engine.leave(spec);
    await engine.up(spec);
    expect(engine.must().id).toBe(first);
    expect(engine.posts()).toBe(1);
  });

  it("a cancel of ours that takes its time stays ours: the next up starts a new run", async () => {
    engine.plan({ neverEnds: true, cancelTakesMs: 400_000 });
    const spec = { ...SCRIPT, wait: { maxSeconds: 3, onTimeout: "cancel" } };
    const error = expect.stringContaining("still active after 300 s");
    expect(await engine.up(spec)).toMatchObject({ kept: true, error });
    expect(engine.outputs["status"]).toBe("RUNNING");
    engine.plan({ ...SHORT, pendingMs: 100 });
    expect(await engine.up(spec)).toEqual({ verdict: "replace" });
    expect(engine.statuses()).toEqual(["CANCELLED", "COMPLETED"]);
    expect(engine.posts()).toBe(2);
  });

  it("adopt recent takes no run that the one in state superseded", async () => {
    engine.plan(SHORT);
    const spec = (n: number): Properties => ({ ...SCRIPT, adopt: "recent", triggers: { n } });
    for (const n of [1, 2, 1]) await engine.up(spec(n));
    expect(engine.posts()).toBe(3);
    for (const n of [1, 1]) await engine.forceReplace(spec(n));
    expect(engine.posts()).toBe(5);
  });

  it.each([1e8, 1e300])("adopt recent within %p hours means however old it is", async (adoptWithinHours) => {
    engine.plan(SHORT);
    const spec = { ...SCRIPT, adopt: "recent", adoptWithinHours };
    await engine.leave(spec);
    expect(await engine.up(spec)).toEqual({ verdict: "create" });
    expect(engine.posts()).toBe(1);
    const since = engine.emulator.requests.map(({ query }) => query["created_after"]);
    expect(since.flat()).toContain(new Date(0).toISOString());
  });

  it("a run that the one in state superseded is not named as one that state never knew", async () => {
    engine.plan(FAILS);
    for (let ups = 0; ups < 3; ups++) await engine.up(SCRIPT);
    expect(engine.posts()).toBe(3);
    expect(engine.said()).not.toContain("is not in state");
  });

  it("of a deployment that was killed again and again every finished run is named, not only the last", async () => {
    engine.plan(SHORT);
    const [first, second] = [await engine.leave(SCRIPT), await engine.leave(SCRIPT)];
    await engine.up(SCRIPT);
    const lines = engine.said().split("\n");
    const last = lines.findLast((line) => line.includes("is not in state"));
    expect(last).toContain(`run ${second} of`);
    expect(last).toContain(`Earlier ones: ${first}`);
  });

  it("the orphan of another spec is named, and left alone", async () => {
    const orphan = await engine.leave({ ...OPEN, triggers: { commit: 1 } });
    await engine.up({ ...OPEN, triggers: { commit: 2 } });
    expect(engine.said()).toContain(`run ${orphan}`);
    expect(engine.said()).toContain("cancel it if it is not wanted");
    expect(engine.cancelled()).toEqual([]);
  });

  it("whatever goes wrong while a run is followed, its id is kept", async () => {
    const { log } = engine.context;
    engine.context.log = (level, message, options) => {
      if (message.startsWith("RUNNING")) throw new Error("the display is gone");
      log(level, message, options);
    };
    const error = expect.stringContaining("following it failed: the display is gone");
    expect(await engine.up({ ...SCRIPT, wait: { maxSeconds: 60 } })).toMatchObject({ kept: true, error });
    expect(engine.must().id).toBe(engine.runs[0]?.id);
  });

  it("a fault of the late look for duplicates does not lose the run, nor end the process", async () => {
    const api = engine.context.session.api();
    const { listRuns } = api;
    let looks = 0;
    api.listRuns = (...call) => {
      if (++looks > EARLY_LISTS) return Promise.reject(new TypeError("a fault of this program"));
      return listRuns.apply(api, call);
    };
    const error = expect.stringContaining("a fault of this program");
    expect(await engine.up({ ...SCRIPT, wait: { maxSeconds: 60 } })).toMatchObject({ kept: true, error });
    expect(engine.must().id).toBe(engine.runs[0]?.id);
  });

  it("an attempt that cannot be made leaves the one before in state, as it ended", async () => {
    engine.plan({ neverEnds: false, neverLaunches: true, pendingMs: 100 });
    engine.fault("submit", { skip: 1, status: 401 });
    const error = expect.stringContaining("ended as FAILED, and another attempt could not be made");
    expect(await engine.up({ ...SCRIPT, retry: { maxAttempts: 3 } })).toMatchObject({ kept: true, error });
    expect(engine.outputs["status"]).toBe("FAILED");
    expect(engine.posts()).toBe(2);
  });

  it("a look-up that fails says that a run may have been started", async () => {
    engine.fault("submit", { when: "after", kind: "reset" });
    engine.fault("list", { skip: EARLY_LISTS, status: 500 }, 99);
    expect((await engine.up(SCRIPT)).error).toContain(
      "It may have been started: the next `pulumi up` looks for it and takes it over",
    );
    engine.emulator.clearFaults();
    await engine.up(OPEN);
    expect(engine.posts()).toBe(1);
  });
});

describe("a secret", () => {
  it("that was a plain argument before is stored as one, without a run, and hidden from then on", async () => {
    const plain = { ...OPEN, runPython: { uri: "s3://bucket.test/job.py", args: ["canary-4f7a"] } };
    await engine.up(plain);
    engine.plan({ neverEnds: false });
    const marked = { ...plain, wait: { until: "completed" }, __secretPaths: [["runPython", "args", 0]] };
    engine.emulator.finish(engine.must().id, "FAILED");
    expect(await engine.up(marked)).toMatchObject({ verdict: "update", kept: true });
    expect(engine.outputs["__secretPaths"]).toEqual(marked.__secretPaths);
    expect(engine.posts()).toBe(1);
  });

  it("such as the key itself is hidden where a job prints it", async () => {
    const text = `using ${DEFAULT_ACCOUNT.apiKey}`;
    engine.plan({ ...FAILS, message: text, logs: [{ text }, RETURNS_1] });
    const result = await engine.up(SCRIPT);
    expect(JSON.stringify([engine.outputs, result])).not.toContain(DEFAULT_ACCOUNT.apiKey);
    expect(result.error).toContain("using [secret]");
  });
});
