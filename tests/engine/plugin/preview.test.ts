import type { EngineResult } from "../../support/engine/engine";
import {
  ENDLESS,
  expectExit,
  FAILS,
  fixtureForAll,
  OK,
  operations,
  started,
} from "../../support/engine/fixture";
import { describeThorough } from "../../support/thorough";

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

/** The resources before and after a change. */
const python = (args: string, more = ""): string => `{ runPython: { uri: "${OK}", args: ${args} }, ${more} }`;
const configs = (entries: string): string => python("[]", `environment: { sparkConfigs: { ${entries} } }`);
const failed = (more: string): string => `{ runPython: { uri: "${FAILS}" }, ${more} }`;
const CHANGES: Readonly<Record<string, readonly [before: string, after: string, options?: string]>> = {
  trigger: [
    python("[]", 'triggers: { commit: "a", day: 1, gone: true }'),
    python("[]", 'triggers: { commit: "b", day: 1, added: [1] }'),
  ],
  argument: [python('["--zoom", "12", "--last"]'), python('["--zoom", "13"]')],
  config: [configs('"spark.x": "1", "spark.gone": "1"'), configs('"spark.x": "2", "spark.new": "1"')],
  inputs: [python("[]", "timeoutSeconds: 600"), python("[]", 'runtime: "small", region: undefined')],
  policy: [
    python("[]", 'wait: { maxSeconds: 60 }, name: "policy-job"'),
    python("[]", 'logs: { tailLines: 5 }, name: "policy-job"'),
  ],
  failed: [failed('onFailure: "warn", rerun: { on: [] }'), failed("")],
};
/** What an up after the preview carries out. */
const LATER: typeof CHANGES = {
  ignoring: [
    python('["--zoom", "12"]'),
    python('["--zoom", "13"]'),
    '{ ignoreChanges: ["runPython.args[1]"] }',
  ],
  replacing: [
    python("[]", "wait: { maxSeconds: 60 }"),
    python("[]", "wait: { maxSeconds: 61 }"),
    '{ replaceOnChanges: ["wait"] }',
  ],
};
const OPEN: Declared = { open: [`{ runPython: { uri: "${ENDLESS}" }, wait: { until: "running" } }`] };
/** It uses outputs of a run whose settings change. */
const USER =
  'new wherobots.JobRun("user", { runPython: { uri: "s3://bucket.test/ok.py", args: [jobs.policy.runId, jobs.policy.createTime, jobs.policy.status, jobs.policy.effective.region] } });';

const declared = (changes: typeof CHANGES, which: 0 | 1): Declared =>
  Object.fromEntries(
    Object.entries(changes).map(([name, { [which]: args, 2: options = "{}" }]) => [name, [args, options]]),
  );

describeThorough("a preview", () => {
  const fixture = fixtureForAll({
    javascript: program({ ...declared(CHANGES, 0), ...declared(LATER, 0), ...OPEN }, USER),
  });
  beforeAll(async () => {
    expectExit(await fixture.stack.up(), "zero");
    fixture.requests();
  });

  // rule: detailed-diff
  it("says of each property that differs how, and which ask for a new run", async () => {
    const { stack } = fixture;
    stack.writeProgram(program({ ...declared(CHANGES, 1), ...declared(LATER, 0), ...OPEN }, USER));
    const preview = expectExit(await stack.preview(), "zero");
    const changes = Object.fromEntries(Object.keys(CHANGES).map((name) => [name, changesOf(preview, name)]));
    expect(changes).toEqual({
      trigger: {
        "triggers.commit": "update-replace",
        "triggers.gone": "delete-replace",
        "triggers.added": "add-replace",
      },
      argument: { "runPython.args[1]": "update-replace", "runPython.args[2]": "delete-replace" },
      config: {
        'environment.sparkConfigs["spark.x"]': "update-replace",
        'environment.sparkConfigs["spark.gone"]': "delete-replace",
        'environment.sparkConfigs["spark.new"]': "add-replace",
      },
      inputs: { runtime: "add-replace", timeoutSeconds: "delete" },
      policy: { "wait.maxSeconds": "delete", "logs.tailLines": "add" },
      failed: { onFailure: "delete", "rerun.on": "delete", status: "update-replace" },
    });
    expect(operations(preview)).toMatchObject({
      inputs: ["create-replacement", "replace", "delete-replaced"],
      policy: ["update"],
      // The outputs of a settled run are known.
      user: ["same"],
    });
    expect(fixture.requests()).toEqual([]);
  });

  // rule: detailed-diff, forced-replacement
  it("obeys ignoreChanges and replaceOnChanges, also of one element; a forced replacement needs no diff", async () => {
    const { stack, emulator } = fixture;
    const { id } = await fixture.outputsOf("open");
    stack.writeProgram(program({ ...declared(CHANGES, 0), ...declared(LATER, 1), ...OPEN }, USER));
    const up = expectExit(await stack.up({ args: ["--replace", "**::open"] }), "zero");
    expect(operations(up)).toMatchObject({ ignoring: ["same"], policy: ["same"] });
    expect(operations(up)["replacing"]).toContain("replace");
    const requests = fixture.aboutRuns();
    expect(started(requests).sort()).toEqual(["open", "replacing"]);
    expect(requests.filter((request) => request.endsWith("/cancel"))).toEqual(["POST /runs/{open}/cancel"]);
    expect(requests.indexOf("POST /runs/{open}/cancel")).toBeLessThan(requests.indexOf("POST /runs open"));
    expect(emulator.runs().filter(({ status }) => status === "RUNNING")).toHaveLength(1);
    expect((await fixture.outputsOf("open"))["id"]).not.toBe(id);
  });
});
