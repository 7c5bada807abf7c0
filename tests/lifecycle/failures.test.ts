import type { PlanRule, RunPlan } from "../../emulator/index";
import type { Properties } from "../../provider/values";
import { HOSTS } from "../support/lifecycle/adapters";
import { MiniEngine, SCRIPT, submitByHand } from "../support/lifecycle/mini-engine";

const FAILED = { pendingMs: 500, runningMs: 1_000, outcome: "FAILED" } as const;
const RETURNS_1 = { text: "Subprocess finished with return code: 1" };

/** A run whose log ends so. */
function logging(...texts: string[]): RunPlan {
  return { ...FAILED, logs: [...texts.map((text) => ({ text })), RETURNS_1] };
}

const OUT_OF_MEMORY = logging("java.lang.OutOfMemoryError: Java heap space");
const DENIED = logging("An error occurred (AccessDenied) when calling the PutObject operation");
const NO_CAPACITY: RunPlan = {
  neverLaunches: true,
  pendingMs: 500,
  events: [{ code: "APP_INSUFFICIENT_CAPACITY", message: "no machine in this region" }],
};

const SIZES = { ...SCRIPT, runtime: "tiny", retry: { maxAttempts: 4, runtimes: ["small", "medium"] } };

describe.each(HOSTS)("a run that failed, in the %s", (host) => {
  let engine: MiniEngine;
  const open = async (...plans: PlanRule[]): Promise<void> => {
    engine = await MiniEngine.start("JobRun", { plans }, undefined, host);
  };
  afterEach(() => engine.stop());

  const times = (number: number, plan: RunPlan): PlanRule => ({ plan, times: number });
  const runtimes = (): string[] => engine.runs.map(({ runtime }) => runtime);
  const submitted = (): unknown[] =>
    engine.emulator.requests.flatMap(({ method, path, body }) =>
      method === "POST" && path === "/runs" ? [(body as Properties)["runtime"]] : [],
    );
  const kind = (): unknown => (engine.outputs["failure"] as Properties | undefined)?.["kind"];

  const KINDS: [string, RunPlan][] = [
    ["CAPACITY", NO_CAPACITY],
    ["NEVER_LAUNCHED", { neverLaunches: true, pendingMs: 500 }],
    ["OUT_OF_MEMORY", OUT_OF_MEMORY],
    ["STORAGE_ACCESS_DENIED", DENIED],
    ["SCRIPT_NOT_FOUND", logging("python: can't open file '/opt/job/job.py': [Errno 2]")],
    ["DEPENDENCY_NOT_INSTALLED", logging("ModuleNotFoundError: No module named 'h3'")],
    ["PROGRAM_ERROR", logging("KeyError: 'zoom'")],
    ["CANCELLED", { ...FAILED, outcome: "CANCELLED" }],
    ["TIMED_OUT", { runningMs: 9_000_000 }],
  ];

  // rule: failure-kind
  it.each(KINDS)("as %s is recorded and reported so, and stays so", async (expected, plan) => {
    await open({ plan });
    const failed = await engine.up({ ...SCRIPT, timeoutSeconds: 300 });
    expect(kind()).toBe(expected);
    const { failure } = engine.outputs as { failure: { hint: string } };
    expect(failed.error).toContain(`    Hint: ${failure.hint}. See docs/troubleshooting.md, ${expected}\n`);
    const sent = engine.requests().length;
    expect(await engine.refresh()).toBeUndefined();
    expect(engine.outputs["failure"]).toEqual(failure);
    const asked = engine.requests().slice(sent);
    expect(asked.filter((request) => request !== "POST /usage/costs")).toEqual([]);
  });

  it("says nothing of its log if no line of it is kept", async () => {
    await open({ plan: OUT_OF_MEMORY });
    await engine.up({ ...SCRIPT, logs: { tailLines: 0 } });
    expect(kind()).toBe("PROGRAM_ERROR");
  });

  it("no longer has a failure once it is repeated", async () => {
    await open(times(1, DENIED));
    await engine.up(SCRIPT);
    expect(await engine.up(SCRIPT)).toEqual({ verdict: "replace" });
    expect(engine.outputs).toMatchObject({ status: "COMPLETED", attempts: [{ status: "FAILED" }] });
    expect(engine.outputs).not.toHaveProperty("failure");
  });

  // rule: retry
  it("is retried for the kinds that retry.on names, and for no other", async () => {
    await open(times(1, DENIED), { plan: OUT_OF_MEMORY });
    const retry = { maxAttempts: 3, on: ["STORAGE_ACCESS_DENIED"] };
    expect(await engine.up({ ...SCRIPT, retry })).toMatchObject({ kept: true });
    expect(engine.posts()).toBe(2);
    expect(kind()).toBe("OUT_OF_MEMORY");
  });

  it("that never launched is retried as such, whatever the kind", async () => {
    await open(times(1, NO_CAPACITY));
    expect(await engine.up({ ...SCRIPT, retry: { maxAttempts: 2 } })).toEqual({ verdict: "create" });
    expect(engine.posts()).toBe(2);
  });

  // rule: retry-runtimes
  it("for lack of memory is repeated in the next of retry.runtimes, and the next preview changes nothing", async () => {
    await open(times(2, OUT_OF_MEMORY));
    expect(await engine.up(SIZES)).toEqual({ verdict: "create" });
    expect(submitted()).toEqual(["tiny", "small", "medium"]);
    const [first, second] = engine.runs;
    expect(engine.outputs).toMatchObject({
      runtime: "tiny",
      effective: { runtime: "medium" },
      attempts: [
        { runId: second?.id, runtime: "small" },
        { runId: first?.id, runtime: "tiny" },
      ],
    });
    expect(engine.said()).toContain("attempt 2 follows, with runtime small");
    expect(await engine.up(SIZES)).toEqual({ verdict: "none" });
    expect(await engine.up({ ...SIZES, runtime: "small" })).toEqual({ verdict: "replace" });
  });

  it("keeps the size that was reached if it fails for another reason", async () => {
    await open(times(1, OUT_OF_MEMORY), times(1, NO_CAPACITY), times(1, OUT_OF_MEMORY));
    const { runtime, ...inputs } = SIZES;
    const retry = { ...SIZES.retry, on: ["CAPACITY"] };
    expect(await engine.up({ ...inputs, retry })).toEqual({ verdict: "create" });
    expect(submitted()).toEqual([undefined, "small", "small", "medium"]);
    expect(await engine.up({ ...inputs, retry })).toEqual({ verdict: "none" });
  });

  it.each([
    [
      "after the last size, whatever retry.on says",
      { ...SIZES.retry, on: ["FAILED"] },
      ["tiny", "small", "medium"],
    ],
    ["after maxAttempts", { ...SIZES.retry, maxAttempts: 2 }, ["tiny", "small"]],
    ["if nothing asks for another size", { maxAttempts: 4 }, ["tiny"]],
  ])("is not repeated in another size %s", async (_, retry, expected) => {
    await open({ plan: OUT_OF_MEMORY });
    expect(await engine.up({ ...SIZES, retry })).toMatchObject({ kept: true });
    expect(runtimes()).toEqual(expected);
    expect(engine.outputs["effective"]).toMatchObject({ runtime: expected.at(-1) });
  });

  // rule: rerun-limit
  it("counts each size for rerun.max, and begins with the declared one again", async () => {
    await open({ plan: OUT_OF_MEMORY });
    const inputs = { ...SIZES, rerun: { max: 4 } };
    await engine.up(inputs);
    await engine.up(inputs);
    expect(runtimes()).toEqual(["tiny", "small", "medium", "tiny", "small", "medium"]);
    const refused = await engine.up(inputs);
    expect(refused).toMatchObject({
      verdict: "update",
      error: expect.stringContaining("rerun.max (4) is reached"),
    });
    expect(engine.posts()).toBe(6);
  });

  it.each([{}, { name: "nightly-tiles" }])(
    "and whose next size a killed up left active is followed, not doubled: %j",
    async (named) => {
      await open(times(1, OUT_OF_MEMORY));
      engine.emulator.plan({ plan: { pendingMs: 500, neverEnds: true } });
      engine.emulator.plan({ plan: OUT_OF_MEMORY, times: 1 });
      const inputs = { ...SIZES, ...named, wait: { maxSeconds: 60 } };
      const left = await engine.leave(inputs);
      expect(await engine.up(inputs)).toMatchObject({ kept: true });
      expect(engine.must().id).toBe(left);
      expect(runtimes()).toEqual(["tiny", "small"]);
    },
  );
});

describe.each(HOSTS)("the failure of a run that others started, in the %s", (host) => {
  // rule: run-completion
  it("is recorded and reported by its RunCompletion", async () => {
    const engine = await MiniEngine.start("RunCompletion", { plans: [{ plan: DENIED }] }, undefined, host);
    const runId = await submitByHand(engine.emulator, { name: "by-somebody", ...SCRIPT });
    const failed = await engine.up({ runId });
    expect(failed.error).toContain("See docs/troubleshooting.md, STORAGE_ACCESS_DENIED");
    expect(engine.outputs["failure"]).toMatchObject({ kind: "STORAGE_ACCESS_DENIED" });
    await engine.stop();
  });
});

describe.each(HOSTS)("a batch in the %s", (host) => {
  // rule: retry-runtimes
  it("repeats each run that ran out of memory in the next size, and reports hints", async () => {
    const engine = await MiniEngine.start("JobRunBatch", { plans: [{ plan: {} }] }, undefined, host);
    engine.emulator.plan({ match: { args: "b" }, times: 1, plan: OUT_OF_MEMORY });
    engine.emulator.plan({ match: { args: "c" }, plan: DENIED });
    const runs = Object.fromEntries(["a", "b", "c"].map((key) => [key, { runPython: { args: [key] } }]));
    const failed = await engine.up({ runs, defaults: { ...SCRIPT, runtime: "tiny" }, retry: SIZES.retry });
    expect(failed.error).toContain("1 of 3 runs failed: c");
    expect(failed.error).toContain("See docs/troubleshooting.md, STORAGE_ACCESS_DENIED");
    expect(engine.outputs["results"]).toMatchObject({
      b: { status: "COMPLETED", effective: { runtime: "small" } },
    });
    expect(engine.outputs["effective"]).toMatchObject({ runtime: "tiny" });
    await engine.stop();
  });
});
