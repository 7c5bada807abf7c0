import { DEFAULT_ACCOUNT } from "../../emulator";
import type { Properties } from "../../provider/values";
import { HOSTS } from "../support/lifecycle/adapters";
import { up } from "../support/lifecycle/interrupted-step";
import { MiniEngine } from "../support/lifecycle/mini-engine";
import { sampled } from "../support/sample";
import { FAULTS, type Fault, type FaultClass } from "./faults/faults";
import { FaultyNetwork, type Operation } from "./faults/scene";

/*
 * Every fault of the table at every request of a StorageIntegration, once and lasting, and then the same command again.
 * What becomes of runs is in faults/.
 */

const INPUTS: Properties = {
  name: "tiles",
  path: "s3://tiles-bucket",
  roleArn: "arn:aws:iam::123456789012:role/t",
};
const CHANGED: Properties = { ...INPUTS, accessType: "READ" };

const LIST: Operation = { method: "GET", path: /^\/storage$/ };
const CREATE: Operation = { method: "POST", path: /^\/storage$/ };
const ACCESS: Operation = { method: "POST", path: /^\/storage\/[^/]+\/access$/ };
const READ: Operation = { method: "GET", path: /^\/storage\/[^/]+$/ };
const DELETE: Operation = { method: "DELETE", path: /^\/storage\/[^/]+$/ };

interface Step {
  readonly words: string;
  readonly operations: Readonly<Record<string, Operation>>;
  prepare(engine: MiniEngine): Promise<unknown>;
  act(engine: MiniEngine): Promise<string | undefined>;
}

const STEPS: readonly Step[] = [
  {
    words: "up of a new storage",
    operations: { list: LIST, create: CREATE, access: ACCESS },
    prepare: () => Promise.resolve(),
    act: (engine) => up(engine, INPUTS),
  },
  {
    words: "up that replaces it",
    operations: { delete: DELETE, list: LIST, create: CREATE, access: ACCESS },
    prepare: (engine) => up(engine, INPUTS),
    act: (engine) => up(engine, CHANGED),
  },
  {
    words: "refresh",
    operations: { read: READ },
    prepare: (engine) => up(engine, INPUTS),
    act: (engine) => engine.refresh(),
  },
  {
    words: "destroy",
    operations: { delete: DELETE },
    prepare: (engine) => up(engine, INPUTS),
    act: (engine) => (engine.recorded ? engine.destroy() : Promise.resolve(undefined)),
  },
];

/** What one of them is repeated for, or what is no fault. */
const BORNE: readonly FaultClass[] = ["unreachable", "lost", "done", "busy", "newer", "stale"];

/** What can happen there. The API says nothing when it deletes, so that any answer of 200 is believed. */
function isPossible({ name, class: kind, expires }: Fault, { method }: Operation): boolean {
  const isBelieved = method === "DELETE" && name === "malformedJson, before";
  return !expires && !isBelieved && (kind !== "stale" || method === "GET");
}

const CASES = HOSTS.flatMap((host) =>
  STEPS.flatMap((step) =>
    Object.entries(step.operations).flatMap(([place, operation]) =>
      FAULTS.filter((fault) => isPossible(fault, operation)).flatMap((fault) =>
        (fault.onlyOnce ? [1] : [1, Number.POSITIVE_INFINITY]).map((times) => ({
          ...{ host, step, place, operation, fault, times },
          title: `${step.words}: ${fault.name} at ${place}, ${times === 1 ? "once" : "lasting"}, in the ${host}`,
        })),
      ),
    ),
  ),
);

/** Ids of the storages that are named so at the API. */
async function existing({ emulator }: MiniEngine): Promise<string[]> {
  const headers = { "x-api-key": DEFAULT_ACCOUNT.apiKey };
  const answer = await fetch(`${emulator.url}/storage`, { headers });
  const storages = (await answer.json()) as { id: string; name: string }[];
  return storages.filter(({ name }) => name === INPUTS["name"]).map(({ id }) => id);
}

// rule: every-fault, storage-once, storage-gone
describe("whatever goes wrong, no storage is doubled, or dropped while it exists", () => {
  const cases = sampled("faults of storages", CASES, {
    keep: 0.1,
    lines: [({ step, place }) => `${step.words}: ${place}`, ({ fault, times }) => `${fault.name} ${times}`],
  });
  let network: FaultyNetwork;
  let engine: MiniEngine;
  afterEach(async () => {
    await engine.stop();
    await network.close();
  });

  it.each(cases)("$title", async ({ host, step, place, operation, fault, times }) => {
    network = await FaultyNetwork.open();
    engine = await MiniEngine.start("StorageIntegration", {}, { transport: network.transport }, host);
    await step.prepare(engine);
    network.arm(fault, { operation, skip: 0, times }, engine.emulator);
    const error = await step.act(engine);
    expect(network.hasHit).toBe(true);
    network.clear();
    const isBorne = times === 1 && BORNE.includes(fault.class);
    expect({ error, isBorne }).toEqual({ error: isBorne ? undefined : error, isBorne });
    // What was deleted without an answer stays in state until the next command knows.
    expectNoneLost(engine, await existing(engine), place !== "delete");

    await engine.restart();
    const again = await step.act(engine);
    expectEnd(step, engine, { again, after: await existing(engine) });
  });
});

function expectNoneLost({ recorded }: MiniEngine, ids: readonly string[], isRecorded: boolean): void {
  expect(ids.length).toBeLessThanOrEqual(1);
  if (recorded && isRecorded) expect(ids).toEqual([recorded.id]);
}

/** The same command without a fault has done what was asked for, or names what is in the way. */
function expectEnd(
  { words }: Step,
  { recorded }: MiniEngine,
  { again, after }: { again: string | undefined; after: readonly string[] },
): void {
  if (words === "destroy") {
    expect({ again, after, recorded }).toEqual({ after: [] });
    return;
  }
  expect(after).toHaveLength(1);
  const [id = ""] = after;
  // Its creation worked without an answer, and it could not be looked for.
  if (again !== undefined) expect(again).toContain(`storage ${id} (`);
  expect(recorded?.id).toBe(again === undefined ? id : undefined);
}
