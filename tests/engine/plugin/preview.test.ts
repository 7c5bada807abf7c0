import { type EngineResult, resourcesOf } from "../../support/engine/engine";
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
import { itThorough } from "../../support/thorough";

/** Resources by name: arguments and options, as JavaScript. */
type Declared = Readonly<Record<string, readonly [args: string, options?: string]>>;

function program(declared: Declared, more = ""): string {
  const resources = Object.entries(declared).map(
    ([name, [args, options = "{}"]]) =>
      `jobs.${name} = new wherobots.JobRun("${name}", ${args}, ${options});`,
  );
  return [
    'const wherobots = require("pulumi-wherobots/plugin"); const pulumi = require("@pulumi/pulumi");',
    "const jobs = {};",
    ...resources,
    more,
  ].join("\n");
}

/** What a plan says of each property of a resource: its kind, and with "!" if it asks for the new run. */
function changesOf(result: EngineResult, name: string): unknown {
  const steps = result.events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
  const found = steps.find(
    ({ urn, detailedDiff }) => urn.endsWith(`::${name}`) && detailedDiff,
  )?.detailedDiff;
  const kinds = Object.entries(found ?? {}).map(([path, change]) => [
    path,
    typeof change === "object" && change !== null && "diffKind" in change ? change.diffKind : change,
  ]);
  return Object.fromEntries(kinds) as unknown;
}

const urn = (name: string): string => `urn:pulumi:dev::test::wherobots:index:JobRun::${name}`;

describe("a preview", () => {
  let fixture: Fixture;
  const python = (args: string, more = ""): string =>
    `{ runPython: { uri: "${OK}", args: ${args} }, ${more} }`;
  const CONFIGS = 'environment: { sparkConfigs: { "spark.x": "1", "spark.gone": "1" } }';
  const first: Declared = {
    trigger: [python("[]", 'triggers: { commit: "a", day: 1, gone: true }')],
    argument: [python('["--zoom", "12", "--last"]')],
    config: [python("[]", CONFIGS)],
    inputs: [python("[]", "timeoutSeconds: 600")],
    policy: [python("[]", 'wait: { maxSeconds: 60 }, name: "policy-job"')],
    failed: [`{ runPython: { uri: "${FAILS}" }, onFailure: "warn", rerun: { on: [] } }`],
  };
  beforeAll(async () => {
    fixture = await openFixture({ javascript: program(first) });
    expectExit(await fixture.stack.up(), "zero");
    fixture.requests();
  });
  afterAll(() => fixture.dispose());

  // rule: detailed-diff
  it("says of each property that differs how, and which ask for a new run", async () => {
    const { stack } = fixture;
    stack.writeProgram(
      program({
        trigger: [python("[]", 'triggers: { commit: "b", day: 1, added: [1] }')],
        argument: [python('["--zoom", "13"]')],
        config: [
          python(
            "[]",
            CONFIGS.replace('"spark.x": "1", "spark.gone": "1"', '"spark.x": "2", "spark.new": "1"'),
          ),
        ],
        inputs: [python("[]", 'runtime: "small", region: undefined')],
        policy: [python("[]", 'logs: { tailLines: 5 }, name: "policy-job"')],
        failed: [`{ runPython: { uri: "${FAILS}" } }`],
      }),
    );
    const preview = await stack.preview();
    expectExit(preview, "zero");
    expect(changesOf(preview, "trigger")).toEqual({
      "triggers.commit": "update-replace",
      "triggers.gone": "delete-replace",
      "triggers.added": "add-replace",
    });
    expect(changesOf(preview, "argument")).toEqual({
      "runPython.args[1]": "update-replace",
      "runPython.args[2]": "delete-replace",
    });
    expect(changesOf(preview, "config")).toEqual({
      'environment.sparkConfigs["spark.x"]': "update-replace",
      'environment.sparkConfigs["spark.gone"]': "delete-replace",
      'environment.sparkConfigs["spark.new"]': "add-replace",
    });
    expect(changesOf(preview, "inputs")).toEqual({ runtime: "add-replace", timeoutSeconds: "delete" });
    expect(changesOf(preview, "policy")).toEqual({ "wait.maxSeconds": "delete", "logs.tailLines": "add" });
    expect(changesOf(preview, "failed")).toEqual({
      onFailure: "delete",
      "rerun.on": "delete",
      status: "update-replace",
    });
    expect(operations(preview)).toMatchObject({
      policy: ["update"],
      inputs: ["create-replacement", "replace", "delete-replaced"],
    });
    expect(fixture.requests()).toEqual([]);
  });

  itThorough(
    "knows the outputs of a settled run, so that what uses them does not change with its policy",
    async () => {
      const { stack } = fixture;
      const user =
        'new wherobots.JobRun("user", { runPython: { uri: "s3://bucket.test/ok.py", args: [jobs.tiles.runId, jobs.tiles.createTime, jobs.tiles.status, jobs.tiles.effective.region] } });';
      const tiles = (more: string): string => program({ tiles: [python("[]", more)] }, user);
      stack.writeProgram(tiles("wait: { maxSeconds: 60 }"));
      expectExit(await stack.up(), "zero");
      stack.writeProgram(tiles("wait: { maxSeconds: 61 }, timeoutSeconds: 700"));
      const preview = await stack.preview();
      expect(operations(preview)).toMatchObject({ tiles: ["update"], user: ["same"] });
      fixture.requests();
      expectExit(await stack.up(), "zero");
      expect(started(fixture.requests())).toEqual([]);
    },
  );

  // rule: detailed-diff
  it("obeys ignoreChanges and replaceOnChanges, also of one element", async () => {
    const { stack } = fixture;
    const jobs = (zoom: string, seconds: number): string =>
      program({
        ignoring: [python(`["--zoom", "${zoom}"]`), '{ ignoreChanges: ["runPython.args[1]"] }'],
        replacing: [python("[]", `wait: { maxSeconds: ${seconds} }`), '{ replaceOnChanges: ["wait"] }'],
      });
    stack.writeProgram(jobs("12", 60));
    expectExit(await stack.up(), "zero");
    fixture.requests();
    stack.writeProgram(jobs("13", 61));
    const up = await stack.up();
    expectExit(up, "zero");
    expect(operations(up)["ignoring"]).toEqual(["same"]);
    expect(operations(up)["replacing"]).toContain("replace");
    expect(started(fixture.requests())).toEqual(["replacing"]);
  });

  // rule: forced-replacement
  it("needs no diff for a forced replacement: up --replace cancels the old run and starts one", async () => {
    const { stack, emulator } = fixture;
    stack.writeProgram(
      program({ open: [`{ runPython: { uri: "${ENDLESS}" }, wait: { until: "running" } }`] }),
    );
    expectExit(await stack.up(), "zero");
    const { id } = await outputsOf(stack, "open");
    fixture.requests();
    expectExit(await stack.up({ args: ["--replace", urn("open")] }), "zero");
    const requests = aboutRuns(fixture.requests());
    expect(started(requests)).toEqual(["open"]);
    expect(requests.filter((request) => request.endsWith("/cancel"))).toEqual(["POST /runs/{open}/cancel"]);
    expect(requests.indexOf("POST /runs/{open}/cancel")).toBeLessThan(requests.indexOf("POST /runs open"));
    expect(emulator.runs().filter(({ status }) => status === "RUNNING")).toHaveLength(1);
    expect(resourcesOf(await stack.exportState(), "open").map((resource) => resource.id)).not.toContain(id);
  });
});
