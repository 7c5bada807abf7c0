import { MiniEngine } from "../mini-engine";
import { FAULTS, type Fault } from "./faults";
import { OUTCOMES, type Outcome, PLACES, type Place } from "./outcomes";
import { FaultyNetwork, OPERATIONS, type OperationName } from "./scene";
import { PLANS, STEPS, type StepName } from "./steps";

/** The tests of one step: every fault at every request that it makes, once and lasting. */
export function describeFaults(stepName: StepName): void {
  const step = STEPS[stepName];
  const places = PLACES.filter((place) => place.step === stepName);
  let network: FaultyNetwork;
  let engine: MiniEngine;
  beforeEach(async () => {
    network = await FaultyNetwork.open();
    engine = await MiniEngine.start(step.resource, { plans: PLANS }, { transport: network.transport });
    await step.prepare(engine);
    await engine.restart();
  });
  afterEach(async () => {
    await engine.stop();
    await network.close();
  });

  it("sends no other requests than those in the table, and all of these", async () => {
    const before = engine.emulator.requests.length;
    expect(await step.act(engine)).toBeUndefined();
    const asked = engine.emulator.requests.slice(before).map(({ method, path }) => operationOf(method, path));
    expect([...new Set(asked)].sort()).toEqual([...new Set(places.map(({ operation }) => operation))].sort());
  });

  describe.each(places.map((place) => [place.words, place] as const))("%s:", (_, place) => {
    const cases = FAULTS.flatMap((fault) => casesOf(fault, place));
    it.each(cases)("$fault.name, $howLong: $outcome", async ({ fault, times, outcome }) => {
      const { emulator } = engine;
      const started = emulator.runs().length;
      const before = structuredClone(engine.recorded);
      network.arm(fault, { operation: OPERATIONS[place.operation], skip: place.skip, times }, emulator);
      const error = await step.act(engine);
      expect(network.hasHit).toBe(true);
      network.clear();
      expect({ error, fails: error !== undefined }).toMatchObject({ fails: OUTCOMES[outcome].fails });
      if (outcome === "unchanged") {
        expect(emulator.runs()).toHaveLength(started);
        expect(engine.recorded).toEqual(keptBy(stepName, before, engine));
      }
      if (outcome.startsWith("kept")) expect(engine.must().id).toBe(emulator.runs().at(-1)?.id);
      await engine.restart();
      const startedByNow = emulator.runs().length;
      const again = await step.act(engine);
      expect({ again, fails: again !== undefined }).toMatchObject({ fails: !OUTCOMES[outcome].recovers });
      if (outcome !== "unchanged") expect(emulator.runs()).toHaveLength(startedByNow);
      expectOneRun(stepName, engine, outcome);
    });
  });
}

/** A replacement deletes first, so that after it failed nothing is in state. */
function keptBy(step: StepName, before: MiniEngine["recorded"], engine: MiniEngine): MiniEngine["recorded"] {
  return step === "replace" && engine.recorded === undefined ? undefined : before;
}

interface Case {
  readonly fault: Fault;
  readonly howLong: "once" | "lasting";
  readonly times: number;
  readonly outcome: Outcome;
}

function casesOf(fault: Fault, { outcomes }: Place): Case[] {
  const cell = outcomes[fault.class];
  if (!cell) return [];
  const [once, lasting] = cell;
  const first = { fault, howLong: "once", times: 1, outcome: once } as const;
  // A time-out is waited for in real time, and an expired record stays so by itself.
  if (fault.rule?.kind === "hang" || fault.expires) return [first];
  return [first, { fault, howLong: "lasting", times: Number.POSITIVE_INFINITY, outcome: lasting }];
}

/** In the end there is one run of the wish, state knows it, and no other is active. */
function expectOneRun(step: StepName, engine: MiniEngine, outcome: Outcome): void {
  const runs = engine.emulator.runs();
  const active = runs
    .filter(({ status }) => status === "PENDING" || status === "RUNNING")
    .map(({ id }) => id);
  const wanted = runs.filter(({ cancelTime }) => cancelTime === null).map(({ id }) => id);
  if (step === "destroy") {
    expect({ active, recorded: engine.recorded }).toEqual({ active: [], recorded: undefined });
    return;
  }
  const { id, outputs } = engine.must();
  expect(active.filter((runId) => runId !== id)).toEqual([]);
  // The run before a replacement counts where it ended by itself.
  expect(wanted.filter((runId) => runId !== runs[0]?.id || step !== "replace")).toEqual([id]);
  if (outcome !== "kept, ask" && step !== "refresh") expect(outputs["status"]).toBe("COMPLETED");
}

function operationOf(method: string, path: string): OperationName | undefined {
  const names = Object.keys(OPERATIONS) as OperationName[];
  return names.find((name) => OPERATIONS[name].method === method && OPERATIONS[name].path.test(path));
}
