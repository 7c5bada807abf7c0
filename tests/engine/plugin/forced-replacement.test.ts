import { aboutRuns, ENDLESS, expectExit, type Fixture, openFixture, outputsOf, started } from "../fixture";

/** YAML cannot tell the plugin which run is in state, and the engine hides it in a forced replacement. */
function program(commit: string): string {
  return `
resources:
  tiles:
    type: wherobots:JobRun
    properties:
      runPython: { uri: "${ENDLESS}" }
      triggers: { commit: ${commit} }
      wait: { until: running }
`;
}

describe("a forced replacement in YAML", () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await openFixture({ yaml: program("a") });
    expectExit(await fixture.stack.up(), "zero");
    fixture.requests();
  });
  afterEach(() => fixture.dispose());

  const replace = () => fixture.stack.up({ args: ["--replace", "**::tiles"] });

  it("of an active run goes on with it: nothing is started, cancelled or lost", async () => {
    const { stack } = fixture;
    const { id } = await outputsOf(stack, "tiles");
    const up = await replace();
    expectExit(up, "zero");
    expect(up.all).toContain("taking it over instead of starting another");
    expect(aboutRuns(fixture.requests()).filter((request) => request.startsWith("POST"))).toEqual([]);
    expect(await outputsOf(stack, "tiles")).toMatchObject({ id, status: "RUNNING" });
  });

  it("of one that has ended starts one", async () => {
    const { stack, emulator } = fixture;
    const { id } = await outputsOf(stack, "tiles");
    emulator.finish(String(id), "COMPLETED");
    expectExit(await stack.refresh(), "zero");
    fixture.requests();
    expectExit(await replace(), "zero");
    expect(started(fixture.requests())).toEqual(["tiles"]);
    expect((await outputsOf(stack, "tiles"))["id"]).not.toBe(id);
  });

  it("with another wish starts that, and cancels the active run", async () => {
    const { stack, emulator } = fixture;
    const { id } = await outputsOf(stack, "tiles");
    stack.writeProgram(program("b"));
    expectExit(await replace(), "zero");
    const requests = fixture.requests();
    expect(started(requests)).toEqual(["tiles"]);
    expect(emulator.runs().find((run) => run.id === id)?.status).toBe("CANCELLED");
    expect((await outputsOf(stack, "tiles"))["id"]).not.toBe(id);
  });
});
