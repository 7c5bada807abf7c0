import path from "node:path";
import type { EngineResult } from "../../support/engine/engine";
import { ENDLESS, expectExit, fixtureForAll, OK } from "../../support/engine/fixture";
import { submitByHand } from "../../support/lifecycle/mini-engine";
import { REPOSITORY } from "../../support/repository";
import { describeThorough } from "../../support/thorough";

const PLUGIN = path.join(REPOSITORY, "plugin", "pulumi-resource-wherobots");

/** Without a program and without state. `create` of a job needs a converter of input files, which Pulumi downloads. */
describeThorough("`pulumi do`", () => {
  const fixture = fixtureForAll({ yaml: "resources: {}" });
  const run = (uri: string): Promise<string> =>
    submitByHand(fixture.emulator, { name: "by-hand-1", runtime: "tiny", runPython: { uri } });
  const does = (...args: string[]): Promise<EngineResult> =>
    fixture.stack.run(["do", "--package", PLUGIN, ...args]);
  const answerOf = async (...args: string[]): Promise<unknown> =>
    JSON.parse(expectExit(await does(...args, "--output", "json"), "zero").stdout);
  const posts = (): string[] => fixture.requests().filter((request) => !request.startsWith("GET"));

  // rule: do
  it("calls functions, with or without inputs and by both forms of their tokens", async () => {
    const organization = expect.objectContaining({ id: "org-1", defaultRuntime: "tiny" }) as unknown;
    expect(await answerOf("wherobots:getOrganization")).toEqual(organization);
    expect(await answerOf("wherobots:index:getOrganization")).toEqual(organization);
    const id = await run(OK);
    expect(await answerOf("wherobots:getRun", "--run-id", id)).toMatchObject({
      runId: id,
      runName: "by-hand-1",
    });
    const unknown = expectExit(await does("wherobots:getRun", "--run-id", "gone"), "non-zero");
    expect(unknown.all).toContain("gone");
  });

  // rule: do
  it("reads a run, and sends nothing else", async () => {
    const id = await run(OK);
    fixture.requests();
    expect(expectExit(await does("wherobots:JobRun", "read", id), "zero").all).toContain(id);
    expect(posts()).toEqual([]);
  });

  // rule: do
  it("deletes: it cancels a run that is active, and leaves one that has ended alone", async () => {
    const id = await run(ENDLESS);
    fixture.requests();
    const remove = ["--stateless", "wherobots:JobRun", "delete", id, "--yes"];
    expectExit(await does(...remove), "zero");
    expect(fixture.emulator.runs().find((found) => found.id === id)?.status).toBe("CANCELLED");
    expect(posts()).toEqual([expect.stringMatching(/^POST \/runs\/[^/]+\/cancel$/)]);
    expectExit(await does(...remove), "zero");
    expect(posts()).toEqual([]);
  });
});
