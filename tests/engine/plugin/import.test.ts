import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { resourcesOf } from "../../support/engine/engine";
import { expectExit, type Fixture, fixtureForAll, OK, operations } from "../../support/engine/fixture";
import { submitByHand } from "../../support/lifecycle/mini-engine";
import { inputsByHand } from "../../support/lifecycle/run-by-hand";
import { describeThorough } from "../../support/thorough";

const SECRET = "canary-import-3e0a";
const JOB_RUN = "wherobots:index:JobRun";
const RUN_COMPLETION = "wherobots:index:RunCompletion";

/** What somebody asked for who does not use Pulumi; the region is that of the account. */
const EVERYTHING = { name: "by-somebody", region: "aws-us-west-2", ...inputsByHand(OK) };
const JAR = {
  name: "by-somebody-else",
  region: "aws-us-west-2",
  runJar: { uri: "s3://bucket.test/job.jar", mainClass: "test.Main", args: ["x"] },
};

/** Starts a run as somebody else does. It is none of the requests that a test looks at. */
async function byHand(fixture: Fixture, body: object, outcome?: "COMPLETED" | "FAILED"): Promise<string> {
  const id = await submitByHand(fixture.emulator, body);
  if (outcome !== undefined) fixture.emulator.finish(id, outcome);
  fixture.requests();
  return id;
}

describe("pulumi import", () => {
  const fixture = fixtureForAll({ yaml: "" });

  // rule: import-options
  it("writes a program that declares the runs of others, which has no change and starts nothing", async () => {
    const { stack } = fixture;
    const script = await byHand(fixture, EVERYTHING, "COMPLETED");
    const jar = await byHand(fixture, JAR, "COMPLETED");
    const resources = [
      { type: JOB_RUN, name: "script", id: script },
      { type: JOB_RUN, name: "jar", id: jar },
      { type: RUN_COMPLETION, name: "end", id: jar },
    ];
    await writeFile(path.join(stack.dir, "runs.json"), JSON.stringify({ resources }));
    expectExit(await stack.run(["import", "--file", "runs.json", "--out", "new.yaml", "--yes"]), "zero");
    const state = await stack.exportState();
    expect(resourcesOf(state, "script")).toMatchObject([{ id: script, inputs: EVERYTHING, protect: true }]);
    expect(resourcesOf(state, "jar")).toMatchObject([{ id: jar, inputs: JAR, protect: true }]);
    expect(resourcesOf(state, "end")).toMatchObject([{ id: jar, inputs: { runId: jar } }]);
    expect(await fixture.outputsOf("end")).toMatchObject({ status: "COMPLETED", runName: JAR.name });

    stack.writeProgram(await readFile(path.join(stack.dir, "new.yaml"), "utf8"));
    expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
    expectExit(await stack.refresh({ args: ["--expect-no-changes"] }), "zero");
    expect(fixture.aboutRuns().filter((request) => request.startsWith("POST"))).toEqual([]);

    // What was imported is protected.
    expectExit(await stack.run(["state", "unprotect", "--all", "--yes"]), "zero");
    fixture.requests();
    expectExit(await stack.destroy(), "zero");
    expect(fixture.aboutRuns()).toEqual([]);
  });
});

describeThorough("a run that somebody started, in a program", () => {
  let id: string;
  const runPython = { uri: OK, args: ["--token", SECRET] };
  const fixture = fixtureForAll({ javascript: "" });
  beforeAll(async () => {
    id = await byHand(fixture, { name: "by-somebody", runPython }, "COMPLETED");
  });

  const program = (commit: string, imported = {}): string => `
    const pulumi = require("@pulumi/pulumi"); const wherobots = require("pulumi-wherobots/plugin");
    exports.status = wherobots.JobRun.get("read", "${id}").status;
    new wherobots.JobRun("tiles", {
      runPython: { uri: "${OK}", args: ["--token", pulumi.secret("${SECRET}")] },
      triggers: { commit: "${commit}" },
      wait: { maxSeconds: 60 },
    }, ${JSON.stringify(imported)});`;

  // rule: import-options
  it("is recorded by the option import with the triggers, the wait and the secrets of the program, and none starts", async () => {
    const { stack } = fixture;
    stack.writeProgram(program("a", { import: id }));
    const up = expectExit(await stack.up(), "zero");
    expect(operations(up)["tiles"]).toEqual(["import", "update"]);
    const steps = up.events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
    expect(steps.find(({ op }) => op === "update")?.detailedDiff).toMatchObject({
      "runPython.args[1]": { diffKind: "add" },
    });
    expect(await fixture.outputsOf("tiles")).toMatchObject({ id, triggers: { commit: "a" } });
    expect(fixture.started()).toEqual([]);
  });

  // rule: get
  it("is the same in state after each up where the program only reads it, and is never started or cancelled", async () => {
    const { stack } = fixture;
    const first = await fixture.outputsOf("read");
    expect(first).toMatchObject({ id, status: "COMPLETED", runPython: { uri: OK } });
    // Without the option it is a run like any other.
    stack.writeProgram(program("a"));
    expectExit(await stack.up({ args: ["--expect-no-changes"] }), "zero");
    expect(await fixture.outputsOf("read")).toEqual(first);
    expect(await stack.outputs()).toEqual({ status: "COMPLETED" });
    expect(fixture.aboutRuns().filter((request) => !request.startsWith("GET "))).toEqual([]);
  });

  // rule: import-options
  it("is followed by another when a trigger changes, and a destroy cancels none", async () => {
    const { stack } = fixture;
    stack.writeProgram(program("b"));
    expectExit(await stack.up(), "zero");
    expect(fixture.started()).toEqual(["tiles"]);
    expectExit(await stack.destroy(), "zero");
    expect(fixture.requests().filter((request) => request.startsWith("POST"))).toEqual([]);
  });
});
