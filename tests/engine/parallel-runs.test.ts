import { ENDLESS, type Fixture, job, jobsProgram, openFixture } from "../support/engine/fixture";
import { describeThorough } from "../support/thorough";

describeThorough("a run that is waited for holds a slot of --parallel", () => {
  let fixture: Fixture;
  const ofThree = (inputs = {}): string =>
    jobsProgram({ one: job(ENDLESS, inputs), two: job(ENDLESS, inputs), three: job(ENDLESS, inputs) });
  afterEach(() => fixture.dispose());

  // rule: slots
  it("so of three runs with two slots the last is submitted when another has ended", async () => {
    fixture = await openFixture(ofThree());
    const { stack, emulator } = fixture;
    const up = stack.start(["up", "--yes", "--skip-preview"], { env: { PULUMI_PARALLEL: "2" } });
    await up.waitForOutput(/(submitted as run[\s\S]*){2}/);
    const [first, second] = emulator.runs();
    expect(emulator.runs()).toHaveLength(2);
    emulator.finish(first?.id ?? "", "COMPLETED");
    await up.waitForOutput(/(submitted as run[\s\S]*){3}/);
    const third = emulator.runs()[2];
    const ended = emulator.runs()[0]?.completeTime ?? "";
    expect(Date.parse(third?.createTime ?? "")).toBeGreaterThanOrEqual(Date.parse(ended));
    for (const run of [second, third]) emulator.finish(run?.id ?? "", "COMPLETED");
    expect(await up.wait()).toMatchObject({ exitCode: 0 });
  });
});
