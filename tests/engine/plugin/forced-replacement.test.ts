import {
  aboutRuns,
  ENDLESS,
  expectExit,
  type Fixture,
  OK,
  openFixture,
  outputsOf,
  started,
} from "../../support/engine/fixture";
import { describeSampled } from "../../support/sample";
import { itThorough } from "../../support/thorough";

/** YAML cannot tell the plugin which run is in state, and the engine hides it in a forced replacement: the state says it. */
function program(commit: string): string {
  return `
resources:
  tiles:
    type: wherobots:JobRun
    properties:
      runPython: { uri: "${ENDLESS}" }
      triggers: { commit: ${commit} }
      wait: { until: running }
`;
}

describe("a forced replacement in YAML", () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await openFixture({ yaml: program("a") });
    expectExit(await fixture.stack.up(), "zero");
    fixture.requests();
  });
  afterEach(() => fixture.dispose());

  const replace = () => fixture.stack.up({ args: ["--replace", "**::tiles"] });

  // rule: yaml-forced-replacement
  it("of an active run cancels it first, and then starts one", async () => {
    const { stack, emulator } = fixture;
    const { id } = await outputsOf(stack, "tiles");
    const up = await replace();
    expectExit(up, "zero");
    expect(up.all).not.toContain("not in state");
    const posts = aboutRuns(fixture.requests()).filter((request) => request.startsWith("POST"));
    expect(posts).toEqual(["POST /runs/{tiles}/cancel", "POST /runs tiles"]);
    expect(emulator.runs().map(({ status }) => status)).toEqual(["CANCELLED", "RUNNING"]);
    expect((await outputsOf(stack, "tiles"))["id"]).not.toBe(id);
  });

  itThorough("of one that has ended starts one", async () => {
    const { stack, emulator } = fixture;
    const { id } = await outputsOf(stack, "tiles");
    emulator.finish(String(id), "COMPLETED");
    expectExit(await stack.refresh(), "zero");
    fixture.requests();
    const up = await replace();
    expectExit(up, "zero");
    expect(up.all).not.toContain("not in state");
    expect(started(fixture.requests())).toEqual(["tiles"]);
    expect((await outputsOf(stack, "tiles"))["id"]).not.toBe(id);
  });

  // rule: yaml-forced-replacement
  itThorough("with another spec starts that, and cancels the active run", async () => {
    const { stack, emulator } = fixture;
    const { id } = await outputsOf(stack, "tiles");
    stack.writeProgram(program("b"));
    expectExit(await replace(), "zero");
    const requests = fixture.requests();
    expect(started(requests)).toEqual(["tiles"]);
    expect(emulator.runs().find((run) => run.id === id)?.status).toBe("CANCELLED");
    expect((await outputsOf(stack, "tiles"))["id"]).not.toBe(id);
  });
});

describeSampled(
  "options in YAML",
  [
    ["replacementTrigger", (value: string) => `replacementTrigger: ${value}`, ""],
    [
      "replaceWith",
      () => 'replaceWith: ["${other}"]',
      (value: string) => `
  other:
    type: wherobots:JobRun
    properties:
      runPython: { uri: "${OK}" }
      triggers: { a: ${value} }`,
    ],
  ] as const,
  { keep: 1 / 2 },
)("%s in YAML", (_option, option, other) => {
  const source = (uri: string, value: string): string => `
resources:${typeof other === "string" ? other : other(value)}
  tiles:
    type: wherobots:JobRun
    properties:
      runPython: { uri: "${uri}" }
      wait: { until: running }
    options:
      ${option(value)}
`;
  let fixture: Fixture;
  afterEach(() => fixture.dispose());

  itThorough("replaces an active run: it is cancelled, and then one is started", async () => {
    fixture = await openFixture({ yaml: source(ENDLESS, "a") });
    const { stack, emulator } = fixture;
    expectExit(await stack.up(), "zero");
    const { id } = await outputsOf(stack, "tiles");
    fixture.requests();
    stack.writeProgram(source(ENDLESS, "b"));
    const up = await stack.up();
    expectExit(up, "zero");
    expect(up.all).not.toContain("taking it over");
    const requests = fixture.requests();
    expect(started(requests).filter((name) => name === "tiles")).toEqual(["tiles"]);
    expect(requests.indexOf("POST /runs/{tiles}/cancel")).toBeGreaterThanOrEqual(0);
    expect(requests.indexOf("POST /runs/{tiles}/cancel")).toBeLessThan(requests.indexOf("POST /runs tiles"));
    expect(emulator.runs().find((run) => run.id === id)?.status).toBe("CANCELLED");
    expect((await outputsOf(stack, "tiles"))["id"]).not.toBe(id);
  });

  itThorough("of a run that has ended starts one, and takes none for lost", async () => {
    fixture = await openFixture({ yaml: source(OK, "a") });
    const { stack } = fixture;
    expectExit(await stack.up(), "zero");
    fixture.requests();
    stack.writeProgram(source(OK, "b"));
    const up = await stack.up();
    expectExit(up, "zero");
    expect(up.all).not.toContain("not in state");
    expect(started(fixture.requests()).filter((name) => name === "tiles")).toEqual(["tiles"]);
  });
});

itThorough("replacementTrigger of a batch in YAML ends what is active and runs every key again", async () => {
  const source = (value: string): string => `
resources:
  tiles:
    type: wherobots:JobRunBatch
    properties:
      wait: { until: running }
      runs:
        a: { runPython: { uri: "${ENDLESS}" } }
        b: { runPython: { uri: "${OK}" } }
    options: { replacementTrigger: ${value} }
`;
  const fixture = await openFixture({ yaml: source("a") });
  const { stack, emulator } = fixture;
  expectExit(await stack.up(), "zero");
  const before = emulator.runs().length;
  stack.writeProgram(source("b"));
  const up = await stack.up();
  expectExit(up, "zero");
  expect(up.all).not.toContain("not in state");
  const active = emulator
    .runs()
    .filter(({ payload, status }) => payload.runPython?.uri === ENDLESS && status === "RUNNING");
  expect([active.length, emulator.runs().length - before]).toEqual([1, 2]);
  await fixture.dispose();
});
