import { type EngineResult, resourcesOf } from "../support/engine/engine";
import { expectExit, FAILS, fixtureForAll, operations } from "../support/engine/fixture";

/** The job may fail, the dependent uses its output, and beside them one only warns. */
function program(args: string): string {
  return `
    const wherobots = require("pulumi-wherobots");
    const job = new wherobots.JobRun("job", { runPython: { uri: "${FAILS}" }, ${args} });
    new wherobots.JobRun("dependent", { runPython: { uri: "s3://bucket.test/ok.py", args: [job.status] } });
    new wherobots.JobRun("tolerant", { runPython: { uri: "${FAILS}", args: ["tolerant"] }, onFailure: "warn", logs: { tailLines: 0 } });
  `;
}

describe("a run that fails", () => {
  let first: EngineResult;
  let firstId: unknown;
  const fixture = fixtureForAll(program(""));

  // rule: failed-run
  it("fails the up, stays in state with its reasons, and its dependents are not made (scenario 4)", async () => {
    const { stack } = fixture;
    const up = await stack.up({ args: ["--continue-on-error"] });
    first = up;
    expectExit(up, "non-zero");
    expect(fixture.started().sort()).toEqual(["job", "tolerant"]);
    const state = await stack.exportState();
    const [job] = resourcesOf(state, "job");
    firstId = job?.id;
    expect(job).toMatchObject({ id: expect.any(String), outputs: { status: "FAILED" } });
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
    expect(fixture.aboutRuns()).toEqual([]);
    const preview = await stack.preview();
    expect(operations(preview)["job"]).toContain("replace");
    expect(preview.all).toContain(`will start a new run: run ${String(firstId)} ended as FAILED`);
    expect(fixture.aboutRuns()).toEqual([]);
  });

  // rule: rerun-limit
  it("after rerun.max failures in a row nothing is started, and the way on is named", async () => {
    const { stack } = fixture;
    stack.writeProgram(program("rerun: { max: 1 }"));
    const up = expectExit(await stack.up(), "non-zero");
    expect(fixture.started()).toEqual([]);
    expect(up.all).toContain("rerun.max (1) is reached: the next `pulumi up` will not retry it");
    expect(up.all).toContain("raise rerun.max");
    expect(await fixture.outputsOf("job")).toMatchObject({ id: firstId, status: "FAILED" });
  });

  it("the next up starts one new run, keeps the record of the old one, and goes on to the dependents", async () => {
    const { stack, emulator } = fixture;
    emulator.plan({ match: { uri: FAILS }, plan: { pendingMs: 50, runningMs: 100 } });
    stack.writeProgram(program(""));
    expectExit(await stack.up(), "zero");
    expect(fixture.started()).toEqual(["job", "dependent"]);
    const job = await fixture.outputsOf("job");
    expect(job).toMatchObject({
      status: "COMPLETED",
      attempts: [{ runId: firstId, status: "FAILED", reason: "ValueError: bad zoom" }],
    });
    expect(job["logTail"]).toBeUndefined();
    const state = await stack.exportState();
    expect((state.deployment.resources ?? []).filter((resource) => resource.delete)).toEqual([]);
  });

  // rule: on-failure-warn
  it("with onFailure warn is a warning, and nothing is repeated", async () => {
    const warnings = first.events.flatMap(({ diagnosticEvent: line }) =>
      line?.severity === "warning" && line.urn?.endsWith("::tolerant") ? [line.message] : [],
    );
    expect(warnings.join("\n")).toContain("ValueError: bad zoom");
    expect(await fixture.outputsOf("tolerant")).toMatchObject({ status: "FAILED" });
    const runs = fixture.emulator.runs().filter(({ name }) => name.startsWith("tolerant-"));
    expect(runs).toHaveLength(1);
  });
});
