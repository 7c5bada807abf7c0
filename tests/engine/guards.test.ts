import {
  expectExit,
  type Fixture,
  job,
  jobsProgram,
  OK,
  openFixture,
  outputsOf,
  started,
} from "../support/engine/fixture";
import { itThorough } from "../support/thorough";

const PROGRAM = `
${jobsProgram({ tiles: job(OK) })}
new wherobots.RunCompletion("done", { runId: exports.tiles });
`;

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture(PROGRAM);
});
afterAll(() => fixture.dispose());

// rule: run-jobs, max-new-runs
itThorough(
  "nothing starts while runJobs is false or maxNewRuns 0, and the first up without them runs the job",
  async () => {
    const { stack, requests } = fixture;
    await stack.setConfig("wherobots:runJobs", "false");
    expectExit(await stack.up(), "zero");
    expect(await outputsOf(stack, "tiles")).toMatchObject({ status: "NOT_RUN" });
    expect(await outputsOf(stack, "done")).toMatchObject({ status: "NOT_RUN" });
    expectExit(await stack.up({ args: ["--expect-no-changes"] }), "zero");
    expectExit(await stack.refresh(), "zero");
    expect(requests()).toEqual([]);

    await stack.setConfig("wherobots:runJobs", "true");
    await stack.setConfig("wherobots:maxNewRuns", "0");
    const refused = await stack.up();
    expectExit(refused, "non-zero");
    expect(refused.all).toContain("wherobots:maxNewRuns allows 0 new runs in one command");
    expect(started(requests())).toEqual([]);

    await stack.setConfig("wherobots:maxNewRuns", "1");
    expectExit(await stack.up(), "zero");
    expect(started(requests())).toEqual(["tiles"]);
    expect(await outputsOf(stack, "done")).toMatchObject({ status: "COMPLETED" });
  },
);
