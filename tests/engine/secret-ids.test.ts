import { shown } from "../support/engine/canaries";
import {
  describeHosts,
  ENDLESS,
  expectExit,
  type Fixture,
  inHost,
  OK,
  openFixture,
  operations,
  outputsOf,
  programOf,
  started,
} from "../support/engine/fixture";
import { submitByHand } from "../support/lifecycle/mini-engine";
import { itThorough } from "../support/thorough";

const HEAD = `const pulumi = require("@pulumi/pulumi"); const wherobots = require("pulumi-wherobots");`;
const NAME = "canary-name-8f21";

describeHosts("what is recorded of secret inputs in the %s host", (host) => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await openFixture(programOf(host, HEAD));
  });
  afterEach(() => fixture.dispose());

  const write = (text: string): void => fixture.stack.writeProgram(inHost(host, `${HEAD}\n${text}`));

  itThorough(
    "an id stays the id, also where it is given as a secret: no change, no run, and a refresh finds it",
    async () => {
      const { stack, emulator } = fixture;
      const id = await submitByHand(emulator, { name: "by-hand-run", runPython: { uri: OK, args: [] } });
      fixture.requests();
      write(`
      new wherobots.RunCompletion("end", { runId: pulumi.secret("${id}") });
      const taken = new wherobots.JobRun("taken", { runPython: { uri: "${OK}" }, takeOverRunId: pulumi.secret("${id}") });
      exports.id = taken.runId;
    `);
      expectExit(await stack.up(), "zero");
      for (const name of ["end", "taken"]) expect(await outputsOf(stack, name)).toMatchObject({ id });
      expect(await stack.outputs()).toEqual({ id });
      const again = await stack.up();
      expectExit(again, "zero");
      expect(operations(again)).toMatchObject({ end: ["same"], taken: ["same"] });
      expectExit(await stack.refresh({ args: ["--expect-no-changes"] }), "zero");
      expectExit(await stack.destroy(), "zero");
      expect(started(fixture.requests())).toEqual([]);
    },
  );

  itThorough(
    "a run that was taken over by a secret id is taken over once: a forced replacement starts a run",
    async () => {
      const { stack, emulator } = fixture;
      const id = await submitByHand(emulator, { name: "by-hand-run", runPython: { uri: OK, args: [] } });
      fixture.requests();
      write(
        `new wherobots.JobRun("taken", { runPython: { uri: "${OK}" }, takeOverRunId: pulumi.secret("${id}") });`,
      );
      expectExit(await stack.up(), "zero");
      expect(started(fixture.requests())).toEqual([]);
      expectExit(await stack.up({ args: ["--replace", "**taken"] }), "zero");
      expect(started(fixture.requests())).toEqual(["taken"]);
    },
  );

  itThorough(
    "a secret name is kept whole and encrypted, so that a destroy finds the run and cancels it",
    async () => {
      const { stack, emulator } = fixture;
      write(`
      new wherobots.JobRun("named", {
        name: pulumi.secret("${NAME}"), runPython: { uri: "${ENDLESS}" }, wait: { until: "running" },
      });
    `);
      const up = await stack.up();
      expectExit(up, "zero");
      expect(shown(up)).not.toContain(NAME);
      const state = JSON.stringify(await stack.exportState());
      expect(state).not.toContain(NAME);
      expect(operations(await stack.up())).toMatchObject({ named: ["same"] });
      // A read that lags: the run is looked up by its name then.
      const [run] = emulator.runs();
      emulator.fault({
        kind: "status",
        status: 404,
        method: "GET",
        path: `/runs/${run?.id}`,
        body: {},
        times: 1,
      });
      const destroy = await stack.destroy();
      expectExit(destroy, "zero");
      expect(shown(destroy)).not.toContain(NAME);
      expect(emulator.runs().map(({ status }) => status)).toEqual(["CANCELLED"]);
    },
  );

  itThorough(
    "settings in force are kept whole, so that naming one that was in force is no change",
    async () => {
      const { stack } = fixture;
      const job = (more: string): string =>
        `new wherobots.JobRun("sized", { runPython: { uri: "${OK}", args: [pulumi.secret("tiny")] }, ${more} });`;
      write(job('runtime: "tiny"'));
      expectExit(await stack.up(), "zero");
      write(job(""));
      expectExit(await stack.up(), "zero");
      write(job('runtime: "tiny"'));
      const up = await stack.up();
      expectExit(up, "zero");
      expect(operations(up)["sized"]).not.toContain("replace");
      expect(started(fixture.requests())).toEqual(["sized"]);
      write(job('region: pulumi.secret("aws-us-west-2")'));
      expectExit(await stack.up(), "zero");
      expect(await outputsOf(stack, "sized")).toMatchObject({
        effective: { region: { ciphertext: expect.any(String) } },
      });
    },
  );
});
