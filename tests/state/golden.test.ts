import { DEFAULT_ACCOUNT, type Emulator } from "../../emulator";
import { isActive } from "../../provider/api/run-status";
import type { DynamicHost } from "../../provider/hosts/dynamic/dynamic-host";
import { RESOURCES } from "../../provider/resources/registry";
import type { Properties } from "../../provider/values";
import { type EmulatorHost, hostAgainstEmulator } from "../support/lifecycle/host-against-emulator";
import { type GoldenState, goldenStates, goldenVersions } from "./golden-states";
import { type EngineState, PLACE, stateEmulator, statesNow } from "./states-now";

interface Expected {
  /** Of a diff against the same program. */
  changes: boolean;
  replaces: string[];
}

const EXPECTED: Readonly<Record<string, Expected>> = {
  completed: { changes: false, replaces: [] },
  failed: { changes: true, replaces: ["status"] },
  "timed-out": { changes: true, replaces: [] },
  cancelled: { changes: true, replaces: ["status"] },
  open: { changes: true, replaces: [] },
  submitted: { changes: false, replaces: [] },
  completion: { changes: false, replaces: [] },
  batch: { changes: false, replaces: [] },
  // Its failed key is due, and a batch is not replaced.
  "batch-failed": { changes: true, replaces: [] },
  file: { changes: false, replaces: [] },
  storage: { changes: false, replaces: [] },
};
/** Kinds that the first version did not have. */
const NEWER = ["file", "storage"];

let emulator: Emulator;
let hosts: EmulatorHost;

beforeEach(async () => {
  emulator = await stateEmulator();
  hosts = hostAgainstEmulator(emulator);
});

afterEach(async () => {
  await hosts.close();
  await emulator.stop();
});

/** The state as it would stand, had its run been started on this emulator. */
function settled({ state }: GoldenState): EngineState & { host: DynamicHost } {
  const text = JSON.stringify(state).replaceAll(PLACE, emulator.url);
  return { ...(JSON.parse(text) as EngineState), host: hosts.of(state.noun) };
}

/** The same with its id that of a run which is still going on. */
async function settledOpen(golden: GoldenState): Promise<EngineState & { host: DynamicHost }> {
  const body = { name: "golden-run", runPython: { uri: "s3://jobs/slow.py" } };
  const headers = { "x-api-key": DEFAULT_ACCOUNT.apiKey, "content-type": "application/json" };
  await fetch(`${emulator.url}/runs`, { method: "POST", headers, body: JSON.stringify(body) });
  return { ...settled(golden), id: emulator.runs()[0]!.id };
}

function without(properties: Properties, ...names: string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

function hasRuns({ state }: GoldenState): boolean {
  return RESOURCES[state.noun].kind.holdsRuns;
}

function isOpen({ state }: GoldenState): boolean {
  const { status } = state.outputs;
  // The batches here have no open run.
  return typeof status === "string" && isActive(status);
}

const ALL = goldenStates();
const named = (states: GoldenState[]): [string, GoldenState][] =>
  states.map((golden) => [`${golden.name} of ${golden.version}`, golden]);

// rule: old-state, settings-change
it("every kind of state is kept for the first version", () => {
  const first = ALL.filter(({ version }) => version === goldenVersions()[0]);
  const known = Object.keys(EXPECTED).filter((name) => !NEWER.includes(name));
  expect(first.map(({ name }) => name).sort()).toEqual(known.sort());
});

describe.each(named(ALL))("%s", (_title, golden) => {
  // rule: old-state, settings-change
  it("needs what it needed then, for the same program", async () => {
    const { host, id, inputs, outputs } = settled(golden);
    const checked = await host.check(inputs, without(inputs, "__name"));
    expect(checked.failures).toEqual([]);
    const news = { ...(checked.inputs as object), __provider: inputs["__provider"] };
    const { changes, replaces } = await host.diff(id, outputs, news);
    expect({ changes, replaces }).toEqual(EXPECTED[golden.name]);
    expect(emulator.requests).toEqual([]);
  });
});

// rule: old-state, settings-change
describe.each(named(ALL.filter((golden) => hasRuns(golden) && !isOpen(golden))))(
  "%s, whose run has ended",
  (_title, golden) => {
    it("is read as it is and deleted, and nothing is asked for but a cost that was not settled", async () => {
      const { host, id, outputs } = settled(golden);
      const field = "totals" in outputs ? "totals" : "cost";
      const cost = outputs[field] as { settled?: boolean } | undefined;
      // Its run's record is gone, so nobody can tell any more.
      const { settled: isSettled = true, ...amounts } = cost ?? {};
      const props = { ...outputs, ...(cost && { [field]: isSettled ? cost : amounts }) };
      const asked = field === "totals" ? "/runs" : "/usage/costs";
      expect(await host.read(id, outputs)).toEqual({ id, props });
      await host.delete(id, outputs);
      expect(emulator.requests.map(({ path }) => path)).toEqual(isSettled ? [] : [asked]);
    });
  },
);

// rule: old-state, settings-change
describe.each(named(ALL.filter(isOpen)))("%s, whose run was open", (_title, golden) => {
  it("is read from the API, and keeps its inputs", async () => {
    const { host, id, outputs } = await settledOpen(golden);
    emulator.finish(id, "COMPLETED");
    const { props } = await host.read(id, outputs);
    expect(props).toMatchObject({
      ...without(golden.state.inputs, "__name", "__identity"),
      status: "COMPLETED",
    });
  });

  it("is cancelled when it is deleted", async () => {
    const { host, id, outputs } = await settledOpen(golden);
    await host.delete(id, outputs);
    expect(emulator.runs()[0]?.status).toBe("CANCELLED");
  });

  it("is not dropped when its run is not found", async () => {
    const { host, id, outputs } = settled(golden);
    await expect(host.read(id, outputs)).rejects.toThrow("its record has expired");
  });
});

// rule: old-state, storage-gone
describe.each(named(ALL.filter((golden) => !hasRuns(golden))))("%s, which is no more", (_title, golden) => {
  it("is gone for a refresh, and for a destroy", async () => {
    const { host, id, outputs } = settled(golden);
    expect(await host.read(id, outputs)).toEqual({ id: "", props: {} });
    await host.delete(id, outputs);
  });
});

// rule: old-state, settings-change
it("this version writes its states as the newest golden ones are (or: npm run release:states)", async () => {
  const newest = ALL.filter(({ version }) => version === goldenVersions().at(-1));
  expect(await statesNow()).toEqual(Object.fromEntries(newest.map(({ name, state }) => [name, state])));
});
