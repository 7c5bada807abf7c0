import type { Properties } from "../../provider/values";
import { HOSTS } from "../support/lifecycle/adapters";
import { up } from "../support/lifecycle/interrupted-step";
import { LocalFiles, sha256 } from "../support/lifecycle/local-files";
import { MiniEngine } from "../support/lifecycle/mini-engine";
import { sampled } from "../support/sample";
import { FAULTS } from "./faults/faults";
import { type Aim, FaultyNetwork } from "./faults/scene";
import { isBorne, isPossible, UPLOAD_PLACES } from "./faults/upload";

/*
 * Every fault of the table at every request of the upload of a script, once and lasting, and then the same command again.
 * What becomes of the run's own requests is in faults/.
 */

const CONTENT = "print(1)\n";
const REFUSED = "runPython.script: etl.py (9 bytes) was not uploaded, and nothing was started: ";

const CASES = HOSTS.flatMap((host) =>
  Object.entries<Pick<Aim, "operation"> & Partial<Aim>>(UPLOAD_PLACES).flatMap(
    ([place, { operation, skip = 0 }]) =>
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
