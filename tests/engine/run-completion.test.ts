import {
  describeHostsThorough,
  ENDLESS,
  expectExit,
  fixtureForAll,
  job,
  programOf,
} from "../support/engine/fixture";

const CHAIN = [
  'const wherobots = require("pulumi-wherobots");',
  `const job = new wherobots.JobRun("job", ${JSON.stringify(job(ENDLESS, { wait: { until: "submitted" } }))});`,
  'new wherobots.RunCompletion("done", { runId: job.runId, wait: { maxSeconds: 1, onTimeout: "cancel" } });',
].join("\n");

describeHostsThorough("a run that a RunCompletion cancelled by its limit, in the %s host", (host) => {
  const fixture = fixtureForAll(programOf(host, CHAIN));

  // rule: completion-cancel
  it("fails the up, which says how it is started again", async () => {
    const failed = expectExit(await fixture.stack.up(), "non-zero");
    expect(failed.all).toContain("`pulumi up --refresh` starts it again, and this one follows");
    expect(fixture.emulator.runs().map(({ status }) => status)).toEqual(["CANCELLED"]);
  });

  // rule: completion-cancel
  it("is started anew by up --refresh, and not again by the next", async () => {
    const { stack, emulator } = fixture;
    fixture.requests();
    emulator.plan({ match: { uri: ENDLESS }, plan: { pendingMs: 10, runningMs: 10 } });
    const up = expectExit(await stack.up({ args: ["--refresh"] }), "zero");
    expect(up.all).toContain("was cancelled by an earlier up");
    expect(fixture.started()).toEqual(["job"]);
    const [, second] = emulator.runs();
    expect(await fixture.outputsOf("done")).toMatchObject({ runId: second?.id, status: "COMPLETED" });
    expect(await fixture.outputsOf("job")).not.toHaveProperty("cancelledByProvider");
    expectExit(await stack.up({ args: ["--refresh"] }), "zero");
    expect(fixture.started()).toEqual([]);
  });
});
