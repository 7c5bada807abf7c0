import path from "node:path";
import { createEmulator, type Emulator } from "../../emulator";
import type { ResourceName } from "../../provider/resources/registry";
import type { Properties } from "../../provider/values";
import { providerText } from "../../wire/provider-text";
import { hostAgainstEmulator } from "../support/lifecycle/host-against-emulator";
import { BATCH, COMPLETED, COMPLETION, FILE, STORAGE } from "./inputs";

// The states that this version writes, from runs on the emulator with a fixed clock. `npm run release:states` keeps them.

/** What the engine holds of one resource. */
export interface EngineState {
  noun: ResourceName;
  id: string;
  /** As check returned them. */
  inputs: Properties;
  outputs: Properties;
}

/** Stands for the emulator, whose port is never the same. */
export const PLACE = "http://127.0.0.1:1";
/** One folder for each version whose states differ from those before. */
export const GOLDEN_FOLDER = path.join(__dirname, "golden");

interface Spec {
  noun?: ResourceName;
  inputs: Properties;
}

const SPECS: Readonly<Record<string, Spec>> = {
  completed: { inputs: { ...COMPLETED, __secretPaths: [["runPython", "args", 3]] } },
  failed: { inputs: { runPython: { uri: "s3://jobs/failed.py" } } },
  "timed-out": { inputs: { runPython: { uri: "s3://jobs/endless.py" }, timeoutSeconds: 60 } },
  cancelled: {
    inputs: { runPython: { uri: "s3://jobs/slow.py" }, wait: { maxSeconds: 30, onTimeout: "cancel" } },
  },
  open: {
    inputs: { runJar: { uri: "s3://jobs/slow.jar", mainClass: "test.Main" }, wait: { maxSeconds: 30 } },
  },
  submitted: { inputs: { runPython: { uri: "s3://jobs/slow.py" }, wait: { until: "submitted" } } },
  completion: { noun: "RunCompletion", inputs: COMPLETION },
  batch: {
    noun: "JobRunBatch",
    inputs: {
      ...BATCH,
      runs: { ...BATCH.runs, south: { runPython: { uri: "s3://jobs/failed.py" } } },
      onFailure: "warn",
      __secretPaths: [["runs", "north", "runPython", "args", 2]],
    },
  },
  "batch-failed": {
    noun: "JobRunBatch",
    inputs: { runs: { north: { runPython: { uri: "s3://jobs/failed.py" } } } },
  },
  file: { noun: "StorageFile", inputs: FILE },
  storage: { noun: "StorageIntegration", inputs: STORAGE },
};

/** The emulator that these states come from, and to which tests bring them back. */
export function stateEmulator(): Promise<Emulator> {
  const slow = { pendingMs: 2_000, neverEnds: true };
  return createEmulator({
    clock: "manual",
    defaultPlan: { pendingMs: 2_000, runningMs: 10_000, coldStart: true },
    plans: [
      { match: { uri: "*failed*" }, plan: { outcome: "FAILED" } },
      { match: { uri: "*endless*" }, plan: { runningMs: 3_600_000 } },
      { match: { uri: "*slow*" }, plan: slow },
    ],
  });
}

/** Each state by its name, addresses and ids replaced by fixed ones. */
export async function statesNow(): Promise<Record<string, EngineState>> {
  const emulator = await stateEmulator();
  const states: Record<string, EngineState> = {};
  for (const [name, spec] of Object.entries(SPECS)) states[name] = await stateOf(name, spec, emulator);
  const fixed = JSON.stringify(states).replaceAll(emulator.url, PLACE);
  const ids = emulator.runs().flatMap(({ id, kubeAppId }, index) => [
    [id, `run-${index + 1}`],
    [kubeAppId, `app-${index + 1}`],
  ]);
  ids.push([states["storage"]?.id ?? "", "int-1"]);
  await emulator.stop();
  return JSON.parse(
    ids.reduce((text, [id = "", short = ""]) => text.replaceAll(id, short), fixed),
  ) as typeof states;
}

async function stateOf(
  name: string,
  { noun = "JobRun", inputs }: Spec,
  emulator: Emulator,
): Promise<EngineState> {
  const host = hostAgainstEmulator(emulator);
  const news: Properties = {
    ...inputs,
    ...(noun === "RunCompletion" ? { runId: emulator.runs()[0]?.id } : {}),
    __provider: providerText(noun),
    __identity: `acme::dev::maps::${noun}::${name}`,
  };
  const checked = await host.of(noun).check({}, news);
  if (checked.failures?.length) throw new Error(JSON.stringify(checked.failures));
  const given = { ...(checked.inputs as Properties), __provider: providerText(noun) };
  const created = await host
    .of(noun)
    .create(given)
    .catch((error: unknown) => initFailure(error));
  await host.close();
  return { noun, id: created.id, inputs: given, outputs: created.outs as Properties };
}

/** The engine keeps what a failed create says of the resource that exists all the same. */
function initFailure(error: unknown): { id: string; outs: unknown } {
  if (error instanceof Error && "id" in error && "properties" in error) {
    return { id: String(error.id), outs: error.properties };
  }
  throw error;
}
