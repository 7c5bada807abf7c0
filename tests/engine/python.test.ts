import { describeUnless } from "../support/engine/describe-unless";
import { expectExit, fixtureForAll, OK, operations } from "../support/engine/fixture";
import { whyNoPython } from "../support/engine/python";

const SECRET = "canary-python-93ab";

/** Two jobs, registered by their type as generated classes do it, without any. */
function program(day: number): string {
  return `
import pulumi

class JobRun(pulumi.CustomResource):
    status: pulumi.Output[str]

    def __init__(self, name, props, opts=None):
        super().__init__("wherobots:index:JobRun", name, {**props, "status": None}, opts)

tiles = JobRun("tiles", {
    "runPython": {"uri": "${OK}", "args": ["--token", pulumi.Output.secret("${SECRET}")]},
    "triggers": {"day": ${day}},
})
JobRun("after", {"runPython": {"uri": "${OK}", "args": [tiles.id]}})
pulumi.export("status", tiles.status)
`;
}

describeUnless(whyNoPython(), "a program in Python", () => {
  const fixture = fixtureForAll({ python: program(1) });

  // rule: python
  it("runs each job once, hands on its outputs, and keeps its secrets out of state", async () => {
    const { stack, emulator } = fixture;
    expectExit(await stack.up(), "zero");
    expect(fixture.started()).toEqual(["tiles", "after"]);
    expect(await stack.outputs()).toEqual({ status: "COMPLETED" });
    expect(JSON.stringify(emulator.requests.map(({ body }) => body))).toContain(SECRET);
    expect(JSON.stringify(await stack.exportState())).not.toContain(SECRET);
  });

  it("shows no change afterwards, and a changed trigger as a new run", async () => {
    const { stack } = fixture;
    expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
    stack.writeProgram(program(2));
    expect(operations(await stack.preview())["tiles"]).toContain("replace");
    expect(fixture.aboutRuns()).toEqual([]);
  });
});
