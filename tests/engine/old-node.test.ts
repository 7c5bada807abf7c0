import { writeFile } from "node:fs/promises";
import path from "node:path";
import { resourcesOf } from "../support/engine/engine";
import {
  describeHostsThorough,
  expectExit,
  fixtureForAll,
  job,
  jobsProgram,
  OK,
  programOf,
} from "../support/engine/fixture";

const VERSION = "18.20.8";
/** Node's own word for its version, in the program and in what runs the provider. */
const PRELOAD = `Object.defineProperty(process.versions, "node", { value: "${VERSION}" });`;
const PROBLEM = `and found ${VERSION} at ${process.execPath}: put a newer one first on the PATH of the command pulumi`;

describeHostsThorough("an old Node (%s)", (host) => {
  let env: { NODE_OPTIONS: string };
  const fixture = fixtureForAll(programOf(host, jobsProgram({ job: job(OK) })));
  beforeAll(async () => {
    const preload = path.join(fixture.stack.dir, "old-node.js");
    await writeFile(preload, PRELOAD);
    env = { NODE_OPTIONS: `--require ${preload}` };
    expectExit(await fixture.stack.up(), "zero");
    fixture.requests();
  });

  // rule: node-version
  it("is named with the version that is needed, and nothing is sent", async () => {
    const { stack, requests } = fixture;
    for (const result of [await stack.up({ env }), await stack.destroy({ env })]) {
      expectExit(result, "non-zero");
      expect(result.all).toContain(PROBLEM);
      expect(result.all).not.toMatch(/is not defined|npm i /);
    }
    expect(requests()).toEqual([]);
    expect(resourcesOf(await stack.exportState(), "JobRun")).toHaveLength(1);
  });
});
