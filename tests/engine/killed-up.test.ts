import { DEFAULT_ACCOUNT } from "../../emulator";
import { killVictim, processesEnd, processesOf } from "../support/crash/processes";
import {
  ENDLESS,
  expectExit,
  FAILS,
  type Fixture,
  job,
  jobsProgram,
  OK,
  openFixture,
  outputsOf,
  started,
} from "../support/engine/fixture";
import { itThorough } from "../support/thorough";

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

  // rule: adopt-orphan, shown-id
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

  // rule: finished-orphan
  it("a finished orphan is named before another is started", async () => {
    const { stack, emulator } = fixture;
    const runId = await upKilledInWait();
    emulator.finish(runId, "COMPLETED");
    emulator.plan({ match: { uri: ENDLESS }, plan: { pendingMs: 10, runningMs: 10 } });
    const again = await stack.up();
    expectExit(again, "zero");
    expect(again.all).toContain(`run ${runId}`);
    expect(again.all).toContain("did the same work but is not in state; starting a new run");
    expect(started(fixture.requests())).toEqual(["orphan", "orphan"]);
  });

  itThorough(
    "a finished orphan is taken over with adopt recent, and not again by a stack that was destroyed",
    async () => {
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
      const again = await stack.up();
      expectExit(again, "zero");
      expect(again.all).not.toContain(runId);
      expect(started(fixture.requests())).toEqual(["orphan"]);
    },
  );

  itThorough("goes on where its resource is taken out, and is found by the names of its stack", async () => {
    const { stack, emulator } = fixture;
    stack.writeProgram(jobsProgram({ tiles: job(OK) }));
    expectExit(await stack.up(), "zero");
    stack.writeProgram(jobsProgram({ tiles: job(OK), orphan: job(ENDLESS) }));
    const runId = await upKilledInWait();
    stack.writeProgram(jobsProgram({ tiles: job(OK) }));
    expectExit(await stack.up(), "zero");
    expect(emulator.runs().at(-1)).toMatchObject({ id: runId, status: "RUNNING" });

    const { runName } = await outputsOf(stack, "tiles");
    const query = new URLSearchParams({ name: `*${String(runName).slice(-7)}` });
    for (const status of ["PENDING", "RUNNING"]) query.append("status", status);
    const headers = { "x-api-key": DEFAULT_ACCOUNT.apiKey };
    const answer = await fetch(`${emulator.url}/runs?${query.toString()}`, { headers });
    expect(await answer.json()).toMatchObject({ items: [{ id: runId }] });
    const cancel = await fetch(`${emulator.url}/runs/${runId}/cancel`, { method: "POST", headers });
    expect(cancel.status).toBe(200);
    expect(emulator.runs().at(-1)).toMatchObject({ status: "CANCELLED" });
  });

  // rule: killed-engine
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
