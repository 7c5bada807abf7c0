import { expectExit, fixtureForAll, OK } from "../support/engine/fixture";
import { submitByHand } from "../support/lifecycle/mini-engine";
import { itThorough } from "../support/thorough";

const PROGRAM = `
const wherobots = require("pulumi-wherobots");
const job = new wherobots.JobRun("tiles", { runPython: { uri: "${OK}" } });
exports.run = wherobots.getRunOutput({ runId: job.runId }).status;
exports.log = wherobots.getRunLogsOutput({ runId: job.runId }).complete;
exports.costs = wherobots.getRunCostsOutput({ runIds: [job.runId] }).costs.apply((costs) => costs.length);
exports.metrics = wherobots.getRunMetricsOutput({ runId: job.runId }).apply((metrics) => Object.keys(metrics).length > 0);
exports.nightly = wherobots.listRuns({ name: "nightly-*" }).then(({ runs, complete }) => [runs.length, complete]);
exports.each = (async () => {
  const names = new Set();
  for await (const { runName } of wherobots.eachRun({ name: "nightly-*" })) names.add(runName);
  return names.size;
})();
exports.organization = wherobots.getOrganization().then(({ id }) => id);
exports.storages = wherobots.getStoragesOutput().storages.apply((storages) => storages.map(({ type }) => type));
exports.team = wherobots.getStorageIntegration({ name: "team" }).then(({ name }) => name);
exports.trust = wherobots.getTrustPolicy().then(({ json }) => typeof JSON.parse(json));
`;

const fixture = fixtureForAll(PROGRAM);

// rule: look-ups
itThorough(
  "programs of the dynamic provider look runs, costs and storages up, page by page, and start nothing by it",
  async () => {
    const { stack, emulator } = fixture;
    for (let index = 0; index < 250; index++)
      await submitByHand(emulator, { name: `nightly-${index}`, runtime: "tiny", runPython: { uri: OK } });
    expectExit(await stack.up(), "zero");
    expect(await stack.outputs()).toMatchObject({
      run: "COMPLETED",
      log: true,
      costs: 1,
      metrics: true,
      nightly: [250, true],
      each: 250,
      organization: "org-1",
      storages: expect.arrayContaining(["MANAGED", "INTEGRATION"]),
      team: "team",
      trust: "object",
    });
    expect(emulator.runs()).toHaveLength(251);
  },
);

itThorough(
  "what cannot be answered fails the program in one line, without a stack and without the key",
  async () => {
    const { stack, emulator } = fixture;
    const program = `
const wherobots = require("pulumi-wherobots");
exports.run = wherobots.getRun({ runId: "none0" });
exports.wrong = wherobots.listRuns({ nam: "x" });
`;
    const before = emulator.runs().length;
    stack.writeProgram(program);
    const preview = await stack.preview();
    expectExit(preview, "non-zero");
    expect(preview.all).toMatch(
      /error: (getRun: .*There is no run none0 in organisation|listRuns: nam is not a known property)/,
    );
    expect(preview.all).not.toContain("wbk_emulator");
    expect(preview.all).not.toMatch(/^\s+at /m);
    expect(emulator.runs()).toHaveLength(before);
  },
);
