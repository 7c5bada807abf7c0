import type { EmulatorOptions, FaultRule, RunPlan } from "../../emulator";
import type { ResourceName } from "../../provider/resources/registry";
import type { Properties } from "../../provider/values";
import type { ClientSettings } from "../support/context/running-context";
import {
  failureOf,
  type Interrupted,
  interruptedAt,
  type Moment,
  REASON,
  type Scene,
  up,
} from "../support/lifecycle/interrupted-step";
import { MiniEngine, SCRIPT, submitByHand } from "../support/lifecycle/mini-engine";
import { partOf, sampledWithin } from "../support/sample";

/** A command has about ten requests, each is interrupted at two moments, and each time two commands are carried out. */
jest.setTimeout(120_000);

/** From the interrupt to the end of a command, in simulated time; real time passes for requests alone. */
const MAX_MS = 2_000;

const SHORT: RunPlan = { pendingMs: 500, runningMs: 2_500 };
/** Its end is seen long after the cancel. */
const SLOW_END: RunPlan = { pendingMs: 500, runningMs: 5_000, cancelTakesMs: 4_000 };
const CANCEL = { onInterrupt: "cancel" };

const KEEP = { keep: 1 / 6 };
/** In the titles of tests that go through all moments of a command. */
const PART = partOf("moments", KEEP);

const nothing = (): Promise<void> => Promise.resolve();
const upOf = (inputs: Properties): Scene["act"] => {
  return (engine) => up(engine, inputs);
};
const openRun = (inputs: Properties = {}): Scene["prepare"] => {
  return async (engine) => {
    await up(engine, { ...SCRIPT, wait: { until: "submitted" }, ...inputs });
  };
};
const losing = (when: "before" | "after"): Scene["prepare"] => {
  return ({ emulator }) => {
    emulator.fault({ method: "POST", path: "/runs", kind: "reset", when });
    return Promise.resolve();
  };
};
const orphan: Scene["prepare"] = async (engine) => {
  await openRun()(engine);
  engine.recorded = undefined;
};
const forceReplace: Scene["act"] = (engine) =>
  failureOf(async () => (await engine.forceReplace(SCRIPT)).error).finally(() => engine.restart());
const destroy: Scene["act"] = (engine) => (engine.recorded ? engine.destroy() : Promise.resolve(undefined));
const jobRun = (plan: RunPlan, act: Scene["act"], prepare: Scene["prepare"] = nothing): Scene => ({
  resource: "JobRun",
  plan,
  prepare,
  act,
});
const completion = (inputs: Properties, plan: RunPlan = SHORT): Scene => ({
  resource: "RunCompletion",
  plan,
  prepare: async ({ emulator }) => {
    await submitByHand(emulator, { name: "by-somebody", ...SCRIPT });
  },
  act: (engine) => up(engine, { runId: engine.runs[0]?.id, ...inputs }),
});

/** Commands after which the wanted run is there, once. */
const UPS: Readonly<Record<string, Scene>> = {
  "up that creates": jobRun(SHORT, upOf(SCRIPT)),
  "up that creates, onInterrupt cancel": jobRun(SHORT, upOf({ ...SCRIPT, ...CANCEL })),
  "up that creates, onInterrupt cancel, a slow end": jobRun(SLOW_END, upOf({ ...SCRIPT, ...CANCEL })),
  "up whose submit's answer is lost": jobRun(SHORT, upOf(SCRIPT), losing("after")),
  "up whose submit is lost": jobRun(SHORT, upOf(SCRIPT), losing("before")),
  "up that adopts an orphan": jobRun(SHORT, upOf(SCRIPT), orphan),
  "up that resumes": jobRun(SHORT, upOf(SCRIPT), openRun()),
  "up that resumes, onInterrupt cancel": jobRun(SHORT, upOf({ ...SCRIPT, ...CANCEL }), openRun(CANCEL)),
  "up that replaces an open run": jobRun(SLOW_END, upOf({ ...SCRIPT, triggers: { n: 2 } }), openRun()),
  "up that replaces an open run, onInterrupt cancel": jobRun(
    SHORT,
    upOf({ ...SCRIPT, ...CANCEL, triggers: { n: 2 } }),
    openRun(CANCEL),
  ),
  "up --replace of an open run": {
    ...jobRun(SHORT, forceReplace, openRun()),
    // Given twice, it means two runs where the first had come to its end.
    again: (engine) =>
      engine.recorded?.id === engine.runs[0]?.id ? forceReplace(engine) : up(engine, SCRIPT),
  },
  "up whose wait has passed, onTimeout cancel": {
    ...jobRun(SLOW_END, upOf({ ...SCRIPT, wait: { maxSeconds: 1, onTimeout: "cancel" } })),
    again: upOf(SCRIPT),
  },
  "RunCompletion that begins": completion({}),
  "RunCompletion that resumes": {
    ...completion({}),
    prepare: async (engine) => {
      await completion({}).prepare(engine);
      await completion({ wait: { until: "submitted" } }).act(engine);
    },
  },
};

/** Each moment of a command, counted in one without an interrupt: in `npm test` a part of them. */
async function expectEverywhere(
  scene: Scene,
  check: (result: Interrupted, moment: Moment) => void,
  late?: Moment["late"],
): Promise<void> {
  const { moments } = await interruptedAt(scene);
  expect(moments.length).toBeGreaterThan(1);
  for (const at of sampledWithin(scene.act.name, [...moments.keys()], KEEP)) {
    const moment: Moment = { at, ...(late ? { late } : {}) };
    check(await interruptedAt(scene, moment), moment);
  }
}

/** At the first moment that is meant. */
async function interruptedWhere(scene: Scene, where: RegExp, late?: Moment["late"]): Promise<Interrupted> {
  const { moments } = await interruptedAt(scene);
  const at = moments.findIndex((moment) => where.test(moment));
  return interruptedAt(scene, { at, ...(late ? { late } : {}) });
}

/** In time, in our words, true, and without another submit. A command that was over by then ends as it would. */
function expectInOrder(result: Interrupted, { at }: Moment): void {
  const { moments, error = "", tookMs = Infinity, laterSubmits, started, recorded } = result;
  const lost = started.filter((id) => id !== recorded);
  expect({
    where: moments[at],
    error,
    isOurs: error === "" || (/interrupt|maxSeconds/.test(error) && !error.includes(REASON)),
    isTrue: error.includes("may have been started") || lost.length === 0,
    tookMs,
    isInTime: tookMs <= MAX_MS,
    laterSubmits,
  }).toMatchObject({ isOurs: true, isTrue: true, isInTime: true, laterSubmits: 0 });
}

function expectNothingLeft({ moments, again, engine }: Interrupted, { at }: Moment): void {
  const left = { recorded: engine.recorded, active: engine.active() };
  expect({ where: moments[at], again, ...left }).toMatchObject({
    again: undefined,
    recorded: undefined,
    active: [],
  });
}

/** State holds the run that completed; nothing is active, and nothing was done twice. */
function expectOneRun({ moments, again, error, engine }: Interrupted, { at }: Moment): void {
  const { id, outputs } = engine.must();
  const runs = engine.runs;
  const ofSpec = runs.filter(
    ({ payload }) => payload.name.split("-")[1] === String(outputs["runName"]).split("-")[1],
  );
  expect({
    where: moments[at],
    error,
    again,
    status: outputs["status"],
    active: engine.active(),
    completed: ofSpec.filter(({ status }) => status === "COMPLETED").map((run) => run.id),
  }).toMatchObject({ again: undefined, status: "COMPLETED", active: [], completed: [id] });
}

function expectInOrderAndOneRun(result: Interrupted, moment: Moment): void {
  expectInOrder(result, moment);
  expectOneRun(result, moment);
}

describe.each(Object.entries(UPS))("%s", (_, scene) => {
  // rule: interrupt
  it(`ends in time wherever it is interrupted, and after the next up the run is there once${PART}`, async () => {
    await expectEverywhere(scene, expectInOrderAndOneRun);
  });
});

describe("a request that is not answered when the interrupt comes", () => {
  // rule: interrupted-submit
  it.each(["up that creates", "up that replaces an open run"])(`keeps nobody: %s${PART}`, async (name) => {
    await expectEverywhere(UPS[name]!, expectInOrderAndOneRun, "this");
  });

  // rule: interrupt-cancel
  it("is the cancel that onInterrupt asks for: the run is said to go on maybe, and the next up is right", async () => {
    const scene = jobRun(SHORT, upOf({ ...SCRIPT, ...CANCEL }));
    const result = await interruptedWhere(scene, /GET .runs.\w+$/, "cancel");
    expectInOrderAndOneRun(result, { at: 0 });
    expect(result.error).toMatch(
      /and the wait was interrupted; it may go on: the interrupt left no time to learn whether it is cancelled\. The next `pulumi up` starts a new run\. See /,
    );
    expect(result.error).not.toContain("it was cancelled");
  });
});

describe("a run that was to be cancelled", () => {
  const lateEnd = { pendingMs: 0, runningMs: 5_000, cancelTakesMs: 60_000 };

  // rule: completed-before-cancel
  it.each([
    ["takes over a run that completed before the cancel", SCRIPT, 1],
    ["starts another where another is wanted by then", { ...SCRIPT, triggers: { n: 2 } }, 2],
  ])("%s", async (_, spec, posts) => {
    const scene: Scene = {
      ...jobRun(lateEnd, upOf({ ...SCRIPT, ...CANCEL })),
      again: (engine) => {
        engine.emulator.advance(10_000);
        return up(engine, spec);
      },
    };
    const { error, again, engine } = await interruptedWhere(scene, /GET .runs.\w+$/);
    expect(error).toContain("was asked to cancel");
    expect({ again, posts: engine.posts() }).toEqual({ again: undefined, posts });
    expect(engine.outputs["status"]).toBe("COMPLETED");
    expect(engine.outputs).not.toHaveProperty("cancelledByProvider");
  });
});

describe("wherever it is interrupted,", () => {
  // rule: interrupt
  it.each([
    ["that ends at once", SHORT],
    ["with a slow end", SLOW_END],
  ])(`destroy of an active run ends in time, and the next one goes on: %s${PART}`, async (_, plan) => {
    await expectEverywhere(jobRun(plan, destroy, openRun()), (result, moment) => {
      expectInOrder(result, moment);
      expect(result.recorded !== undefined).toBe(result.error !== undefined);
      expectNothingLeft(result, moment);
    });
  });

  // rule: interrupt
  it.each([
    ["an open run", undefined],
    ["one that failed", "FAILED"],
  ] as const)(`refresh ends in time, and loses nothing: of %s${PART}`, async (_, ended) => {
    const prepare: Scene["prepare"] = async (engine) => {
      await openRun()(engine);
      if (ended) engine.emulator.finish(engine.must().id, ended);
    };
    const scene = jobRun({ ...SHORT, neverEnds: true }, (engine) => engine.refresh(), prepare);
    await expectEverywhere(scene, (result, moment) => {
      expectInOrder(result, moment);
      expect(result).toMatchObject({ again: undefined, recorded: result.engine.must().id });
    });
  });

  it(`a RunCompletion with onInterrupt cancel cancels its run or leaves it alone, and says which${PART}`, async () => {
    await expectEverywhere(completion({ ...CANCEL }), (result, moment) => {
      expectInOrder(result, moment);
      const isCancelled = result.engine.statuses()[0] === "CANCELLED";
      expect(result.error?.includes("it was cancelled") ?? false).toBe(isCancelled);
      const said = isCancelled ? "was cancelled by this program" : "completed";
      expect(result.again ?? "completed").toContain(said);
    });
  });

  it(`a run that failed keeps its record, its last lines or the next attempt not waited for${PART}`, async () => {
    const failing: RunPlan = { pendingMs: 500, runningMs: 1_000, outcome: "FAILED", lateLogsMs: 3_000 };
    const retry = { maxAttempts: 2, on: ["FAILED"], backoffSeconds: 60 };
    const scene = jobRun(failing, upOf({ ...SCRIPT, retry, rerun: { max: 9 } }));
    await expectEverywhere(scene, ({ error, started, recorded, moments, tookMs }, { at }) => {
      expect({ where: moments[at], error, isInTime: tookMs! <= MAX_MS }).toMatchObject({ isInTime: true });
      expect(error).not.toContain(REASON);
      expect(error).toMatch(/interrupt|ended as FAILED|failed/);
      expect(error!.includes("may have been started") || started.at(-1) === recorded).toBe(true);
    });
  });
});

describe("what is said of an interrupt", () => {
  const create = (inputs: Properties = {}, plan: RunPlan = SHORT): Scene =>
    jobRun(plan, upOf({ ...SCRIPT, ...inputs }));

  it.each<[when: string, scene: Scene, where: RegExp, text: RegExp]>([
    [
      "before the submit",
      create(),
      /^before GET .runs$/,
      /^interrupted: nothing was started; the next `pulumi up` starts over$/,
    ],
    [
      "while the submit is on its way",
      create(),
      /^before POST .runs$/,
      /is PENDING, and the wait was interrupted; the run goes on, and the next `pulumi up` resumes the wait\. See http/,
    ],
    [
      "in the wait, onInterrupt cancel",
      create(CANCEL),
      /^after GET .runs.\w+$/,
      /and the wait was interrupted; it was cancelled\. The next `pulumi up` starts a new run\. See http/,
    ],
    [
      "in the wait, onInterrupt cancel, a slow end",
      create(CANCEL, SLOW_END),
      /^after GET .runs.\w+$/,
      /interrupted; it was asked to cancel, but the interrupt came before it ended\. The next `pulumi up` starts a new run\. See http/,
    ],
    [
      "before a destroy cancelled",
      jobRun(SHORT, destroy, openRun()),
      /^before GET .runs.\w+$/,
      /^interrupted: the run was not cancelled and stays in state; run the same command again to go on$/,
    ],
  ])("%s", async (_when, scene, where, text) => {
    expect((await interruptedWhere(scene, where)).error).toMatch(text);
  });

  it("in the wait, onInterrupt cancel, which the server refuses for the time: it goes on, and the next up is right", async () => {
    const scene: Scene = {
      ...create(CANCEL),
      prepare: ({ emulator }) => {
        const headers = { "retry-after": "30" };
        emulator.fault({ method: "POST", path: /cancel$/, kind: "status", status: 429, headers });
        return Promise.resolve();
      },
    };
    const result = await interruptedWhere(scene, /^after GET .runs.\w+$/);
    expect(result.error).toMatch(
      /and the wait was interrupted; it goes on: the interrupt left no time to ask for its end\. The next `pulumi up` starts a new run\. See http/,
    );
    expectInOrderAndOneRun(result, { at: 0 });
  });

  it("no answer to the submit: it may have been started", async () => {
    const { error, again, engine } = await interruptedWhere(create(), /^after POST .runs$/, "this");
    expect(error).toMatch(
      /^the answer to the submit was lost, and the run "tiles-.*" could not be looked for: interrupted\. It may have been started: the next `pulumi up` looks for it and takes it over$/,
    );
    expect({ again, posts: engine.posts() }).toEqual({ again: undefined, posts: 1 });
  });

  it("after a destroy has cancelled: it was asked to cancel", async () => {
    const scene = jobRun(SLOW_END, destroy, openRun());
    const { moments } = await interruptedAt(scene);
    const at = moments.findLastIndex((moment) => moment.startsWith("before GET"));
    expect((await interruptedAt(scene, { at })).error).toMatch(
      /^run \w+ was asked to cancel, but the interrupt came before it ended; run the same command again to go on$/,
    );
  });
});

describe("an interrupt in a pause", () => {
  interface Pause {
    in: string;
    resource?: ResourceName;
    options?: EmulatorOptions;
    settings?: ClientSettings;
    faults?: Partial<FaultRule>;
    inputs?: Properties;
    says: RegExp;
  }
  const failed = { ...SHORT, outcome: "FAILED", logs: [{ text: "Subprocess finished with return code: 1" }] };
  const notThere = { path: /^.runs.\w+$/, kind: "status", status: 404 } as const;

  it.each<Pause>([
    {
      in: "all requests, after 429",
      faults: { path: "/runs", kind: "status", status: 429, headers: { "retry-after": "30" } },
      says: /^interrupted: nothing was started/,
    },
    {
      in: "the repeats of a request",
      faults: { path: "/organization", kind: "status", status: 502 },
      says: /^interrupted: nothing was started/,
    },
    {
      in: "the turn to send",
      settings: { maxRequestsPerSecond: 0.01 },
      says: /^interrupted: nothing was started/,
    },
    {
      in: "the look for a lost submit",
      faults: { method: "POST", path: "/runs", kind: "reset" },
      says: /could not be looked for: interrupted\. It may have been started/,
    },
    {
      in: "two attempts",
      options: { defaultPlan: { ...failed, pendingMs: 100, runningMs: 100 } },
      inputs: { retry: { maxAttempts: 2, on: ["FAILED"], backoffSeconds: 3_600 } },
      says: /ended as FAILED, and another attempt could not be made: interrupted\. The next `pulumi up` starts a new run/,
    },
    {
      in: "the wait for late lines",
      options: { defaultPlan: { ...SHORT, runningMs: 1_000, outcome: "FAILED", lateLogsMs: 50_000 } },
      says: /^run \w+ \(tiles.*\) failed/,
    },
    {
      in: "the questions of a RunCompletion for a run that is not there yet",
      resource: "RunCompletion",
      faults: notThere,
      inputs: { runId: "run-1" },
      says: /^interrupted: nothing was started/,
    },
  ])("$in: ends at once", async ({ resource = "JobRun", options, settings, faults, inputs, says }) => {
    const engine = await MiniEngine.start(resource, options, settings);
    const interrupt = new AbortController();
    const { clock } = engine.context;
    if (faults) engine.emulator.fault({ kind: "reset", times: Infinity, ...faults });
    engine.context.signal = interrupt.signal;
    let abortedAtMs = Infinity;
    const aborting = clock.sleep(2_950).then(() => {
      abortedAtMs = clock.now();
      interrupt.abort(new Error(REASON));
    });
    const error = await up(engine, resource === "JobRun" ? { ...SCRIPT, ...inputs } : { ...inputs });
    await aborting;
    expect(engine.emulator.now() - abortedAtMs).toBeLessThanOrEqual(0);
    expect(error).toMatch(says);
    expect(error).not.toContain(REASON);
    await engine.stop();
  });
});
