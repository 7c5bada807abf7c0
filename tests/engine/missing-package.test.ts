import { unlinkSync } from "node:fs";
import path from "node:path";
import { resourcesOf } from "../harness/engine";
import { expectExit, type Fixture, job, jobsProgram, OK, openFixture } from "./fixture";

describe("the package missing where the engine runs it", () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture(jobsProgram({ job: job(OK) }));
    expectExit(await fixture.stack.up(), "zero");
    unlinkSync(path.join(fixture.stack.dir, "node_modules", "pulumi-wherobots"));
  });
  afterAll(() => fixture.dispose());

  it("is said by destroy with the way out, without a stack, and the resource stays", async () => {
    const destroy = await fixture.stack.destroy();
    expectExit(destroy, "non-zero");
    expect(destroy.all).toContain("run npm i pulumi-wherobots");
    expect(destroy.all).not.toMatch(/\n\s+at .+\d+:\d+/);
    expect(resourcesOf(await fixture.stack.exportState(), "JobRun")).toHaveLength(1);
  });
});
