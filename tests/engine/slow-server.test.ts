import {
  describeHosts,
  expectExit,
  type Fixture,
  job,
  jobsProgram,
  OK,
  openFixture,
  outputsOf,
  programOf,
} from "../support/engine/fixture";

describeHosts("what only informs, %s host", (host) => {
  let fixture: Fixture;
  afterEach(() => fixture.dispose());

  // rule: slow-extras
  it("holds the end of a run for seconds where it takes a minute or never comes", async () => {
    fixture = await openFixture(programOf(host, jobsProgram({ tiles: job(OK) })));
    const { emulator, stack } = fixture;
    emulator.fault({ path: "/runs/*/metrics", kind: "delay", delayMs: 60_000, times: Infinity });
    emulator.fault({ path: "/runs/*/logs", kind: "hang", times: Infinity });
    const beganMs = Date.now();
    expectExit(await stack.up(), "zero");
    expect(Date.now() - beganMs).toBeLessThan(30_000);
    expect(await outputsOf(stack, "tiles")).toMatchObject({ status: "COMPLETED" });
  });
});
