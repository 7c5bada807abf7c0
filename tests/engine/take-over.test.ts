import { ENDLESS, expectExit, FAILS, fixtureForAll, job, jobsProgram, OK } from "../support/engine/fixture";
import { submitByHand } from "../support/lifecycle/mini-engine";

// rule: take-over
describe("taking over a run that exists (scenario 18)", () => {
  let ids: Record<"completed" | "failed" | "running", string>;
  const program = (more: object = {}): string =>
    jobsProgram({
      completed: job(OK, { takeOverRunId: ids.completed, triggers: { commit: "1" }, ...more }),
      failed: job(FAILS, { takeOverRunId: ids.failed }),
      running: job(ENDLESS, { takeOverRunId: ids.running, wait: { until: "running" } }),
    });

  const fixture = fixtureForAll("");
  beforeAll(async () => {
    const byHand = (name: string, uri: string): Promise<string> =>
      submitByHand(fixture.emulator, { name, runPython: { uri, args: ["by hand"] } });
    ids = {
      completed: await byHand("by-hand-completed", OK),
      failed: await byHand("by-hand-failed", FAILS),
      running: await byHand("by-hand-running", ENDLESS),
    };
    fixture.requests();
    fixture.stack.writeProgram(program());
  });

  // rule: take-over
  it("records each as it is and starts none; a failed one fails the up", async () => {
    expectExit(await fixture.stack.up(), "non-zero");
    expect(fixture.started()).toEqual([]);
    expect(await fixture.outputsOf("completed")).toMatchObject({
      id: ids.completed,
      status: "COMPLETED",
    });
    expect(await fixture.outputsOf("failed")).toMatchObject({ id: ids.failed, status: "FAILED" });
    expect(await fixture.outputsOf("running")).toMatchObject({ id: ids.running, status: "RUNNING" });
  });

  it("the next up runs the failed one anew and one whose trigger changed; the third stays", async () => {
    fixture.emulator.plan({ match: { uri: FAILS }, plan: { pendingMs: 50, runningMs: 50 } });
    fixture.stack.writeProgram(program({ triggers: { commit: "2" } }));
    expectExit(await fixture.stack.up(), "zero");
    expect(fixture.started().sort()).toEqual(["completed", "failed"]);
    expect(await fixture.outputsOf("failed")).toMatchObject({ status: "COMPLETED" });
    expect(await fixture.outputsOf("running")).toMatchObject({ id: ids.running });
  });
});
