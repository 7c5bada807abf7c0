import type { Properties } from "../../provider/values";
import {
  again,
  batch,
  fails,
  manyKeys,
  mostAtOnce,
  results,
  runsOf,
  statuses,
  totals,
} from "../support/lifecycle/batch-scene";
import { engineForEach } from "../support/lifecycle/engine-for-each";
import { failureOf, interruptedAt, type Scene, up } from "../support/lifecycle/interrupted-step";
import { type Recorded } from "../support/lifecycle/mini-engine";
import { partOf, sampledWithin } from "../support/sample";

jest.setTimeout(120_000);

const PLAN = { pendingMs: 2_000, runningMs: 20_000 };
const KEYS = manyKeys(6);
const KEEP = { keep: 1 / 8 };
const OPEN = { wait: { until: "submitted" } };

const engine = engineForEach("JobRunBatch", { defaultPlan: PLAN });

describe("a batch that was left half done", () => {
  // rule: batch-resume
  it.each([
    [
      "wherobots:maxWaitSeconds",
      () => Object.assign(engine.context.session.config(), { maxWaitSeconds: 30 }),
    ],
    ["the time that the option `customTimeouts` gives", () => engine.within(30_000)],
  ])("by %s goes on: what is open is followed, what is missing is started", async (limit, set) => {
    set();
    const stopped = await engine.up(batch(KEYS, { maxConcurrency: 2 }));
    expect(stopped.error).toMatch(/^2 of 6 runs are still active: t2, t3; 2 of 6 runs were not started: /);
    expect(stopped.error).toContain(limit);
    expect(stopped.error).toContain(
      "The next `pulumi up` goes on following 2 active runs, and goes on with the 2 that are missing",
    );
    expect(totals(engine)).toMatchObject({ completed: 2, active: 2, missing: 2 });
    expect(await engine.up(batch(KEYS, { maxConcurrency: 2 }))).toEqual({ verdict: "update" });
    expect(totals(engine)).toMatchObject({ completed: 6 });
    expect(engine.posts()).toBe(6);
    expect(mostAtOnce(engine)).toBe(2);
  });

  it("by a key that is refused says so once, and goes on with a good one", async () => {
    engine.fault("submit", { status: 401, skip: 2 }, 9);
    const refused = await engine.up(batch(KEYS, { maxConcurrency: 1 }));
    expect(refused.error).toMatch(/^4 of 6 runs were not started: could not submit .*401/);
    expect(engine.posts()).toBe(3);
    engine.emulator.clearFaults();
    expect(await engine.up(batch(KEYS))).toEqual({ verdict: "update" });
    expect(totals(engine)).toMatchObject({ completed: 6 });
  });

  it("before anything was started is no resource, and the error is the plain one", async () => {
    engine.fault("organization", 401, 9);
    const refused = await engine.up(batch(KEYS));
    expect(refused).toMatchObject({ kept: false, error: expect.stringMatching(/^could not .*401/) });
    expect(engine.posts()).toBe(0);
  });

  it("by lost answers has each run once", async () => {
    engine.fault("submit", { kind: "reset", when: "after" }, 3);
    engine.fault("submit", { kind: "reset", when: "before" }, 1);
    expect(await engine.up(batch(KEYS, { maxConcurrency: 3 }))).toEqual({ verdict: "create" });
    expect(statuses(engine, KEYS)).toEqual(KEYS.map(() => ["COMPLETED"]));
  });
});

describe("an interrupt", () => {
  const NAMES = ["a", "b", "c"];
  /** What happened before, the inputs of the command, and how many runs of each key complete in the end. */
  const COMMANDS = {
    create: { before: undefined, now: batch, completed: [1, 1, 1] },
    resume: { before: batch(NAMES, OPEN), now: batch, completed: [1, 1, 1] },
    change: { before: batch(NAMES), now: again, completed: [2, 2, 2] },
    remove: { before: batch(NAMES, OPEN), now: () => batch(["b"]), completed: [0, 1, 0] },
  } as const;
  const CASES = (Object.keys(COMMANDS) as (keyof typeof COMMANDS)[]).flatMap((command) =>
    ["detach", "cancel"].map((onInterrupt) => [command, onInterrupt] as const),
  );

  // rule: batch-interrupt
  it.each(CASES)(
    `of %s, wherever it comes, onInterrupt %s: ends in time, and the next up has each run once${partOf("moments", KEEP)}`,
    async (command, onInterrupt) => {
      const { before, now, completed } = COMMANDS[command];
      const scene: Scene = {
        resource: "JobRunBatch",
        plan: { pendingMs: 500, runningMs: command === "remove" ? 6_000 : 1_500 },
        prepare: async (of) => {
          if (before) await up(of, before);
        },
        act: (of) => up(of, now(NAMES, { maxConcurrency: 2, onInterrupt })),
      };
      const { moments } = await interruptedAt(scene);
      for (const at of sampledWithin(`${command} ${onInterrupt}`, [...moments.keys()], KEEP)) {
        const result = await interruptedAt(scene, { at });
        const { active, missing } = result.engine.outputs["totals"] as Record<string, number>;
        const left = { active: result.engine.active(), totals: { active, missing } };
        const ended = statuses(result.engine, NAMES).map(
          (of) => of.filter((status) => status === "COMPLETED").length,
        );
        expect({ where: moments[at], ...result, engine: undefined, left, ended }).toMatchObject({
          again: undefined,
          left: { active: [], totals: { active: 0, missing: 0 } },
          ended: completed,
        });
        expect(result.tookMs ?? 0).toBeLessThanOrEqual(2_000);
        // The other one of two that were on their way.
        expect(result.laterSubmits).toBeLessThanOrEqual(1);
      }
    },
  );
});

describe("a change that did not come to its turn", () => {
  // rule: batch-postponed-change
  it("is due at the next up, and reverted it is none", async () => {
    const keys = ["a", "b", "c"];
    const stops = { onFailure: "stop", maxConcurrency: 1 };
    await engine.up(batch(keys, stops));
    fails(engine, "again");
    expect((await engine.up(again(keys, stops))).error).toContain("2 of 3 runs were not started");
    const { runs, __superseded: superseded } = engine.outputs;
    expect(runs).toEqual(again(keys)["runs"]);
    expect(superseded).toMatchObject({
      b: { runPython: { args: ["b"] } },
      c: { runPython: { args: ["c"] } },
    });

    const half = JSON.parse(JSON.stringify(engine.must())) as Recorded;
    await engine.up(again(keys, stops));
    expect(engine.posts()).toBe(3 + 1 + 3);
    expect(totals(engine)).toMatchObject({ completed: 3 });
    expect(engine.outputs).not.toHaveProperty("__superseded");

    engine.recorded = half;
    const posts = engine.posts();
    await engine.up(batch(keys, stops));
    expect(engine.posts()).toBe(posts + 1);
    expect(engine.outputs).not.toHaveProperty("__superseded");
  });
});

describe("up --replace", () => {
  it("ends what is active before it starts each run again", async () => {
    await engine.up(batch(["a", "b"], OPEN));
    engine.emulator.finish(runsOf(engine, "a")[0]!.id);
    await engine.forceReplace(batch(["a", "b"]));
    expect(statuses(engine, ["a", "b"])).toEqual([
      ["COMPLETED", "COMPLETED"],
      ["CANCELLED", "COMPLETED"],
    ]);
    const [first, second] = runsOf(engine, "b");
    expect(Date.parse(second!.createTime)).toBeGreaterThanOrEqual(Date.parse(first!.completeTime!));
    expect(totals(engine)).toMatchObject({ completed: 2 });
  });
});

describe("an open run whose arguments change", () => {
  it("is cancelled before its successor starts", async () => {
    await engine.up(batch(["a", "b"], OPEN));
    const news = batch(["a", "b"]);
    (news["runs"] as Properties)["a"] = { runPython: { args: ["a", "again"] } };
    expect(await engine.up(news)).toEqual({ verdict: "update" });
    expect(statuses(engine, ["a", "b"])).toEqual([["CANCELLED", "COMPLETED"], ["COMPLETED"]]);
    expect(mostAtOnce(engine)).toBe(2);
  });
});

describe("refresh and destroy", () => {
  it("ask for open runs, and for what the others cost", async () => {
    await engine.up(batch(["a", "b"]));
    await engine.up(batch(["a", "b", "c"], OPEN));
    const sent = engine.requests().length;
    engine.emulator.finish(runsOf(engine, "c")[0]!.id);
    expect(await engine.refresh()).toBeUndefined();
    const run = ["GET /runs/{id}", "GET /runs/{id}/metrics"];
    expect(engine.requests().slice(sent)).toEqual([...run, "GET /runs", "POST /usage/costs"]);
    expect(totals(engine)).toMatchObject({ completed: 3, active: 0 });
    expect(await engine.destroy()).toBeUndefined();
    expect(engine.requests()).toHaveLength(sent + 4);
  });

  it("cancel every active run, also if one cannot be", async () => {
    await engine.up(batch(["a", "b", "c"], OPEN));
    const { id } = runsOf(engine, "b")[0]!;
    engine.emulator.fault({ path: new RegExp(`^/runs/${id}`), kind: "status", status: 403, times: 99 });
    expect(await engine.destroy()).toMatch(/^1 run could not be cancelled: b\. b: could not .*403/);
    expect(statuses(engine, ["a", "c"])).toEqual([["CANCELLED"], ["CANCELLED"]]);
    engine.emulator.clearFaults();
    await engine.restart();
    expect(await engine.destroy()).toBeUndefined();
    expect(engine.active()).toEqual([]);
  });
});

describe("a secret", () => {
  const SECRET = "made-up-token-4711";
  const inputs = (token: string, more: Properties = {}): Properties => ({
    runs: { a: { runPython: { args: ["a", token] } }, b: { runPython: { args: ["b"] } } },
    defaults: { runPython: { uri: "s3://bucket.test/tile.py" } },
    __secretPaths: [["runs", "a", "runPython", "args", 1]],
    ...more,
  });

  // rule: batch-secrets
  it("is in no record, no reason and no line", async () => {
    engine.emulator.plan({
      match: { args: "a" },
      plan: {
        outcome: "FAILED",
        message: `could not log in with ${SECRET}`,
        logs: [{ text: `token=${SECRET}` }, { text: "Subprocess finished with return code: 1" }],
      },
    });
    const { error } = await engine.up(inputs(SECRET));
    const { results: recorded, totals: sums } = engine.outputs;
    const shown = JSON.stringify([error, recorded, sums, engine.said(), runsOf(engine, "a")[0]?.name]);
    expect(shown).toContain("could not log in with [secret]");
    expect(shown).not.toContain(SECRET);
  });

  it("that changed is a new run of its key alone", async () => {
    await engine.up(inputs(SECRET));
    await engine.up(inputs("another-token-4712"));
    expect(engine.posts()).toBe(3);
  });
});

describe("a thousand runs", () => {
  // rule: batch-size
  it("go through in a time that grows with them, with few lines, and records of at most 250 bytes", async () => {
    const keys = manyKeys(1_000);
    const began = performance.now();
    expect(await engine.up(batch(keys, { maxConcurrency: 100 }))).toEqual({ verdict: "create" });
    expect(performance.now() - began).toBeLessThan(60_000);
    expect(totals(engine)).toMatchObject({ completed: 1_000 });
    expect(mostAtOnce(engine)).toBe(100);
    expect(engine.said().split("\n").length).toBeLessThanOrEqual(12);
    const sizes = Object.entries(results(engine)).map(
      ([key, record]) => JSON.stringify({ [key]: record }).length,
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(250);
    const sent = engine.requests().length;
    expect(await engine.up(batch(keys, { maxConcurrency: 100 }))).toEqual({ verdict: "none" });
    expect(engine.requests()).toHaveLength(sent);
  });
});

it("cannot be imported: a batch has no run of its own", async () => {
  engine.recorded = { id: "run-1", inputs: {}, outputs: {} };
  expect(await failureOf(() => engine.refresh())).toContain("a batch has no run of its own");
});
