import type { FaultRule } from "../../emulator";
import { getRun } from "../../provider/functions/get-run";
import type { ResourceName } from "../../provider/resources/registry";
import type { Properties } from "../../provider/values";
import { batch } from "../support/lifecycle/batch-scene";
import { failureOf, up } from "../support/lifecycle/interrupted-step";
import { MiniEngine, SCRIPT, submitByHand } from "../support/lifecycle/mini-engine";

const LIST: Partial<FaultRule> = { path: "/runs" };
const RUN: Partial<FaultRule> = { path: /^\/runs\/\w+$/ };
const OPEN: Properties = { wait: { until: "submitted" } };

/** A command whose reads of one kind fail for a while. */
interface Scene {
  readonly resource: ResourceName;
  readonly reads: Partial<FaultRule>;
  /** A run that is open in state when the command begins. */
  readonly open?: true;
  /** A run that somebody started. */
  readonly byHand?: true;
  readonly act: (engine: MiniEngine) => Promise<string | undefined>;
}

const inputsOf = (engine: MiniEngine): Properties => {
  if (engine.resource === "JobRunBatch") return batch(["a", "b", "c"], { maxConcurrency: 2 });
  return engine.resource === "JobRun" ? SCRIPT : { runId: engine.runs[0]?.id };
};
const create = (engine: MiniEngine): Promise<string | undefined> => up(engine, inputsOf(engine));
const jobRun = (reads: Scene["reads"], act: Scene["act"] = create): Scene => ({
  resource: "JobRun",
  reads,
  act,
});

const SCENES: Readonly<Record<string, Scene>> = {
  "create, its account": jobRun({ path: "/organization" }),
  "create, its user": jobRun({ path: "/users/me" }),
  "create, earlier runs": jobRun(LIST),
  "create, the run to take over": {
    ...jobRun(RUN, (engine) => up(engine, { ...SCRIPT, takeOverRunId: engine.runs[0]?.id })),
    byHand: true,
  },
  "create of a batch, earlier runs": { ...jobRun(LIST), resource: "JobRunBatch" },
  "create of a RunCompletion, its run": { ...jobRun(RUN), resource: "RunCompletion", byHand: true },
  "resume, the run in state": { ...jobRun(RUN), open: true },
  "replace, the run in state": {
    ...jobRun(RUN, (engine) => up(engine, { ...SCRIPT, triggers: { n: 2 } })),
    open: true,
  },
  "refresh, the run in state": { ...jobRun(RUN, (engine) => engine.refresh()), open: true },
  "refresh of a batch, its runs": {
    ...jobRun(RUN, (engine) => engine.refresh()),
    resource: "JobRunBatch",
    open: true,
  },
  "destroy, the run in state": { ...jobRun(RUN, (engine) => engine.destroy()), open: true },
  "destroy, the cancel": {
    ...jobRun({ method: "POST", path: /cancel$/ }, (engine) => engine.destroy()),
    open: true,
  },
};

/** The command at a server whose reads fail until so much time has passed. */
async function carryOut(
  { resource, reads, open, byHand, act }: Scene,
  failingMs: number,
  prepare: (engine: MiniEngine) => void = () => undefined,
): Promise<{ error: string | undefined; tookMs: number; posts: number }> {
  const engine = await MiniEngine.start(resource, { defaultPlan: { pendingMs: 10, neverEnds: true } });
  try {
    if (byHand) await submitByHand(engine.emulator, { name: "by-somebody", ...SCRIPT });
    if (open) await up(engine, { ...inputsOf(engine), ...OPEN });
    if (act === create || byHand) for (const { id } of engine.runs) engine.emulator.finish(id, "COMPLETED");
    engine.plan({ neverEnds: false, pendingMs: 10, runningMs: 10 });
    engine.emulator.fault({ method: "GET", kind: "status", status: 500, times: Infinity, ...reads });
    prepare(engine);
    const { clock } = engine.context;
    const beganAtMs = engine.emulator.now();
    const posts = engine.posts();
    void clock.sleep(failingMs).then(() => engine.emulator.clearFaults());
    const error = await act(engine);
    return { error, tookMs: engine.emulator.now() - beganAtMs, posts: engine.posts() - posts };
  } finally {
    await engine.stop();
  }
}

describe.each(Object.entries(SCENES))("%s", (_, scene) => {
  // rule: blips
  it("bears 50 s in which the API fails", async () => {
    const { error, tookMs } = await carryOut(scene, 50_000);
    expect(error).toBeUndefined();
    expect(tookMs).toBeGreaterThanOrEqual(50_000);
  });

  it("fails after some minutes, in words and without a submit", async () => {
    const { error, posts } = await carryOut(scene, 3_600_000);
    expect(error).toMatch(/HTTP 500|interrupt/);
    expect(posts).toBe(0);
  });
});

describe("a limit that the user set", () => {
  const deadline = (engine: MiniEngine): void => {
    engine.within(10_000);
  };
  const maxWait = (engine: MiniEngine): void => {
    const { session, clock } = engine.context;
    const maxWaitSeconds = (clock.now() - session.startedAtMs) / 1_000 + 10;
    Object.assign(session.config(), { maxWaitSeconds });
  };

  // rule: blips
  it.each([
    ["customTimeouts", deadline],
    ["wherobots:maxWaitSeconds", maxWait],
  ])("%s ends the repeats of what comes before a submit", async (limit, set) => {
    for (const scene of [SCENES["create, earlier runs"]!, SCENES["create, its account"]!]) {
      const { error, tookMs, posts } = await carryOut(scene, 3_600_000, set);
      expect(error).toContain("HTTP 500");
      expect(error).toContain(limit);
      expect(tookMs).toBeLessThanOrEqual(10_000);
      expect(posts).toBe(0);
    }
  });

  it("of one resource is not that of another, which asks for the same", async () => {
    const engine = await MiniEngine.start("JobRun", { defaultPlan: { pendingMs: 10, runningMs: 10 } });
    const { emulator, context } = engine;
    const other = (path: string, deadlineMs?: number): MiniEngine => {
      const identity = {
        ...context.identity,
        path: `JobRun::${path}`,
        urn: `${context.identity.urn}-${path}`,
      };
      return MiniEngine.within({ ...context, identity, deadlineMs }, emulator);
    };
    emulator.fault({ method: "GET", ...LIST, kind: "status", status: 500, times: Infinity });
    void context.clock.sleep(30_000).then(() => emulator.clearFaults());
    const [hasty, patient] = await Promise.all([
      up(other("hasty", context.clock.now() + 5_000), SCRIPT),
      up(other("patient"), SCRIPT),
    ]);
    expect(hasty).toContain("customTimeouts");
    expect(patient).toBeUndefined();
    expect(engine.posts()).toBe(1);
    await engine.stop();
  });
});

describe("a look-up", () => {
  it("of a run that exists is given up soon: whoever waits for it can ask again", async () => {
    const engine = await MiniEngine.start("JobRun");
    const { emulator, context } = engine;
    const runId = await submitByHand(emulator, { name: "by-somebody", ...SCRIPT });
    emulator.fault({ method: "GET", ...RUN, kind: "status", status: 500, times: Infinity });
    const error = await failureOf(async () => {
      await getRun.call({ runId }, context);
      return undefined;
    });
    expect(error).toContain("HTTP 500");
    expect(context.clock.elapsedMs).toBeLessThan(15_000);
    await engine.stop();
  });
});
