import { writeFileSync } from "node:fs";
import path from "node:path";
import {
  describeHostsThorough,
  expectExit,
  FAILS,
  type Fixture,
  inHost,
  openFixture,
  programOf,
} from "../support/engine/fixture";
import type { Ended } from "../support/engine/running-engine";
import { describeThorough } from "../support/thorough";

/** The language host of the tests knows no error hooks; a program inside of the Automation API does. */
const FILE = "automation.js";
const ALWAYS = "() => true";

/** @param body declares resources, with `hooks` for their options */
function automation(hook: string, body: string): string {
  return `
const pulumi = require("@pulumi/pulumi");
const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const wherobots = require("pulumi-wherobots");
const program = async () => {
  const hooks = { onError: [new pulumi.ErrorHook("again", ${hook})] };
  ${body}
};
(async () => {
  const stack = await LocalWorkspace.selectStack(
    { stackName: "dev", projectName: "test", program },
    { workDir: __dirname },
  );
  await stack.up({ onOutput: (text) => process.stdout.write(text), suppressProgress: true });
})().catch((error) => {
  console.error(String(error.message));
  process.exit(1);
});
`;
}

describeHostsThorough("an error hook that says true, in the %s host", (host) => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await openFixture(programOf(host, ""));
  });
  afterEach(() => fixture.dispose());

  function up(hook: string, body: string): Promise<Ended> {
    writeFileSync(path.join(fixture.stack.dir, FILE), inHost(host, automation(hook, body)));
    return fixture.stack.runNode(FILE);
  }

  /** The state is one that every later command reads. */
  async function expectUsableState(name: string): Promise<Record<string, unknown>> {
    const outputs = await fixture.outputsOf(name);
    expect(outputs["id"]).toEqual(expect.stringMatching(/./));
    expectExit(await fixture.stack.destroy(), "zero");
    return outputs;
  }

  const failing = (more = ""): string =>
    `new wherobots.JobRun("tiles", { runPython: { uri: "${FAILS}" } ${more} }, { hooks });`;

  // rule: error-hooks
  it("has a failed run repeated, rerun.max times in all, and the resource keeps the last run and all attempts", async () => {
    const ended = await up(ALWAYS, failing());
    expect(ended.exitCode).not.toBe(0);
    expect(ended.all).toContain("rerun.max (3) is reached");
    expect(fixture.started()).toEqual(["tiles", "tiles", "tiles"]);
    const { id, status, attempts } = await expectUsableState("tiles");
    const runIds = [id, ...(attempts as { runId: string }[]).map(({ runId }) => runId)];
    expect(status).toBe("FAILED");
    expect(runIds.sort()).toEqual(
      fixture.emulator
        .runs()
        .map((run) => run.id)
        .sort(),
    );
  });
});

describeThorough(
  "an error hook that says true without an end, of a class that is none of this package",
  () => {
    it("leaves a resource that has its id, and a run for each failure that rerun.max allows", async () => {
      const fixture = await openFixture(programOf("plugin", ""));
      const program = automation(
        ALWAYS,
        `class Raw extends pulumi.CustomResource {}
       new Raw("wherobots:index:JobRun", "tiles", { runPython: { uri: "${FAILS}" } }, { hooks });`,
      );
      writeFileSync(path.join(fixture.stack.dir, FILE), program);
      const ended = await fixture.stack.runNode(FILE);
      expect(ended.all).toContain("asked for another try too often");
      expect(fixture.started()).toEqual(["tiles", "tiles", "tiles"]);
      expect(await fixture.outputsOf("tiles")).toMatchObject({ status: "FAILED" });
      expectExit(await fixture.stack.destroy(), "zero");
      await fixture.dispose();
    });
  },
);
