import { DEFAULT_ACCOUNT } from "../../emulator";
import type { EngineResult } from "../support/engine/engine";
import {
  aboutRuns,
  expectExit,
  FAILS,
  type Fixture,
  OK,
  openFixture,
  operations,
  outputsOf,
  started,
} from "../support/engine/fixture";
import { itSampled } from "../support/sample";

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

/** What a plan says of each property of a resource that changes. */
function changesOf(result: EngineResult, name: string): unknown {
  const steps = result.events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
  return steps.find(({ urn, detailedDiff }) => urn.endsWith(`::${name}`) && detailedDiff)?.detailedDiff;
}

describe("a program in YAML", () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture({ yaml: program(OK) }, { emulator: { accounts: [DEFAULT_ACCOUNT, EMEA] } });
  });
  afterAll(() => fixture.dispose());

  itSampled(
    "wrong input in YAML",
    [
      ["a value that is wrong", "timeoutSeconds: 0", "timeoutSeconds must be"],
      ["a name that there is not", "timeoutSecnds: 60", "timeoutSecnds"],
    ] as const,
    { keep: 1 / 2 },
  )("with %s is told so, and nothing is started", async (_, input, said) => {
    const { stack } = fixture;
    // Alone: what is right beside it is made at the same time.
    stack.writeProgram(`
resources:
  tiles:
    type: wherobots:JobRun
    properties:
      runPython: { uri: "${OK}", args: [--token, { fn::secret: ${SECRET} }] }
      ${input}
`);
    const up = await stack.up();
    expectExit(up, "non-zero");
    expect(up.all).toContain(said);
    expect(up.all).not.toContain(SECRET);
    expect(aboutRuns(fixture.requests())).toEqual([]);
  });

  // rule: yaml
  it("runs each job once, in its account, with secrets that stay out of state", async () => {
    const { stack, emulator } = fixture;
    stack.writeProgram(program(OK));
    expectExit(await stack.up(), "zero");
    expect(started(fixture.requests()).sort()).toEqual(["abroad", "after", "tiles"]);
    expect(await stack.outputs()).toEqual({ status: "COMPLETED", seen: "COMPLETED" });
    const posts = emulator.requests.filter(({ method, path }) => method === "POST" && path === "/runs");
    const abroad = posts.filter(({ apiKey }) => apiKey === EMEA.apiKey);
    expect(JSON.stringify(abroad)).toContain("abroad-");
    expect(abroad).toHaveLength(1);
    expect(JSON.stringify(posts)).toContain(SECRET);
    const state = JSON.stringify(await stack.exportState());
    expect(state).not.toContain(SECRET);
    expect(state).not.toContain(EMEA.apiKey);
    const { runId } = await outputsOf(stack, "tiles");
    expect(await outputsOf(stack, "after")).toMatchObject({ runPython: { args: [runId] } });
  });

  it("shows no change afterwards, nor after a refresh, and asks only what the function asks", async () => {
    const { stack } = fixture;
    expectExit(await stack.preview({ args: ["--expect-no-changes"] }), "zero");
    expect(aboutRuns(fixture.requests())).toEqual(["GET /runs/{tiles}", "GET /runs/{tiles}/metrics"]);
    expectExit(await stack.refresh({ args: ["--expect-no-changes"] }), "zero");
    expect(aboutRuns(fixture.requests())).toEqual([]);
  });

  // rule: yaml
  it("keeps a failed run, names its cause, and runs it anew at the next up", async () => {
    const { stack, emulator } = fixture;
    stack.writeProgram(program(FAILS));
    expect(changesOf(await stack.preview(), "tiles")).toMatchObject({
      "runPython.uri": { diffKind: "update-replace" },
    });
    fixture.requests();
    const up = await stack.up();
    expectExit(up, "non-zero");
    expect(up.all).toContain("ValueError: bad zoom");
    expect(up.all).not.toContain(SECRET);
    expect(started(fixture.requests())).toEqual(["tiles"]);
    const failed = await outputsOf(stack, "tiles");
    expect(failed).toMatchObject({ status: "FAILED" });

    const preview = await stack.preview();
    expect(operations(preview)["tiles"]).toContain("replace");
    expect(preview.all).toContain(`will start a new run: run ${String(failed["id"])} ended as FAILED`);
    fixture.requests();

    emulator.plan({ match: { uri: FAILS }, plan: { pendingMs: 50, runningMs: 100 } });
    expectExit(await stack.up(), "zero");
    expect(started(fixture.requests())).toEqual(["tiles", "after"]);
    expect(await outputsOf(stack, "tiles")).toMatchObject({ attempts: [{ runId: failed["id"] }] });
  });
});
