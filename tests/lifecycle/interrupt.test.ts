import type { EmulatorOptions, FaultRule, RunPlan } from "../../emulator";
import type { Properties } from "../../provider/lifecycle";
import type { ResourceName } from "../../provider/resources/registry";
import type { ClientSettings } from "../unit/running-context";
import {
  failureOf,
  type Interrupted,
  interruptedAt,
  type Moment,
  REASON,
  type Scene,
  up,
} from "./interrupted-step";
import { MiniEngine, SCRIPT, submitByHand } from "./mini-engine";

/** A command has about ten requests, each is interrupted at two moments, and each time two commands are carried out. */
jest.setTimeout(120_000);

/** From the interrupt to the end of a command, in simulated time; real time passes for requests alone. */
const MAX_MS = 2_000;

const SHORT: RunPlan = { pendingMs: 500, runningMs: 2_500 };
/** Its end is seen long after the cancel. */
const SLOW_END: RunPlan = { pendingMs: 500, runningMs: 5_000, cancelTakesMs: 4_000 };
const CANCEL = { onInterrupt: "cancel" };

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
  act: (engine) => up(engine, { runId: engine.emulator.runs()[0]?.id, ...inputs }),
});

/** Commands after which the wished run is there, once. */
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
      engine.recorded?.id === engine.emulator.runs()[0]?.id ? forceReplace(engine) : up(engine, SCRIPT),
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

/** The moments of a command, counted in one without an interrupt. */
async function momentsOf(scene: Scene): Promise<Moment[]> {
  const { moments } = await interruptedAt(scene);
  expect(moments.length).toBeGreaterThan(1);
  return moments.map((_, at) => ({ at }));
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

function activeRuns({ emulator }: MiniEngine): string[] {
  const active = emulator.runs().filter(({ status }) => status === "PENDING" || status === "RUNNING");
  return active.map(({ id }) => id);
}

function expectNothingLeft({ moments, again, engine }: Interrupted, { at }: Moment): void {
  const left = { recorded: engine.recorded, active: activeRuns(engine) };
  expect({ where: moments[at], again, ...left }).toMatchObject({
    again: undefined,
    recorded: undefined,
    active: [],
  });
}

/** State holds the run that completed; nothing is active, and nothing was done twice. */
function expectOneRun({ moments, again, error, engine }: Interrupted, { at }: Moment): void {
  const { id, outputs } = engine.must();
  const runs = engine.emulator.runs();
  const ofWish = runs.filter(
    ({ payload }) => payload.name.split("-")[1] === String(outputs["runName"]).split("-")[1],
  );
  expect({
    where: moments[at],
    error,
    again,
    status: outputs["status"],
    active: activeRuns(engine),
    completed: ofWish.filter(({ status }) => status === "COMPLETED").map((run) => run.id),
  }).toMatchObject({ again: undefined, status: "COMPLETED", active: [], completed: [id] });
}

describe.each(Object.entries(UPS))("%s", (_, scene) => {
  it("ends in time wherever it is interrupted, and after the next up the run is there once", async () => {
    for (const moment of await momentsOf(scene)) {
      const result = await interruptedAt(scene, moment);
      expectInOrder(result, moment);
      expectOneRun(result, moment);
    }
  });
});

describe("a request that is not answered when the interrupt comes", () => {
  const { "up that creates": create, "up that replaces an open run": replace } = UPS as Record<string, Scene>;

  it.each([
    ["up that creates", create!],
    ["up that replaces an open run", replace!],
  ])("keeps nobody: %s", async (_, scene) => {
    for (const { at } of await momentsOf(scene)) {
      const moment: Moment = { at, late: "this" };
      const result = await interruptedAt(scene, moment);
      expectInOrder(result, moment);
      expectOneRun(result, moment);
    }
  });

  it("is the cancel that onInterrupt asks for: the run is said to go on maybe, and the next up is right", async () => {
    const scene = jobRun(SHORT, upOf({ ...SCRIPT, ...CANCEL }));
    const moments = (await interruptedAt(scene)).moments;
    const at = moments.findIndex((moment) => /GET .runs.\w+$/.test(moment));
    const result = await interruptedAt(scene, { at, late: "cancel" });
    expectInOrder(result, { at });
    expect(result.error).toMatch(
      /and the wait was interrupted; it may go on: the interrupt left no time to learn whether it is cancelled\. The next `pulumi up` starts a new run\. See /,
    );
    expect(result.error).not.toContain("it was cancelled");
    expectOneRun(result, { at });
  });
});

describe("a run that was to be cancelled", () => {
  const lateEnd = { pendingMs: 0, runningMs: 5_000, cancelTakesMs: 60_000 };

  it.each([
    ["takes over a run that completed before the cancel", SCRIPT, 1],
    ["starts another where another is wished by then", { ...SCRIPT, triggers: { n: 2 } }, 2],
  ])("%s", async (_, wish, posts) => {
    const scene: Scene = {
      ...jobRun(lateEnd, upOf({ ...SCRIPT, ...CANCEL })),
      again: (engine) => {
        engine.emulator.advance(10_000);
        return up(engine, wish);
      },
    };
    const { moments } = await interruptedAt(scene);
    const { error, again, engine } = await interruptedAt(scene, {
      at: moments.findIndex((moment) => /GET .runs.\w+$/.test(moment)),
    });
    expect(error).toContain("was asked to end");
    expect({ again, posts: engine.posts() }).toEqual({ again: undefined, posts });
    expect(engine.must().outputs["status"]).toBe("COMPLETED");
    expect(engine.must().outputs).not.toHaveProperty("cancelledByProvider");
  });
});

describe("destroy of an active run", () => {
  it.each([
    ["that ends at once", SHORT],
    ["with a slow end", SLOW_END],
  ])("ends in time wherever it is interrupted, and the next one goes on: %s", async (_, plan) => {
    const scene = jobRun(plan, destroy, openRun());
    for (const moment of await momentsOf(scene)) {
      const result = await interruptedAt(scene, moment);
      expectInOrder(result, moment);
      expect(result.recorded !== undefined).toBe(result.error !== undefined);
      expectNothingLeft(result, moment);
    }
  });
});

describe("refresh", () => {
  it.each([
    ["of an open run", () => undefined],
    [
      "of one that failed",
      ({ emulator }: MiniEngine) => {
        for (const { id } of emulator.runs()) emulator.finish(id, "FAILED");
      },
    ],
  ])("ends in time wherever it is interrupted, and loses nothing: %s", async (_, then) => {
    const scene = jobRun(
      { ...SHORT, neverEnds: true },
      (engine) => engine.refresh(),
      async (engine) => {
        await openRun()(engine);
        then(engine);
      },
    );
    for (const moment of await momentsOf(scene)) {
      const result = await interruptedAt(scene, moment);
      expectInOrder(result, moment);
      expect(result).toMatchObject({ again: undefined, recorded: result.engine.must().id });
    }
  });
});

describe("a RunCompletion with onInterrupt cancel", () => {
  it("cancels the run that it waits for, or leaves it alone, and says which", async () => {
    const scene = completion({ ...CANCEL });
    for (const moment of await momentsOf(scene)) {
      const result = await interruptedAt(scene, moment);
      expectInOrder(result, moment);
      const isCancelled = result.engine.emulator.runs()[0]?.status === "CANCELLED";
      expect(result.error?.includes("it was cancelled") ?? false).toBe(isCancelled);
      expect(result.again ?? "completed").toContain(
        isCancelled ? "was cancelled by this program" : "completed",
      );
    }
  });
});

describe("a run that failed", () => {
  const failing: RunPlan = { pendingMs: 500, runningMs: 1_000, outcome: "FAILED", lateLogsMs: 3_000 };
  const retry = { maxAttempts: 2, on: ["FAILED"], backoffSeconds: 60 };

  it("keeps its record where its last lines or the next attempt are not waited for", async () => {
    const scene = jobRun(failing, upOf({ ...SCRIPT, retry, rerun: { max: 9 } }));
    for (const moment of await momentsOf(scene)) {
      const result = await interruptedAt(scene, moment);
      const { error, started, recorded, moments, tookMs } = result;
      expect({ where: moments[moment.at], error, isInTime: tookMs! <= MAX_MS }).toMatchObject({
        isInTime: true,
      });
      expect(error).not.toContain(REASON);
      expect(error).toMatch(/interrupt|ended as FAILED|failed/);
      expect(error!.includes("may have been started") || started.at(-1) === recorded).toBe(true);
    }
  });
});

describe("what is said of an interrupt", () => {
  const said = async (scene: Scene, where: RegExp): Promise<string | undefined> => {
    const { moments } = await interruptedAt(scene);
    return (await interruptedAt(scene, { at: moments.findIndex((moment) => where.test(moment)) })).error;
  };
  const create = (inputs: Properties = {}, plan: RunPlan = SHORT): Scene =>
    jobRun(plan, upOf({ ...SCRIPT, ...inputs }));

  it.each<[when: string, scene: Scene, where: RegExp, text: RegExp]>([
    [
      "before the submit",
      create(),
      /^before GET .runs$/,
      /^interrupted: nothing was started, and the next `pulumi up` begins anew$/,
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
      /interrupted; it was asked to end, and the interrupt left no time to see its end\. The next `pulumi up` starts a new run\. See http/,
    ],
    [
      "before a destroy cancelled",
      jobRun(SHORT, destroy, openRun()),
      /^before GET .runs.\w+$/,
      /^interrupted: the run was not cancelled and stays in state; run the same command again to go on$/,
    ],
  ])("%s", async (_when, scene, where, text) => {
    expect(await said(scene, where)).toMatch(text);
  });

  it("no answer to the submit: it may have been started", async () => {
    const scene = create();
    const { moments } = await interruptedAt(scene);
    const at = moments.indexOf("after POST /runs");
    const { error, again, engine } = await interruptedAt(scene, { at, late: "this" });
    expect(error).toMatch(
      /^the answer to the submit was lost, and the run "tiles-.*" could not be looked for: interrupted\. It may have been started: the next `pulumi up` looks for it and takes it over$/,
    );
    expect({ again, posts: engine.posts() }).toEqual({ again: undefined, posts: 1 });
  });

  it("after a destroy has cancelled: it was asked to end", async () => {
    const scene = jobRun(SLOW_END, destroy, openRun());
    const { moments } = await interruptedAt(scene);
    const at = moments.findLastIndex((moment) => moment.startsWith("before GET"));
    expect((await interruptedAt(scene, { at })).error).toMatch(
      /^run \w+ was asked to end, and the interrupt left no time to see its end; run the same command again to go on$/,
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
