import {
  ENDLESS,
  expectExit,
  type Fixture,
  openFixture,
  operations,
  outputsOf,
  started,
} from "../../support/engine/fixture";
import { itThorough } from "../../support/thorough";

/** A run that never ends by itself, with `wait` and the timeouts of Pulumi's own. */
function program(wait: object, customTimeouts: object): string {
  const args = JSON.stringify({ runPython: { uri: ENDLESS }, wait });
  return `new (require("pulumi-wherobots/plugin").JobRun)("open", ${args}, ${JSON.stringify({ customTimeouts })});`;
}

describe("customTimeouts", () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await openFixture({ javascript: "" });
  });
  afterEach(() => fixture.dispose());

  // rule: custom-timeouts
  it("of create and of update end the wait; the run goes on, and the next up resumes it", async () => {
    const { stack, emulator } = fixture;
    stack.writeProgram(program({}, { create: "2s", update: "2s" }));
    for (const operation of ["create", "update"]) {
      const up = await stack.up();
      expectExit(up, "non-zero");
      expect(up.all).toMatch(/`customTimeouts` .* has passed; the run goes on, .* resumes the wait/);
      expect(operations(up)["open"]).toEqual([operation]);
      expect(await outputsOf(stack, "open")).toMatchObject({ status: "RUNNING" });
    }
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.waitForOutput(/following run/);
    for (const { id } of emulator.runs()) emulator.finish(id, "COMPLETED");
    expect(await up.wait()).toMatchObject({ exitCode: 0 });
    expect(started(fixture.requests())).toEqual(["open"]);
  });

  itThorough("cancel the run where wait.onTimeout says so, and the next up starts another", async () => {
    const { stack } = fixture;
    stack.writeProgram(program({ onTimeout: "cancel" }, { create: "1s" }));
    const up = await stack.up();
    expectExit(up, "non-zero");
    expect(up.all).toContain("it was cancelled");
    expect(await outputsOf(stack, "open")).toMatchObject({ status: "CANCELLED" });
    expect(operations(await stack.preview())["open"]).toContain("replace");
  });

  itThorough("of delete stand in place of the 300 s for a cancel, and the resource is kept", async () => {
    const { stack, emulator } = fixture;
    emulator.plan({ plan: { pendingMs: 10, neverEnds: true, cancelTakesMs: 3_600_000 } });
    stack.writeProgram(program({ until: "running" }, { delete: "1s" }));
    expectExit(await stack.up(), "zero");
    const destroy = await stack.destroy();
    expectExit(destroy, "non-zero");
    expect(destroy.all).toMatch(/still active after 1 s/);
    expect(await outputsOf(stack, "open")).toMatchObject({ status: "RUNNING" });
    for (const { id } of emulator.runs()) emulator.finish(id, "CANCELLED");
    expectExit(await stack.destroy(), "zero");
  });
});
