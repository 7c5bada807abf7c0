import { ENDLESS, expectExit, openFixture, outputsOf } from "../../support/engine/fixture";
import { itThorough } from "../../support/thorough";

// rule: custom-timeouts
itThorough(
  "customTimeouts end the wait of a create; the run goes on, and the next up resumes it",
  async () => {
    const args = JSON.stringify({ runPython: { uri: ENDLESS } });
    const options = JSON.stringify({ customTimeouts: { create: "2s" } });
    const javascript = `new (require("pulumi-wherobots/plugin").JobRun)("open", ${args}, ${options});`;
    const { stack, emulator, started, dispose } = await openFixture({ javascript });
    try {
      const stopped = expectExit(await stack.up(), "non-zero");
      expect(stopped.all).toMatch(/`customTimeouts` .* has passed; the run goes on, .* resumes the wait/);
      expect(await outputsOf(stack, "open")).toMatchObject({ status: "RUNNING" });
      const up = stack.start(["up", "--yes", "--skip-preview"]);
      await up.waitForOutput(/following run/);
      for (const { id } of emulator.runs()) emulator.finish(id, "COMPLETED");
      expect(await up.wait()).toMatchObject({ exitCode: 0 });
      expect(started()).toEqual(["open"]);
    } finally {
      await dispose();
    }
  },
);
