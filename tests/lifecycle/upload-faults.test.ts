import type { Properties } from "../../provider/values";
import { HOSTS } from "../support/lifecycle/adapters";
import { up } from "../support/lifecycle/interrupted-step";
import { LocalFiles, sha256 } from "../support/lifecycle/local-files";
import { MiniEngine } from "../support/lifecycle/mini-engine";
import { sampled } from "../support/sample";
import { FAULTS, type Fault, type FaultClass } from "./faults/faults";
import { FaultyNetwork, type Operation } from "./faults/scene";

/*
 * Every fault of the table at every request of the upload of a script, once and lasting, and then the same command again.
 * What becomes of the run's own requests is in faults/.
 */

const FOLDER: Operation = { method: "GET", path: /^\/storage\/[^/]+\/directories\// };

/** The requests of an upload, in their order. */
const PLACES: Readonly<Record<string, { operation: Operation; skip?: number }>> = {
  storages: { operation: { method: "GET", path: /^\/storage$/ } },
  address: { operation: { method: "POST", path: /^\/storage\/[^/]+\/file-upload-url\// } },
  "listing before": { operation: FOLDER },
  upload: { operation: { method: "PUT", path: /^\/s3\// } },
  "listing after": { operation: FOLDER, skip: 1 },
};

const CONTENT = "print(1)\n";
const REFUSED = "runPython.script: etl.py (9 bytes) was not uploaded, and nothing was started: ";

/** What one of them is repeated for, or what is no fault. */
const BORNE: readonly FaultClass[] = ["unreachable", "lost", "done", "busy", "newer", "stale"];

/** The object store says nothing in JSON, so any answer of 200 is believed, and a run's status is not its business. */
function isPossible({ name, class: kind, expires, alters }: Fault, place: string): boolean {
  if (expires) return false;
  if (place === "upload")
    return kind !== "stale" && !alters && !/malformedJson|truncated|oversize/.test(name);
  return kind !== "stale" || place !== "address";
}

/** A look at the folder that is refused or finds nothing says nothing against the upload. */
function isBorne({ class: kind, name }: Fault, place: string, times: number): boolean {
  if (kind === "newer" || kind === "stale") return true;
  if (place.startsWith("listing") && (kind === "right" || kind === "missing")) return true;
  // The address may have expired.
  if (place === "upload" && times === 1 && name === "403") return true;
  return times === 1 && BORNE.includes(kind);
}

const CASES = HOSTS.flatMap((host) =>
  Object.entries(PLACES).flatMap(([place, { operation, skip = 0 }]) =>
    FAULTS.filter((fault) => isPossible(fault, place)).flatMap((fault) =>
      (fault.onlyOnce ? [1] : [1, Number.POSITIVE_INFINITY]).map((times) => ({
        ...{ host, place, aim: { operation, skip, times }, fault, times },
        title: `${fault.name} at ${place}, ${times === 1 ? "once" : "lasting"}, in the ${host}`,
      })),
    ),
  ),
);

// rule: every-fault, upload-retries, upload-refused
describe("whatever goes wrong with the upload of a script, it is there once or not at all, and so is the run", () => {
  const cases = sampled("faults of uploads", CASES, {
    keep: 0.1,
    lines: [({ host, place }) => `${host}: ${place}`, ({ fault, times }) => `${fault.name} ${times}`],
  });
  const files = new LocalFiles();
  const inputs: Properties = { runPython: { script: files.file("etl.py", CONTENT) } };
  let network: FaultyNetwork;
  let engine: MiniEngine;
  beforeEach(async () => {
    network = await FaultyNetwork.open();
  });
  afterEach(async () => {
    await engine.stop();
    await network.close();
  });
  afterAll(() => files.remove());

  it.each(cases)("$title", async ({ host, place, aim, fault }) => {
    engine = await MiniEngine.start("JobRun", {}, { transport: network.transport }, host);
    network.arm(fault, aim, engine.emulator);
    const error = await up(engine, inputs);
    expect(network.hasHit).toBe(true);
    network.clear();
    const mayFail = !isBorne(fault, place, aim.times);
    expect({ error, mayFail }).toEqual({ error: mayFail ? error : undefined, mayFail });
    expectEnd(engine, error);

    expect(await up(engine, inputs)).toBeUndefined();
    expectEnd(engine, undefined);
  });
});

/** One run and the whole file, or no run, and of the file all or nothing: an answer that was lost may have been a good one. */
function expectEnd(engine: MiniEngine, error: string | undefined): void {
  const stored = engine.emulator.files().map((file) => file.sha256);
  const whole = [sha256(CONTENT)];
  if (error !== undefined) expect(error).toContain(REFUSED);
  expect([engine.posts(), engine.recorded !== undefined]).toEqual(
    error === undefined ? [1, true] : [0, false],
  );
  expect(error === undefined ? [whole] : [whole, []]).toContainEqual(stored);
}
