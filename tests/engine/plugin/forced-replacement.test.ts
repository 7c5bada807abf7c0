import type { EngineResult } from "../../support/engine/engine";
import { ENDLESS, expectExit, fixtureForAll, OK } from "../../support/engine/fixture";

/*
 * YAML cannot tell the plugin which run is in state, and the engine hides it in a forced replacement: the state says it.
 */

const WAYS = ["forced", "another-spec", "by-trigger", "by-other"];

/** Each run is active, and is replaced in another way when `value` changes. */
function program(value: string): string {
  const job = (name: string, options: string, triggers = "{}"): string => `
  ${name}:
    type: wherobots:JobRun
    properties: { runPython: { uri: "${ENDLESS}" }, triggers: ${triggers}, wait: { until: running } }
    options: ${options}`;
  return `
resources:
  other:
    type: wherobots:JobRun
    properties: { runPython: { uri: "${OK}" }, triggers: { a: ${value} } }
${job("forced", "{}")}
${job("another-spec", "{}", `{ a: ${value} }`)}
${job("by-trigger", `{ replacementTrigger: ${value} }`)}
${job("by-other", '{ replaceWith: ["${other}"] }')}
  of-batch:
    type: wherobots:JobRunBatch
    properties:
      wait: { until: running }
      runs: { a: { runPython: { uri: "${ENDLESS}" } }, b: { runPython: { uri: "${OK}" } } }
    options: { replacementTrigger: ${value} }
`;
}

describe("a replacement in YAML that the engine forces", () => {
  let up: EngineResult;
  let requests: string[];
  const fixture = fixtureForAll({ yaml: program("a") });
  beforeAll(async () => {
    const { stack } = fixture;
    expectExit(await stack.up(), "zero");
    fixture.requests();
    stack.writeProgram(program("b"));
    up = await stack.up({ args: ["--replace", "**::forced", "--replace", "**::another-spec"] });
    requests = fixture.aboutRuns().filter((request) => request.startsWith("POST"));
  });

  const statuses = (name: string): string[] =>
    fixture.emulator.runs().flatMap((run) => (run.name.startsWith(`${name}-`) ? [run.status] : []));

  it("takes no run for lost", () => {
    expectExit(up, "zero");
    expect(up.all).not.toMatch(/not in state|taking it over/);
  });

  // rule: yaml-forced-replacement
  it.each(WAYS)("cancels the active run before it starts one: %s", (name) => {
    const posts = requests.filter((request) => request.includes(name));
    expect(posts).toEqual([`POST /runs/{${name}}/cancel`, `POST /runs ${name}`]);
    expect(statuses(name)).toEqual(["CANCELLED", "RUNNING"]);
  });

  it("starts one of a run that has ended", () => {
    expect(statuses("other")).toEqual(["COMPLETED", "COMPLETED"]);
  });

  it("of a batch ends what is active and runs every key again", () => {
    expect(statuses("of-batch-a")).toEqual(["CANCELLED", "RUNNING"]);
    expect(statuses("of-batch-b")).toHaveLength(2);
  });
});
