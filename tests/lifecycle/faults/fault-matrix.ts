import type { ResourceName } from "../../../provider/resources/registry";
import type { Way } from "../../support/lifecycle/adapters";
import { MiniEngine } from "../../support/lifecycle/mini-engine";
import { sampled } from "../../support/sample";
import { FAULTS, type Fault } from "./faults";
import { OUTCOMES, type Outcome, PLACES, type Place } from "./outcomes";
import { FaultyNetwork, OPERATIONS, type OperationName } from "./scene";
import { PLANS, recordedRun, STEPS, type StepName } from "./steps";

interface Case {
  readonly place: Place;
  readonly fault: Fault;
  readonly howLong: "once" | "lasting";
  readonly times: number;
  readonly outcome: Outcome;
}

/** Of the matrix, in `npm test`; each row and column is met all the same. */
const KEEP = 0.05;

/** Every fault at every request of every step, once and lasting, and then the same command again. */
// eslint-disable-next-line jest/no-export -- one test file for each host, so that both run at the same time
export function describeFaults(host: Way): void {
  describeSteps(host, "", Object.keys(STEPS) as StepName[], (step) => STEPS[step].resource);
  describeSteps(host, " of a batch of one run", STEPS_OF_BATCH, () => "JobRunBatch");
}

/** All of a JobRun but `adopt`, whose run is ended by what the row of a JobRun shows. */
const STEPS_OF_BATCH: readonly StepName[] = [
  ...(["create", "resume", "replace", "refresh", "refreshOfEnded", "destroy"] as const),
];

function describeSteps(
  host: Way,
  whose: string,
  steps: readonly StepName[],
  resourceOf: (step: StepName) => ResourceName,
): void {
  const placesOf = (stepName: StepName): Place[] => {
    // A batch shows no lines of a log, and reads that of a failed run alone.
    const readsLog = resourceOf(stepName) !== "JobRunBatch" || stepName === "refreshOfEnded";
    return PLACES.filter((place) => place.step === stepName && (readsLog || place.operation !== "logs"));
  };
  const cases = sampled(`faults${whose} in the ${host}`, steps.flatMap(placesOf).flatMap(casesOf), {
    keep: KEEP,
    lines: [
      ({ place }) => `${place.step}: ${place.words}`,
      ({ fault, howLong }) => `${fault.name}, ${howLong}`,
      ({ place, outcome }) => `${place.step}: ${outcome}`,
    ],
  });
  // rule: every-fault
  describe.each(steps)(`faults of the step %s${whose} in the ${host}`, (stepName) => {
    const step = STEPS[stepName];
    const resource = resourceOf(stepName);
    const places = placesOf(stepName);
    let network: FaultyNetwork;
    let engine: MiniEngine;
    beforeEach(async () => {
      network = await FaultyNetwork.open();
      engine = await MiniEngine.start(resource, { plans: PLANS }, { transport: network.transport }, host);
      await step.prepare(engine);
      await engine.restart();
    });
    afterEach(async () => {
      await engine.stop();
      await network.close();
    });

    it("sends the requests that the table names, and no others", async () => {
      const before = engine.emulator.requests.length;
      expect(await step.act(engine)).toBeUndefined();
      const asked = engine.emulator.requests
        .slice(before)
        .map(({ method, path }) => operationOf(method, path));
      expect([...new Set(asked)].sort()).toEqual(
        [...new Set(places.map(({ operation }) => operation))].sort(),
      );
    });

    describe.each(places.map((place) => [place.words, place] as const))("%s:", (_, place) => {
      it.each(cases.filter((one) => one.place === place))(
        "$fault.name, $howLong: $outcome",
        async ({ fault, times, outcome }) => {
          const { emulator } = engine;
          const before = { runs: emulator.runs().length, recorded: structuredClone(engine.recorded) };
          network.arm(fault, { operation: OPERATIONS[place.operation], skip: place.skip, times }, emulator);
          const error = await step.act(engine);
          expect(network.hasHit).toBe(true);
          network.clear();
          expect({ error, fails: error !== undefined }).toMatchObject({ fails: OUTCOMES[outcome].fails });
          expectState(stepName, engine, outcome, before);
          await engine.restart();
          const between = emulator.runs().length;
          const again = await step.act(engine);
          expect({ again, fails: again !== undefined }).toMatchObject({ fails: !OUTCOMES[outcome].recovers });
          expect(emulator.runs().length - between).toBeLessThanOrEqual(outcome === "unchanged" ? 1 : 0);
          expectOneRun(stepName, engine, outcome);
        },
      );
    });
  });
}

function casesOf(place: Place): Case[] {
  return FAULTS.flatMap((fault) => {
    const cell = place.outcomes[fault.class];
    if (!cell) return [];
    const [once, lasting] = cell;
    const first = { place, fault, howLong: "once", times: 1, outcome: once } as const;
    if (fault.onlyOnce) return [first];
    return [first, { place, fault, howLong: "lasting", times: Number.POSITIVE_INFINITY, outcome: lasting }];
  });
}

/** What the step left, before it is repeated. */
function expectState(
  step: StepName,
  engine: MiniEngine,
  outcome: Outcome,
  before: { runs: number; recorded: MiniEngine["recorded"] },
): void {
  const runs = engine.emulator.runs();
  if (outcome === "unchanged") {
    expect(runs).toHaveLength(before.runs);
    // A replacement deletes first, so that after its create failed no run is in state.
    const isDeleted = step === "replace" && recordedRun(engine) === undefined;
    if (!isDeleted) expect(engine.recorded).toEqual(before.recorded);
  }
  if (outcome.startsWith("kept")) expect(recordedRun(engine)?.runId).toBe(runs.at(-1)?.id);
}

/** In the end there is one run of the spec, state knows it, and no other is active. */
function expectOneRun(step: StepName, engine: MiniEngine, outcome: Outcome): void {
  const runs = engine.emulator.runs();
  const active = engine.active();
  if (step === "destroy") {
    expect({ active, recorded: engine.recorded }).toEqual({ active: [], recorded: undefined });
    return;
  }
  const { runId: id, status } = recordedRun(engine) ?? {};
  expect(active.filter((runId) => runId !== id)).toEqual([]);
  const wanted = runs.filter(({ cancelTime }) => cancelTime === null).map((run) => run.id);
  // The run before a replacement counts where it ended by itself.
  expect(wanted.filter((runId) => runId !== runs[0]?.id || step !== "replace")).toEqual([id]);
  if (outcome !== "kept, ask" && !step.startsWith("refresh")) expect(status).toBe("COMPLETED");
}

function operationOf(method: string, path: string): OperationName | undefined {
  const names = Object.keys(OPERATIONS) as OperationName[];
  return names.find((name) => OPERATIONS[name].method === method && OPERATIONS[name].path.test(path));
}
