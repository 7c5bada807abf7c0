import {
  aboutRuns,
  expectExit,
  type Fixture,
  job,
  OK,
  openFixture,
  outputsOf,
} from "../../support/engine/fixture";

/** A run of its own, and perhaps the same once more as one that it only reads. */
function program(readRunId?: string): string {
  return `
const wherobots = require("pulumi-wherobots/plugin");
new wherobots.JobRun("made", ${JSON.stringify(job(OK))});
${readRunId === undefined ? "" : `exports.status = wherobots.JobRun.get("read", "${readRunId}").status;`}`;
}

describe("a run that the program only reads", () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture({ javascript: program() });
  });
  afterAll(() => fixture.dispose());

  // rule: get
  it("is the same in state after each up, and is never started or cancelled", async () => {
    const { stack } = fixture;
    expectExit(await stack.up(), "zero");
    const { runId } = await outputsOf(stack, "made");
    fixture.requests();
    stack.writeProgram(program(String(runId)));
    expectExit(await stack.up(), "zero");
    const first = await outputsOf(stack, "read");
    expect(first).toMatchObject({ id: runId, status: "COMPLETED", runPython: { uri: OK } });
    expectExit(await stack.up(), "zero");
    expect(await outputsOf(stack, "read")).toEqual(first);
    expect(await stack.outputs()).toEqual({ status: "COMPLETED" });
    expectExit(await stack.destroy(), "zero");
    expect(aboutRuns(fixture.requests()).filter((request) => !request.startsWith("GET "))).toEqual([]);
  });
});
