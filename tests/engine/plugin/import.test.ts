import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { resourcesOf } from "../../support/engine/engine";
import {
  aboutRuns,
  ENDLESS,
  expectExit,
  FAILS,
  type Fixture,
  OK,
  openFixture,
  operations,
  outputsOf,
  started,
} from "../../support/engine/fixture";
import { submitByHand } from "../../support/lifecycle/mini-engine";
import { itThorough } from "../../support/thorough";

const SECRET = "canary-import-3e0a";
const JOB_RUN = "wherobots:index:JobRun";
const RUN_COMPLETION = "wherobots:index:RunCompletion";

/** What somebody asked for who does not use Pulumi; the region is that of the account. */
const EVERYTHING = {
  name: "by-somebody",
  region: "aws-us-west-2",
  runtime: "small",
  runPython: { uri: OK, args: ["--zoom", "12"] },
  timeoutSeconds: 7_200,
  environment: {
    sparkDriverDiskGB: 50,
    sparkConfigs: { "spark.x": "4" },
    dependencies: [
      { libraryName: "shapely", libraryVersion: "2.0.0" },
      { filePath: "s3://bucket.test/a.whl" },
    ],
  },
};
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
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture({ yaml: "" });
  });
  afterAll(() => fixture.dispose());

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
    expect(await outputsOf(stack, "end")).toMatchObject({ status: "COMPLETED", runName: JAR.name });

    stack.writeProgram(await readFile(path.join(stack.dir, "new.yaml"), "utf8"));
    expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
    expectExit(await stack.up({ args: ["--expect-no-changes"] }), "zero");
    expectExit(await stack.refresh({ args: ["--expect-no-changes"] }), "zero");
    expect(aboutRuns(fixture.requests()).filter((request) => request.startsWith("POST"))).toEqual([]);

    // What was imported is protected; once that is taken off a destroy sends nothing.
    const kept = await stack.destroy();
    expectExit(kept, "non-zero");
    expect(kept.all).toContain("protected");
    expectExit(await stack.run(["state", "unprotect", "--all", "--yes"]), "zero");
    fixture.requests();
    expectExit(await stack.destroy(), "zero");
    expect(aboutRuns(fixture.requests())).toEqual([]);
  });

  itThorough("of an active run goes on with it as with one's own", async () => {
    const { stack, emulator } = fixture;
    const id = await byHand(fixture, { name: "still-active", runPython: { uri: ENDLESS } });
    const code = path.join(stack.dir, "active.yaml");
    const more = ["--protect=false", "--yes", "--out", code];
    expectExit(await stack.run(["import", JOB_RUN, "open", id, ...more]), "zero");
    stack.writeProgram(await readFile(code, "utf8"));
    expect(operations(await stack.preview())["open"]).toEqual(["update"]);
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.waitForOutput(/following run/);
    emulator.finish(id, "COMPLETED");
    expect(await up.wait()).toMatchObject({ exitCode: 0 });
    expect(await outputsOf(stack, "open")).toMatchObject({ id, status: "COMPLETED" });
    expect(started(fixture.requests())).toEqual([]);
  });
});

describe("the import option", () => {
  let fixture: Fixture;
  afterEach(() => fixture.dispose());

  const program = (...declared: string[]): string =>
    [
      'const pulumi = require("@pulumi/pulumi"); const wherobots = require("pulumi-wherobots/plugin");',
      ...declared,
    ].join("\n");
  const declare = (name: string, args: string, id?: string): string =>
    `new wherobots.JobRun("${name}", ${args}, { import: ${JSON.stringify(id)} });`;

  // rule: import-options
  it("records a run with the triggers, the wait and the secrets of the program, and starts none", async () => {
    fixture = await openFixture({ javascript: program() });
    const { stack } = fixture;
    const runPython = { uri: OK, args: ["--token", SECRET] };
    const id = await byHand(fixture, { name: "by-somebody", runPython }, "COMPLETED");
    const args = (commit: string): string => `{
      runPython: { uri: "${OK}", args: ["--token", pulumi.secret("${SECRET}")] },
      triggers: { commit: "${commit}" }, wait: { maxSeconds: 60 } }`;
    stack.writeProgram(program(declare("tiles", args("a"), id)));
    const up = await stack.up();
    expectExit(up, "zero");
    expect(operations(up)["tiles"]).toEqual(["import", "update"]);
    // What is secret is told by the program alone: the API gives it in clear, and the engine shows what it imports.
    expect(up.all).not.toContain(SECRET);
    const steps = up.events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
    expect(steps.find(({ op }) => op === "update")?.detailedDiff).toMatchObject({
      "runPython.args[1]": { diffKind: "add" },
    });
    expect(JSON.stringify(await stack.exportState())).not.toContain(SECRET);
    expect(await outputsOf(stack, "tiles")).toMatchObject({ id, triggers: { commit: "a" } });
    expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");

    // Without the option it is a run like any other.
    stack.writeProgram(program(declare("tiles", args("a"))));
    expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
    expect(started(fixture.requests())).toEqual([]);
    stack.writeProgram(program(declare("tiles", args("b"))));
    expectExit(await stack.up(), "zero");
    expect(started(fixture.requests())).toEqual(["tiles"]);
  });

  itThorough("takes an active run over, which destroy cancels", async () => {
    fixture = await openFixture({ javascript: program() });
    const { stack } = fixture;
    const id = await byHand(fixture, { name: "still-active", runPython: { uri: ENDLESS } });
    const args = JSON.stringify({ runPython: { uri: ENDLESS }, wait: { until: "running" } });
    stack.writeProgram(program(declare("open", args, id)));
    expectExit(await stack.up(), "zero");
    expectExit(await stack.destroy(), "zero");
    const posts = fixture.requests().filter((request) => request.startsWith("POST"));
    expect(posts).toEqual([expect.stringMatching(/^POST \/runs\/.*\/cancel$/)]);
  });

  itThorough(
    "of a failed run starts none: the next one comes with the first program without the option",
    async () => {
      fixture = await openFixture({ javascript: program() });
      const { stack, emulator } = fixture;
      const body = { name: "failed-of-somebody", runPython: { uri: FAILS } };
      const id = await byHand(fixture, body, "FAILED");
      const args = JSON.stringify(body);
      const tolerant = JSON.stringify({ ...body, onFailure: "warn" });
      stack.writeProgram(program(declare("strict", args, id), declare("tolerant", tolerant, id)));
      const up = await stack.up({ args: ["--continue-on-error"] });
      expectExit(up, "non-zero");
      expect(up.all).toContain(`will start a new run: run ${id} ended as FAILED`);
      expect(up.all).toContain("remove the `import` declaration from your program");
      expect(await outputsOf(stack, "strict")).toMatchObject({ id, status: "FAILED" });
      expect(await outputsOf(stack, "tolerant")).toMatchObject({ id, status: "FAILED" });
      expect(started(fixture.requests())).toEqual([]);

      emulator.plan({ match: { uri: FAILS }, plan: { pendingMs: 50, runningMs: 100 } });
      stack.writeProgram(program(declare("strict", args), declare("tolerant", tolerant, id)));
      expectExit(await stack.up(), "zero");
      expect(started(fixture.requests())).toEqual([body.name]);
      expect(await outputsOf(stack, "strict")).toMatchObject({ status: "COMPLETED" });
    },
  );

  itThorough("works in YAML as well", async () => {
    fixture = await openFixture({ yaml: "" });
    const { stack } = fixture;
    const id = await byHand(fixture, JAR, "COMPLETED");
    stack.writeProgram(`
resources:
  jar:
    type: wherobots:JobRun
    properties: ${JSON.stringify(JAR)}
    options:
      import: ${id}
`);
    const up = await stack.up();
    expectExit(up, "zero");
    expect(operations(up)["jar"]).toEqual(["import"]);
    expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
    expect(started(fixture.requests())).toEqual([]);
  });
});
