import { MAX_INPUT_BYTES } from "../../../provider/inputs/check";
import { resourcesOf } from "../../support/engine/engine";
import {
  aboutRuns,
  expectExit,
  FAILS,
  type Fixture,
  OK,
  openFixture,
  operations,
  outputsOf,
  started,
} from "../../support/engine/fixture";
import { describeThorough } from "../../support/thorough";

/** With the rest of the inputs just below what check lets pass; a call carries it up to three times. */
const LENGTH = MAX_INPUT_BYTES - 1_000;
const LOG = Array.from({ length: 1_000 }, (_, line) => ({ text: `${line} ${"l".repeat(2_000)}` }));
const PATIENCE = { timeoutMs: 100_000 };

const PROGRAM = `
  const pulumi = require("@pulumi/pulumi"); const wherobots = require("pulumi-wherobots/plugin");
  const large = "x".repeat(${LENGTH});
  const job = (name, uri, args, more) => new wherobots.JobRun(name, { runPython: { uri, args }, ...more });
  job("large", "${OK}", [large]);
  job("secret", "${OK}", [pulumi.secret(large)]);
  job("failed", "${FAILS}", [pulumi.secret(large)], { logs: { tailLines: 1000 }, rerun: { on: [] } });
`;

describeThorough("the plugin and inputs at the limit", () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture({ javascript: PROGRAM });
    fixture.emulator.plan({
      match: { uri: FAILS },
      plan: { pendingMs: 50, runningMs: 100, outcome: "FAILED", message: "out of memory", logs: LOG },
    });
  });
  afterAll(() => fixture.dispose());

  it("keeps the runs, also the failed one with its log", async () => {
    const up = await fixture.stack.up({ ...PATIENCE, args: ["--continue-on-error"] });
    expectExit(up, "non-zero");
    expect(up.all).toContain("out of memory");
    expect(await outputsOf(fixture.stack, "large")).toMatchObject({
      status: "COMPLETED",
      runPython: { args: ["x".repeat(LENGTH)] },
    });
    expect(await outputsOf(fixture.stack, "secret")).toMatchObject({ status: "COMPLETED" });
    const failed = await outputsOf(fixture.stack, "failed");
    expect(failed).toMatchObject({ status: "FAILED" });
    expect(failed["logTail"]).toHaveLength(1_000);
    expect(started(fixture.requests()).sort()).toEqual(["failed", "large", "secret"]);
  }, 120_000);

  it("reads them again, and says again what failed", async () => {
    const refresh = await fixture.stack.refresh(PATIENCE);
    expectExit(refresh, "zero");
    expect(refresh.all).toContain("out of memory");
    const [failed] = resourcesOf(await fixture.stack.exportState(), "failed");
    expect(failed?.outputs).toMatchObject({ status: "FAILED" });
    expect(failed?.inputs).toMatchObject({ runPython: { uri: FAILS } });
    const preview = await fixture.stack.preview(PATIENCE);
    expect(operations(preview)).toMatchObject({ large: ["same"], secret: ["same"], failed: ["update"] });
  }, 240_000);

  it("updates and destroys them", async () => {
    fixture.stack.writeProgram(PROGRAM.replace("...more", 'onFailure: "warn", ...more'));
    const up = await fixture.stack.up(PATIENCE);
    expectExit(up, "zero");
    expect(operations(up)).toMatchObject({ large: ["update"], secret: ["update"], failed: ["update"] });
    fixture.requests();
    expectExit(await fixture.stack.destroy(PATIENCE), "zero");
    expect(aboutRuns(fixture.requests())).toEqual([]);
  }, 240_000);
});
