import { DEFAULT_ACCOUNT } from "../../../emulator";
import { expectExit, type Fixture, job, OK, openFixture } from "../../support/engine/fixture";
import { describeThorough } from "../../support/thorough";

const SECRET = "canary-functions-90be";
/** Longer than two pages. */
const LINES = 2_200;
const EMULATOR = {
  quotas: { CPU: 64 },
  plans: [
    { plan: { pendingMs: 20, runningMs: 50, costUsd: 0.25, logs: { count: LINES, text: `{n} ${SECRET}` } } },
  ],
};

/** What both programs give out. */
const EXPECTED = {
  run: "COMPLETED",
  listed: ["COMPLETED", true],
  last: `${LINES} [secret]`,
  first: [3, false],
  usd: 0.25,
  cost: [0.25, false],
  organization: [DEFAULT_ACCOUNT.organizationName, 64, DEFAULT_ACCOUNT.userId],
  storages: expect.arrayContaining([expect.objectContaining({ type: "MANAGED", readOnly: false })]),
};

const YAML = `
resources:
  tiles:
    type: wherobots:JobRun
    properties:
      runPython: { uri: "${OK}", args: [{ fn::secret: ${SECRET} }] }
variables:
  run: { fn::invoke: { function: wherobots:getRun, arguments: { runId: "\${tiles.runId}" } } }
  listed:
    fn::invoke:
      function: wherobots:listRuns
      arguments: { name: "\${tiles.runName}", status: [COMPLETED], createdAfter: 2026-01-01T00:00:00Z, maxRuns: 5 }
  last: { fn::invoke: { function: wherobots:getRunLogs, arguments: { runId: "\${tiles.runId}", tail: 1 } } }
  first: { fn::invoke: { function: wherobots:getRunLogs, arguments: { runId: "\${tiles.runId}", maxLines: 3 } } }
  metrics: { fn::invoke: { function: wherobots:getRunMetrics, arguments: { runId: "\${tiles.runId}" } } }
  costs: { fn::invoke: { function: wherobots:getRunCosts, arguments: { runIds: ["\${tiles.runId}"] } } }
  mine: { fn::invoke: { function: wherobots:getOrganization } }
  files: { fn::invoke: { function: wherobots:getStorages } }
outputs:
  run: \${run.status}
  listed: ["\${listed.runs[0].status}", "\${listed.complete}"]
  last: \${last.lines[0].text}
  first: ["\${first.lines}", "\${first.complete}"]
  usd: \${metrics.instant["COST_USD"].value}
  cost: ["\${costs.costs[0].usd}", "\${costs.costs[0].settled}"]
  organization: ["\${mine.name}", '\${mine.quotas["CPU"]}', "\${mine.user.id}"]
  storages: \${files.storages}
`;

/** Each function in the form for outputs, and those without a run in the other one too. */
const JAVASCRIPT = `
const pulumi = require("@pulumi/pulumi");
const wherobots = require("pulumi-wherobots/plugin");
const args = ${JSON.stringify(job(OK, { triggers: { in: "javascript" } }))};
args.runPython.args = [pulumi.secret("${SECRET}")];
const { runId, runName } = new wherobots.JobRun("tiles", args);
exports.run = wherobots.getRunOutput({ runId }).status;
exports.listed = wherobots
  .listRunsOutput({ name: runName, status: ["COMPLETED"], createdAfter: "2026-01-01T00:00:00Z", maxRuns: 5 })
  .apply(({ runs, complete }) => [runs[0].status, complete]);
exports.last = wherobots.getRunLogsOutput({ runId, tail: 1 }).lines[0].text;
exports.first = wherobots
  .getRunLogsOutput({ runId, maxLines: 3 })
  .apply(({ lines, complete }) => [lines.length, complete]);
exports.usd = wherobots.getRunMetricsOutput({ runId }).instant.apply(({ COST_USD }) => COST_USD.value);
exports.cost = wherobots.getRunCostsOutput({ runIds: [runId] }).costs.apply(([cost]) => [cost.usd, cost.settled]);
exports.organization = wherobots
  .getOrganization()
  .then(({ name, quotas, user }) => [name, quotas.CPU, user.id]);
exports.storages = wherobots.getStorages().then(({ storages }) => storages);
const each = async () => {
  const statuses = [];
  for await (const { status } of wherobots.eachRun({ region: "nowhere" })) statuses.push(status);
  return statuses;
};
exports.none = each();
exports.same = pulumi
  .all([
    ...[wherobots.getOrganization(), wherobots.getOrganizationOutput()],
    ...[wherobots.getStorages(), wherobots.getStoragesOutput()],
    ...[wherobots.listRuns({ name: "nothing" }), wherobots.listRunsOutput({ name: "nothing" })],
    ...[wherobots.getTrustPolicy(), wherobots.getTrustPolicyOutput()],
    ...[wherobots.getStorageIntegration({ name: "team" }), wherobots.getStorageIntegrationOutput({ name: "team" })],
  ])
  .apply(([a, b, c, d, e, f, g, h, i, j]) => JSON.stringify([a, c, e, g, i]) === JSON.stringify([b, d, f, h, j]));
`;

describeThorough("the functions of the plugin", () => {
  let fixture: Fixture | undefined;
  afterEach(() => fixture?.dispose());

  // rule: yaml
  it("are called by fn::invoke in YAML, by all of one stack", async () => {
    fixture = await openFixture({ yaml: YAML }, { emulator: EMULATOR });
    const { stack } = fixture;
    expectExit(await stack.up(), "zero");
    const { first, ...outputs } = await stack.outputs();
    const [lines, complete] = first as [object[], boolean];
    expect({ ...outputs, first: [lines.length, complete] }).toEqual(EXPECTED);
    expect(fixture.started()).toEqual(["tiles"]);
  });

  it("are called from TypeScript, with plain values and with outputs, and refuse a slip before a request", async () => {
    fixture = await openFixture({ javascript: JAVASCRIPT }, { emulator: EMULATOR });
    const { stack } = fixture;
    expectExit(await stack.up(), "zero");
    expect(await stack.outputs()).toEqual({ ...EXPECTED, same: true, none: [] });
    fixture.requests();
    stack.writeProgram(
      'require("pulumi-wherobots/plugin").listRunsOutput({ status: ["COMPLETE"], maxRun: 5 });',
    );
    const preview = expectExit(await stack.preview(), "non-zero");
    expect(preview.all).toContain("did you mean COMPLETED?");
    expect(preview.all).toContain("did you mean `maxRuns`?");
    expect(fixture.requests()).toEqual([]);
  });
});
