import type { PlanRule } from "../../../emulator";
import type { ResourceName } from "../../../provider/resources/registry";
import type { Properties } from "../../../provider/values";
import { type MiniEngine, SCRIPT, submitByHand } from "../../support/lifecycle/mini-engine";

/** A step of a resource's life. */
export interface Step {
  readonly resource: ResourceName;
  /** In the words of the documentation. */
  readonly words: string;
  /** What happened before, without faults. */
  prepare(engine: MiniEngine): Promise<void>;
  /** The step itself, and what a person does after it failed. @returns the error's text, if it failed */
  act(engine: MiniEngine): Promise<string | undefined>;
}

const LONG = "s3://bucket.test/long.py";
const CHANGED: Properties = { ...SCRIPT, triggers: { n: 2 } };
const OPEN: Properties = { runPython: { uri: LONG }, wait: { until: "running" } };
const ORPHAN: Properties = { runPython: { uri: LONG } };

export const PLANS: PlanRule[] = [
  { match: { uri: LONG }, plan: { pendingMs: 500, neverEnds: true } },
  { plan: { pendingMs: 500, runningMs: 2_500 } },
];

export const STEPS = {
  create: {
    resource: "JobRun",
    words: "`up` of a new JobRun",
    prepare: () => Promise.resolve(),
    act: (engine) => up(engine, SCRIPT),
  },
  resume: {
    resource: "JobRun",
    words: "`up` that resumes a wait",
    prepare: (engine) => must(up(engine, { ...SCRIPT, wait: { until: "submitted" } })),
    act: (engine) => up(engine, SCRIPT),
  },
  replace: {
    resource: "JobRun",
    words: "`up` that replaces an active run",
    prepare: (engine) => must(up(engine, OPEN)),
    act: (engine) => up(engine, CHANGED),
  },
  adopt: {
    resource: "JobRun",
    words: "`up` after a killed one",
    prepare: async (engine) => {
      await must(up(engine, { ...ORPHAN, wait: { until: "submitted" } }));
      engine.recorded = undefined;
    },
    act: (engine) => up(endWhenFollowed(engine), ORPHAN),
  },
  refresh: {
    resource: "JobRun",
    words: "`refresh` of an open run",
    prepare: (engine) => must(up(engine, OPEN)),
    act: (engine) => engine.refresh(),
  },
  refreshOfEnded: {
    resource: "JobRun",
    words: "`refresh` of a run that has ended",
    prepare: async (engine) => {
      await must(up(engine, OPEN));
      engine.emulator.finish(recordedRun(engine)?.runId ?? "", "FAILED");
    },
    act: (engine) => engine.refresh(),
  },
  destroy: {
    resource: "JobRun",
    words: "`destroy` of an active run",
    prepare: (engine) => must(up(engine, OPEN)),
    act: (engine) => (engine.recorded ? engine.destroy() : Promise.resolve(undefined)),
  },
  completion: {
    resource: "RunCompletion",
    words: "`up` of a RunCompletion",
    prepare: async ({ emulator }) => {
      await submitByHand(emulator, { name: "by-somebody", ...ORPHAN });
    },
    act: (engine) => up(endWhenFollowed(engine), { runId: engine.emulator.runs()[0]?.id }),
  },
} as const satisfies Record<string, Step>;

export type StepName = keyof typeof STEPS;

/** A run must outlive minutes of faults, and end once it has been followed for a while. */
function endWhenFollowed(engine: MiniEngine): MiniEngine {
  const { context, emulator } = engine;
  const { log, clock } = context;
  context.log = (level, message, options) => {
    log(level, message, options);
    if (!/^(RUNNING|HIBERNATING)/.test(message)) return;
    void clock.sleep(20_000).then(() => {
      for (const { id } of emulator.runs()) emulator.finish(id, "COMPLETED");
    });
  };
  return engine;
}

/** What state holds of the run; undefined if it holds none. */
export function recordedRun({
  resource,
  recorded,
}: MiniEngine): { runId: string; status: string } | undefined {
  const outputs = recorded?.outputs;
  const run =
    resource === "JobRunBatch" ? (outputs?.["results"] as Properties | undefined)?.["only"] : outputs;
  return run as { runId: string; status: string } | undefined;
}

/** The inputs of a JobRun, or of a batch of one run that says the same. */
function declared({ resource }: MiniEngine, inputs: Properties): Properties {
  if (resource !== "JobRunBatch") return inputs;
  const { wait, ...only } = inputs;
  return { runs: { only }, ...(wait === undefined ? {} : { wait }) };
}

/** A replacement whose old run cannot be cancelled is an error past every resource. */
async function up(engine: MiniEngine, inputs: Properties): Promise<string | undefined> {
  try {
    return (await engine.up(declared(engine, inputs))).error;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function must(work: Promise<string | undefined>): Promise<void> {
  const error = await work;
  if (error !== undefined) throw new Error(`the step before failed: ${error}`);
}
