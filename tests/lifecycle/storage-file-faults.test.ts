import type { Properties } from "../../provider/values";
import { HOSTS } from "../support/lifecycle/adapters";
import { failureOf, interruptedAt, REASON, type Scene, up } from "../support/lifecycle/interrupted-step";
import { sha256, text } from "../support/lifecycle/local-files";
import { MiniEngine } from "../support/lifecycle/mini-engine";
import { sampled } from "../support/sample";
import { FAULTS, type Fault } from "./faults/faults";
import { FaultyNetwork, OPERATIONS, type Operation } from "./faults/scene";
import { isBorne, isPossible, UPLOAD_PLACES } from "./faults/upload";

/*
 * Every fault of the table at every request of a StorageFile, once and lasting, and then the same command again.
 */

const INPUTS: Properties = { content: "print(1)\n", name: "etl.py" };
const SCRIPT = text("print(1)\n");
const CHANGED: Properties = { ...INPUTS, content: "print(2)\n" };

interface Place {
  readonly operation: Operation;
  readonly skip?: number;
}

const RUNS: Place = { operation: OPERATIONS.list };
const DELETE: Place = { operation: { method: "DELETE", path: /^\/storage\/[^/]+\/files\// } };
const LISTING: Place = { operation: UPLOAD_PLACES["listing before"].operation };

interface Step {
  readonly words: string;
  readonly places: Readonly<Record<string, Place>>;
  /** What is there when it has worked. */
  readonly content: string | undefined;
  prepare(engine: MiniEngine): Promise<unknown>;
  act(engine: MiniEngine): Promise<string | undefined>;
}

const STEPS: readonly Step[] = [
  {
    words: "up of a new file",
    places: UPLOAD_PLACES,
    content: "print(1)\n",
    prepare: () => Promise.resolve(),
    act: (engine) => up(engine, INPUTS),
  },
  {
    words: "up that replaces it",
    places: { ...UPLOAD_PLACES, runs: RUNS, delete: DELETE },
    content: "print(2)\n",
    prepare: (engine) => up(engine, INPUTS),
    act: (engine) => up(engine, CHANGED),
  },
  {
    words: "refresh",
    places: { look: LISTING },
    content: "print(1)\n",
    prepare: (engine) => up(engine, INPUTS),
    act: (engine) => (engine.recorded ? engine.refresh() : up(engine, INPUTS)),
  },
  {
    words: "destroy",
    places: { runs: RUNS, delete: DELETE },
    content: undefined,
    prepare: (engine) => up(engine, INPUTS),
    act: (engine) => (engine.recorded ? engine.destroy() : Promise.resolve(undefined)),
  },
];

/** The API says nothing when it deletes, so that any answer of 200 is believed. */
function mayHappen(fault: Fault, place: string): boolean {
  if (place === "delete" && (fault.class === "stale" || fault.name === "malformedJson, before")) return false;
  return isPossible(fault, place);
}

const CASES = HOSTS.flatMap((host) =>
  STEPS.flatMap((step) =>
    Object.entries(step.places).flatMap(([place, { operation, skip = 0 }]) =>
      FAULTS.filter((fault) => mayHappen(fault, place)).flatMap((fault) =>
        (fault.onlyOnce ? [1] : [1, Number.POSITIVE_INFINITY]).map((times) => ({
          ...{ host, step, place, aim: { operation, skip, times }, fault, times },
          title: `${step.words}: ${fault.name} at ${place}, ${times === 1 ? "once" : "lasting"}, in the ${host}`,
        })),
      ),
    ),
  ),
);

/** A key that may not delete it leaves it, with a warning; and an object that is said not to be there cannot be deleted. */
function isLeft({ class: kind }: Fault, place: string): boolean {
  return kind === "right" || (kind === "missing" && place === "delete");
}

/** Hashes of what storage has. */
function stored({ emulator }: MiniEngine): string[] {
  return emulator.files().map((file) => file.sha256);
}

// rule: every-fault, upload-retries, upload-refused
describe("whatever goes wrong with a StorageFile, no object is half there, or gone while state has it", () => {
  const cases = sampled("faults of storage files", CASES, {
    keep: 0.05,
    lines: [({ step, place }) => `${step.words}: ${place}`, ({ fault, times }) => `${fault.name} ${times}`],
  });
  let network: FaultyNetwork;
  let engine: MiniEngine;
  beforeEach(async () => {
    network = await FaultyNetwork.open();
  });
  afterEach(async () => {
    await engine.stop();
    await network.close();
  });

  it.each(cases)("$title", async ({ host, step, place, aim, fault }) => {
    engine = await MiniEngine.start("StorageFile", {}, { transport: network.transport }, host);
    await step.prepare(engine);
    network.arm(fault, aim, engine.emulator);
    const error = await failureOf(() => step.act(engine));
    expect(network.hasHit).toBe(true);
    network.clear();
    const mayFail = !isBorne(fault, place, aim.times);
    expect({ error, mayFail }).toEqual({ error: mayFail ? error : undefined, mayFail });
    expectWhole(engine, step, place);

    await engine.restart();
    expect(await failureOf(() => step.act(engine))).toBeUndefined();
    expectWhole(engine, step, place);
    const content = step.content ?? (isLeft(fault, place) ? "print(1)\n" : undefined);
    const left = content === undefined ? [] : [sha256(content)];
    // A replaced object may be left beside the new one.
    expect(
      step.content === undefined ? stored(engine) : left.filter((hash) => stored(engine).includes(hash)),
    ).toEqual(left);
    expect(engine.recorded !== undefined).toBe(step.content !== undefined);
    const isRefused = fault.class === "right" && (place === "runs" || place === "delete");
    expect(engine.said().includes("stays in storage: ")).toBe(isRefused);
  });
});

/** Each object is one of the contents and is there once, and the one that state has is among them. */
function expectWhole(engine: MiniEngine, { content }: Step, place: string): void {
  const hashes = stored(engine);
  const whole = ["print(1)\n", "print(2)\n"].map(sha256);
  expect(hashes.filter((hash) => !whole.includes(hash))).toEqual([]);
  expect(new Set(hashes).size).toBe(hashes.length);
  // What was deleted without an answer stays in state until the next destroy knows.
  if (content === undefined && place === "delete") return;
  const uris = engine.emulator.files().map(({ uri }) => uri);
  if (engine.recorded) expect(uris).toContain(engine.recorded.id);
}

describe("an interrupt of the upload of a", () => {
  const SCENES: Readonly<Record<string, Scene>> = {
    StorageFile: {
      resource: "StorageFile",
      plan: {},
      prepare: () => Promise.resolve(),
      act: (engine) => up(engine, INPUTS),
    },
    JobRun: {
      resource: "JobRun",
      plan: {},
      prepare: () => Promise.resolve(),
      act: (engine) => up(engine, { runPython: { script: SCRIPT } }),
    },
  };

  // rule: interrupt
  it.each(Object.keys(SCENES))("%s leaves no part of it, and the next up has it once", async (name) => {
    const scene = SCENES[name] as Scene;
    const { moments } = await interruptedAt(scene);
    const last = moments.findLastIndex((moment) => /directories|\/s3\//.test(moment));
    expect(last).toBeGreaterThan(3);
    for (let at = 0; at <= last; at++) {
      const { error, tookMs, again, started, engine } = await interruptedAt(scene, { at });
      expect({ at, error }).toEqual({ at, error: expect.stringContaining("interrupted") });
      expect(error).not.toContain(REASON);
      expect(tookMs).toBeLessThanOrEqual(2_000);
      expect([again, started]).toEqual([undefined, []]);
      expect(stored(engine)).toEqual([sha256("print(1)\n")]);
    }
  });
});
