import { DEFAULT_ACCOUNT } from "../../emulator";
import { expectExit, FAILS, fixtureForAll, OK, operations } from "../support/engine/fixture";

const SECRET = "canary-yaml-61d2";
/** Another account, for the explicit provider. */
const EMEA = { ...DEFAULT_ACCOUNT, apiKey: "wbk_emea", userId: "user-2", organizationId: "org-2" };

/** Two jobs, one after the other, one more in another account, and a look at the first. */
function program(uri: string): string {
  return `
resources:
  tiles:
    type: wherobots:JobRun
    properties:
      runPython:
        uri: ${uri}
        args: [--token, { fn::secret: ${SECRET} }]
      triggers: { day: 1 }
  after:
    type: wherobots:JobRun
    properties:
      runPython: { uri: "${OK}", args: ["\${tiles.runId}"] }
  emea:
    type: pulumi:providers:wherobots
    properties: { apiKey: ${EMEA.apiKey} }
  abroad:
    type: wherobots:JobRun
    properties:
      runPython: { uri: "${OK}" }
    options:
      provider: \${emea}
variables:
  seen:
    fn::invoke:
      function: wherobots:getRun
      arguments: { runId: "\${tiles.runId}" }
outputs:
  status: \${tiles.status}
  seen: \${seen.status}
`;
}

describe("a program in YAML", () => {
  const fixture = fixtureForAll({ yaml: program(OK) }, { emulator: { accounts: [DEFAULT_ACCOUNT, EMEA] } });

  // rule: yaml
  it("runs each job once, in its account, with secrets that stay out of state", async () => {
    const { stack, emulator } = fixture;
    expectExit(await stack.up(), "zero");
    expect(fixture.started().sort()).toEqual(["abroad", "after", "tiles"]);
    expect(await stack.outputs()).toEqual({ status: "COMPLETED", seen: "COMPLETED" });
    const posts = emulator.requests.filter(({ method, path }) => method === "POST" && path === "/runs");
    const abroad = posts.filter(({ apiKey }) => apiKey === EMEA.apiKey);
    expect(JSON.stringify(abroad)).toContain("abroad-");
    expect(abroad).toHaveLength(1);
    expect(JSON.stringify(posts)).toContain(SECRET);
    const state = JSON.stringify(await stack.exportState());
    expect(state).not.toContain(SECRET);
    expect(state).not.toContain(EMEA.apiKey);
    const { runId } = await fixture.outputsOf("tiles");
    expect(await fixture.outputsOf("after")).toMatchObject({ runPython: { args: [runId] } });
  });

  it("shows no change afterwards, nor after a refresh, and asks only what the function asks", async () => {
    const { stack } = fixture;
    expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
    expect(fixture.aboutRuns()).toEqual(["GET /runs/{tiles}", "GET /runs/{tiles}/metrics"]);
    expectExit(await stack.refresh({ args: ["--expect-no-changes"] }), "zero");
    expect(fixture.aboutRuns()).toEqual([]);
  });

  // rule: yaml
  it("keeps a failed run, names its cause, and runs it anew at the next up", async () => {
    const { stack, emulator } = fixture;
    stack.writeProgram(program(FAILS));
    const up = expectExit(await stack.up(), "non-zero");
    expect(up.all).toContain("ValueError: bad zoom");
    expect(up.all).not.toContain(SECRET);
    expect(fixture.started()).toEqual(["tiles"]);
    const failed = await fixture.outputsOf("tiles");
    expect(failed).toMatchObject({ status: "FAILED" });

    emulator.plan({ match: { uri: FAILS }, plan: { pendingMs: 50, runningMs: 100 } });
    const repeated = expectExit(await stack.up(), "zero");
    expect(operations(repeated)["tiles"]).toContain("replace");
    expect(repeated.all).toContain(`will start a new run: run ${String(failed["id"])} ended as FAILED`);
    expect(fixture.started()).toEqual(["tiles", "after"]);
    expect(await fixture.outputsOf("tiles")).toMatchObject({ attempts: [{ runId: failed["id"] }] });
  });
});
