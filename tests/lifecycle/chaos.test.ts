import { createEmulator, type Emulator } from "../../emulator";
import { IDENTITY } from "../support/context/lifecycle-context";
import type { RunningContext } from "../support/context/running-context";
import { chaosFaults, chaosSeed } from "../support/lifecycle/chaos";
import { MiniEngine, newProcess, SCRIPT, type StepResult } from "../support/lifecycle/mini-engine";
import { IS_THOROUGH } from "../support/thorough";

/*
 * The same faults as in tests/engine/chaos.test.ts, for few resources on a simulated clock, so that a seed that fails is
 * repeated in a second: `CHAOS_SEED=n npx jest tests/lifecycle/chaos`.
 */

jest.setTimeout(60_000);

const NAMES = ["ingest", "tiles", "index", "report", "export", "cleanup"];
const SERVER_RATE = 20;
const LIMITS = { maxRequestsPerSecond: 40, maxResponseBytes: 300_000 };
const FAULTS = {
  losesSubmits: true,
  delayMs: 5,
  hangMs: 10,
  oversizeBytes: 400_000,
  nowMs: Date.UTC(2026, 0, 1),
};
const SEEDS = IS_THOROUGH ? 25 : 5;
const first = chaosSeed();
const seeds =
  process.env["CHAOS_SEED"] === undefined ? Array.from({ length: SEEDS }, (_, n) => first + n) : [first];

/** A stack of several runs: each `up` is a process of its own, in which all are created at once. */
class Stack {
  private readonly resources = new Map<string, MiniEngine>();

  private constructor(readonly emulator: Emulator) {}

  static async start(): Promise<Stack> {
    return new Stack(
      await createEmulator({
        clock: "manual",
        rateLimitPerSecond: SERVER_RATE,
        defaultPlan: { pendingMs: 2_000, runningMs: 20_000 },
      }),
    );
  }

  async up(inputs: Record<string, unknown>): Promise<StepResult[]> {
    const process = newProcess(this.emulator, LIMITS);
    try {
      return await Promise.all(
        NAMES.map((name) => this.resource(name, process).up({ ...SCRIPT, ...inputs })),
      );
    } finally {
      await process.close();
    }
  }

  runsByResource(): Record<string, number> {
    const names = this.emulator.runs().map(({ name }) => name.replace(/(-\w+){3}$/, ""));
    return Object.fromEntries(NAMES.map((name) => [name, names.filter((one) => one === name).length]));
  }

  statuses(): unknown[] {
    return [...this.resources.values()].map(({ recorded }) => recorded?.outputs["status"]);
  }

  private resource(name: string, process: RunningContext): MiniEngine {
    const identity = { ...IDENTITY, path: `JobRun::${name}`, urn: `${IDENTITY.urn}-${name}` };
    const resource = this.resources.get(name) ?? MiniEngine.within(process, this.emulator);
    resource.context = { ...process, identity, signal: new AbortController().signal };
    this.resources.set(name, resource);
    return resource;
  }
}

const ONE_EACH = Object.fromEntries(NAMES.map((name) => [name, 1]));
const COMPLETED = NAMES.map(() => "COMPLETED");

describe("what all creates of one up share", () => {
  it("got lost four times in a row: none of the creates fails, and all are started", async () => {
    const stack = await Stack.start();
    const lost = [
      { path: "/organization", kind: "reset" },
      { path: "/users/me", kind: "status", status: 500 },
      { method: "GET", path: "/runs", kind: "truncated" },
    ] as const;
    for (const fault of lost) stack.emulator.fault({ ...fault, times: 4 });
    expect(await stack.up({})).toEqual(NAMES.map(() => ({ verdict: "create" })));
    expect(stack.runsByResource()).toEqual(ONE_EACH);
    // What looks for earlier runs looks back for days, or at all that are active; the watcher to the oldest of its runs.
    const shared = stack.emulator.requests.filter(
      ({ method, path, query, atMs }) =>
        method === "GET" &&
        path === "/runs" &&
        (query["name"] === "*" || Date.parse(String(query["created_after"])) < atMs - 24 * 3_600_000),
    );
    // Four lost ones and the two lists, for all creates; and the late look for duplicates.
    expect(shared).toHaveLength(7);
    await stack.emulator.stop();
  });
});

describe.each(seeds)("faults of every kind (CHAOS_SEED=%i)", (seed) => {
  let stack: Stack;
  beforeEach(async () => {
    stack = await Stack.start();
  });
  afterEach(() => stack.emulator.stop());

  it("in every tenth answer: one up makes one run per spec, and reports each end", async () => {
    for (const rule of chaosFaults({ seed, share: 0.1, ...FAULTS })) stack.emulator.fault(rule);
    expect(await stack.up({})).toEqual(NAMES.map(() => ({ verdict: "create" })));
    expect(stack.runsByResource()).toEqual(ONE_EACH);
    expect(stack.statuses()).toEqual(COMPLETED);
    const { length } = stack.emulator.requests;
    expect(await stack.up({})).toEqual(NAMES.map(() => ({ verdict: "none" })));
    expect(stack.emulator.requests).toHaveLength(length);
  });

  // rule: chaos
  it("in every third answer: however many ups it takes, one run per spec with adopt recent", async () => {
    for (const rule of chaosFaults({ seed, share: 0.35, ...FAULTS })) stack.emulator.fault(rule);
    let failed = true;
    for (let ups = 0; failed && ups < 10; ups++) {
      failed = (await stack.up({ adopt: "recent" })).some(({ error }) => error !== undefined);
    }
    expect(failed).toBe(false);
    expect(stack.runsByResource()).toEqual(ONE_EACH);
    expect(stack.statuses()).toEqual(COMPLETED);
  });
});
