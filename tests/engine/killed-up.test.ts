import { killVictim, processesEnd, processesOf } from "../crash/processes";
import {
  ENDLESS,
  expectExit,
  FAILS,
  type Fixture,
  job,
  jobsProgram,
  openFixture,
  outputsOf,
  started,
} from "./fixture";

describe("a deployment that is killed after the submit (scenario 2)", () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await openFixture(jobsProgram({ orphan: job(ENDLESS) }));
  });
  afterEach(() => fixture.dispose());

  /** Kills engine, host and program at once, when the run was announced. */
  async function upKilledInWait(): Promise<string> {
    const { stack } = fixture;
    const up = stack.start(["up", "--yes", "--skip-preview", "--non-interactive"]);
    const [, runId = ""] = await up.waitForOutput(/submitted as run (\w+)/);
    expect(await killVictim(stack, "everything")).toBe(true);
    await up.wait();
    expectExit(await stack.run(["cancel", "--yes"]), "zero");
    return runId;
  }

  it("leaves an active run that is adopted with a warning, and followed to its end", async () => {
    const { stack, emulator } = fixture;
    const runId = await upKilledInWait();
    const up = stack.start(["up", "--yes", "--skip-preview", "--non-interactive"]);
    await up.waitForOutput(/took over run/);
    emulator.finish(runId, "COMPLETED");
    const ended = await up.wait();
    expect({ exitCode: ended.exitCode, all: ended.all }).toMatchObject({ exitCode: 0 });
    expect(ended.all).toContain(`run ${runId}`);
    expect(ended.all).toContain("by a deployment that did not finish");
    expect(started(fixture.requests())).toEqual(["orphan"]);
    expect(await outputsOf(stack, "orphan")).toMatchObject({ id: runId, status: "COMPLETED" });
  });

  it("a finished orphan is named before another is started, or taken over with adopt recent", async () => {
    const { stack, emulator } = fixture;
    const runId = await upKilledInWait();
    emulator.finish(runId, "COMPLETED");
    stack.writeProgram(jobsProgram({ orphan: job(ENDLESS, { adopt: "recent" }) }));
    const up = await stack.up();
    expectExit(up, "zero");
    expect(up.all).toContain(`run ${runId} did this already and is not in state`);
    expect(started(fixture.requests())).toEqual(["orphan"]);
    expect(await outputsOf(stack, "orphan")).toMatchObject({ id: runId });

    expectExit(await stack.destroy(), "zero");
    emulator.plan({ match: { uri: ENDLESS }, plan: { pendingMs: 10, runningMs: 10 } });
    stack.writeProgram(jobsProgram({ orphan: job(ENDLESS) }));
    const again = await stack.up();
    expectExit(again, "zero");
    expect(again.all).toContain(`run ${runId}`);
    expect(again.all).toContain("did the same and is not in state; another is started");
    expect(started(fixture.requests())).toEqual(["orphan"]);
  });

  it("an engine that is killed alone takes its provider with it, which would go on to another attempt", async () => {
    const { stack } = fixture;
    const retry = { maxAttempts: 2, on: ["FAILED"], backoffSeconds: 2 };
    stack.writeProgram(jobsProgram({ orphan: job(FAILS, { retry }) }));
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.waitForOutput(/attempt 2 follows/);
    expect(await processesOf(stack, "provider")).toHaveLength(1);
    process.kill(up.pid, "SIGKILL");
    await up.wait();
    await processesEnd(stack, "provider");
    expect(started(fixture.requests())).toEqual(["orphan"]);
  });
});
