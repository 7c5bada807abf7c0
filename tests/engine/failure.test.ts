import { resourcesOf } from "../support/engine/engine";
import {
  aboutRuns,
  expectExit,
  FAILS,
  type Fixture,
  openFixture,
  operations,
  outputsOf,
  started,
} from "../support/engine/fixture";

/** The job may fail; the dependent uses its output. */
function program(args: string, rest = ""): string {
  return `
    const wherobots = require("pulumi-wherobots");
    const job = new wherobots.JobRun("job", { runPython: { uri: "${FAILS}" }, ${args} });
    new wherobots.JobRun("dependent", { runPython: { uri: "s3://bucket.test/ok.py", args: [job.status] } });
    ${rest}
  `;
}

describe("a run that fails", () => {
  let fixture: Fixture;
  let firstId: unknown;
  beforeAll(async () => {
    fixture = await openFixture(program(""));
  });
  afterAll(() => fixture.dispose());

  // rule: failed-run
  it("fails the up, stays in state with its reasons, and its dependents are not made (scenario 4)", async () => {
    const { stack } = fixture;
    const up = await stack.up();
    expectExit(up, "non-zero");
    expect(started(fixture.requests())).toEqual(["job"]);
    const state = await stack.exportState();
    const [job] = resourcesOf(state, "job");
    firstId = job?.id;
    expect(job).toMatchObject({ id: fixture.emulator.runs()[0]?.id, outputs: { status: "FAILED" } });
    expect(job?.initErrors?.join("\n")).toContain("ValueError: bad zoom");
    expect(resourcesOf(state, "dependent")).toEqual([]);
    expect(up.all).toContain(`run ${String(firstId)}`);
    expect(up.all).toContain("| ValueError: bad zoom");
    expect(up.all).toContain("The next `pulumi up` starts a new run");
    expect(up.all).not.toMatch(/\n\s+at .*\.js/);
  });

  // rule: failed-again, refresh-failed
  it("a refresh asks for nothing, and the next preview still says why a new run starts (scenarios 5 and 6)", async () => {
    const { stack } = fixture;
    expectExit(await stack.refresh(), "zero");
    expect(aboutRuns(fixture.requests())).toEqual([]);
    const preview = await stack.preview();
    expect(operations(preview)["job"]).toContain("replace");
    expect(preview.all).toContain(`will start a new run: run ${String(firstId)} ended as FAILED`);
    expect(aboutRuns(fixture.requests())).toEqual([]);
  });

  // rule: rerun-limit
  it("after rerun.max failures in a row nothing is started, and the way on is named", async () => {
    const { stack } = fixture;
    stack.writeProgram(program("rerun: { max: 1 }"));
    const up = await stack.up();
    expectExit(up, "non-zero");
    expect(started(fixture.requests())).toEqual([]);
    expect(up.all).toContain("rerun.max (1) is reached: the next `pulumi up` will not retry it");
    expect(up.all).toContain("raise rerun.max");
    expect(await outputsOf(stack, "job")).toMatchObject({ id: firstId, status: "FAILED" });
  });

  it("the next up starts one new run, keeps the record of the old one, and goes on to the dependents", async () => {
    const { stack, emulator } = fixture;
    emulator.plan({ match: { uri: FAILS }, plan: { pendingMs: 50, runningMs: 100 } });
    stack.writeProgram(program(""));
    expectExit(await stack.up(), "zero");
    expect(started(fixture.requests())).toEqual(["job", "dependent"]);
    const job = await outputsOf(stack, "job");
    expect(job).toMatchObject({
      status: "COMPLETED",
      attempts: [{ runId: firstId, status: "FAILED", reason: "ValueError: bad zoom" }],
    });
    expect(job["logTail"]).toBeUndefined();
    const state = await stack.exportState();
    expect((state.deployment.resources ?? []).filter((resource) => resource.delete)).toEqual([]);
  });

  // rule: on-failure-warn
  it("with onFailure warn the up succeeds with a warning, and nothing is repeated", async () => {
    const { stack, emulator } = fixture;
    emulator.plan({
      match: { uri: FAILS },
      plan: { pendingMs: 50, runningMs: 100, outcome: "FAILED", message: "no luck" },
    });
    stack.writeProgram(program('onFailure: "warn", triggers: { a: 1 }, logs: { tailLines: 0 }'));
    const up = await stack.up();
    expectExit(up, "zero");
    expect(started(fixture.requests())).toEqual(["job", "dependent"]);
    expect(
      up.events.some(
        ({ diagnosticEvent }) =>
          diagnosticEvent?.severity === "warning" && diagnosticEvent.message.includes("no luck"),
      ),
    ).toBe(true);
  });
});
