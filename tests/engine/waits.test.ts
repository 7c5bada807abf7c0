import {
  ENDLESS,
  expectExit,
  fixtureForAll,
  job,
  jobsProgram,
  OK,
  openFixture,
  operations,
  outputsOf,
  started,
} from "../support/engine/fixture";
import { itThorough } from "../support/thorough";

const STUCK = "s3://bucket.test/stuck.py";
const wait = (more: object): Record<string, unknown> => ({ wait: { maxSeconds: 1, ...more } });

const JOBS = {
  fail: job(ENDLESS, wait({ onTimeout: "fail" })),
  cancel: job(ENDLESS, wait({ onTimeout: "cancel" })),
  continue: job(ENDLESS, wait({ onTimeout: "continue" })),
  queued: job(STUCK, { wait: { maxQueueSeconds: 1 } }),
};
const CASES = Object.keys(JOBS);

describe("what stops a wait (README, the table of that name)", () => {
  let ids: Record<string, unknown>;
  const fixture = fixtureForAll(
    `${jobsProgram(JOBS)}
       new wherobots.JobRun("after-continue", { runPython: { uri: "${OK}", args: [exports["continue"]] } });
       new wherobots.JobRun("after-fail", { runPython: { uri: "${OK}", args: [exports["fail"]] } });`,
  );
  beforeAll(() => {
    fixture.emulator.plan({ match: { uri: STUCK }, plan: { pendingMs: 3_600_000 } });
  });

  const statuses = async (): Promise<Record<string, unknown>> => {
    const found: Record<string, unknown> = {};
    for (const name of CASES) found[name] = (await fixture.outputsOf(name))["status"];
    return found;
  };

  // rule: wait-stops
  it("a passed limit fails, cancels or goes on, as onTimeout says, and the run stays in state", async () => {
    // Otherwise the first failure keeps the engine from making what depends on others.
    const up = expectExit(await fixture.stack.up({ args: ["--continue-on-error"] }), "non-zero");
    const requests = fixture.requests();
    expect(started(requests).sort()).toEqual(["after-continue", ...CASES].sort());
    expect(requests.filter((request) => request.endsWith("/cancel"))).toEqual(["POST /runs/{cancel}/cancel"]);
    expect(await statuses()).toEqual({
      fail: "RUNNING",
      cancel: "CANCELLED",
      continue: "RUNNING",
      queued: "PENDING",
    });
    expect(up.all).toContain(
      "wait.maxSeconds (1 s) has passed; the run goes on, and the next `pulumi up` resumes the wait",
    );
    expect(up.all).toContain("still queued after wait.maxQueueSeconds (1 s)");
    ids = Object.fromEntries(
      await Promise.all(CASES.map(async (name) => [name, (await fixture.outputsOf(name))["id"]])),
    );
  });

  // rule: resume
  it("the next up resumes the open ones and starts a new run for the cancelled one (scenario 8)", async () => {
    const { emulator, stack } = fixture;
    for (const id of [ids["fail"], ids["continue"], ids["queued"]]) emulator.finish(String(id), "COMPLETED");
    emulator.plan({ match: { uri: ENDLESS }, plan: { pendingMs: 50, runningMs: 50 } });
    const up = expectExit(await stack.up(), "zero");
    expect(fixture.started().sort()).toEqual(["after-fail", "cancel"]);
    expect(up.all).toContain(
      `will start a new run: run ${String(ids["cancel"])} was cancelled by an earlier up`,
    );
    expect(operations(up)).toMatchObject({ fail: ["update"], continue: ["update"], queued: ["update"] });
    expect(await statuses()).toEqual({
      fail: "COMPLETED",
      cancel: "COMPLETED",
      continue: "COMPLETED",
      queued: "COMPLETED",
    });
    expect((await outputsOf(stack, "fail"))["id"]).toBe(ids["fail"]);
  });
});

// rule: wait-stops
itThorough(
  "WHEROBOTS_MAX_WAIT_SECONDS, a limit of all waits of one up, ends the wait cleanly and keeps the run",
  async () => {
    const { stack, started, dispose } = await openFixture(jobsProgram({ slow: job(ENDLESS) }));
    try {
      const up = expectExit(await stack.up({ env: { WHEROBOTS_MAX_WAIT_SECONDS: "2" } }), "non-zero");
      expect(up.all).toContain("wherobots:maxWaitSeconds, the limit of all waits of one command, has passed");
      expect(await outputsOf(stack, "slow")).toMatchObject({ status: "RUNNING" });
      expect(started()).toEqual(["slow"]);
    } finally {
      await dispose();
    }
  },
);
