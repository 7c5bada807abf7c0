import { shown } from "../support/engine/canaries";
import type { EngineResult } from "../support/engine/engine";
import {
  ENDLESS,
  expectExit,
  fixtureForAll,
  HOSTS,
  type Host,
  inHost,
  OK,
  operations,
  programOf,
} from "../support/engine/fixture";
import { submitByHand } from "../support/lifecycle/mini-engine";
import { describeThorough } from "../support/thorough";

const NAME = "canary-name-8f21";

/** @param settings of a run in force before, or not */
function program(id: string, settings: string): string {
  return `
    const pulumi = require("@pulumi/pulumi"); const wherobots = require("pulumi-wherobots");
    new wherobots.RunCompletion("end", { runId: pulumi.secret("${id}") });
    const taken = new wherobots.JobRun("taken", { runPython: { uri: "${OK}" }, takeOverRunId: pulumi.secret("${id}") });
    exports.id = taken.runId;
    const open = { runPython: { uri: "${ENDLESS}" }, wait: { until: "running" } };
    new wherobots.JobRun("named", { ...open, name: pulumi.secret("${NAME}") });
    new wherobots.JobRun("sized", { runPython: { uri: "${OK}", args: [pulumi.secret("tiny")] }, ${settings} });
  `;
}

describeThorough.each(Object.keys(HOSTS) as Host[])(
  "what is recorded of secret inputs in the %s host",
  (host) => {
    let id: string;
    let ups: EngineResult[];
    const fixture = fixtureForAll(programOf(host, ""));
    beforeAll(async () => {
      id = await submitByHand(fixture.emulator, { name: "by-hand-run", runPython: { uri: OK, args: [] } });
      fixture.requests();
      const up = (settings: string): Promise<EngineResult> => {
        fixture.stack.writeProgram(inHost(host, program(id, settings)));
        return fixture.stack.up();
      };
      ups = [await up('runtime: "tiny"'), await up(""), await up('runtime: "tiny"')];
    });

    it("an id stays the id: no change, no run, and a refresh finds it", async () => {
      for (const up of ups) expectExit(up, "zero");
      const { stack } = fixture;
      for (const name of ["end", "taken"]) expect(await fixture.outputsOf(name)).toMatchObject({ id });
      expect(await stack.outputs()).toEqual({ id });
      for (const up of ups.slice(1)) expect(operations(up)).toMatchObject({ end: ["same"], taken: ["same"] });
      expectExit(await stack.refresh({ args: ["--expect-no-changes"] }), "zero");
    });

    it("settings in force are kept whole, so that naming one that was in force is no change", () => {
      for (const up of ups.slice(1)) expect(operations(up)["sized"]).not.toContain("replace");
      expect(fixture.started().sort()).toEqual([NAME, "sized"].sort());
    });

    it("a run that was taken over is taken over once: a forced replacement starts a run", async () => {
      expectExit(await fixture.stack.up({ args: ["--replace", "**taken"] }), "zero");
      expect(fixture.started()).toEqual(["taken"]);
    });

    it("a name is kept whole and encrypted, so that a destroy finds the run, also where a read lags", async () => {
      const { stack, emulator } = fixture;
      expect(JSON.stringify(await stack.exportState())).not.toContain(NAME);
      const run = emulator.runs().find(({ name }) => name === NAME);
      emulator.fault({ kind: "status", status: 404, method: "GET", path: `/runs/${run?.id}`, body: {} });
      const destroy = expectExit(await stack.destroy(), "zero");
      expect([...ups, destroy].map(shown).filter((text) => text.includes(NAME))).toEqual([]);
      expect(emulator.runs().find(({ name }) => name === NAME)?.status).toBe("CANCELLED");
    });
  },
);
