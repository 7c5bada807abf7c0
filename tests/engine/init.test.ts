import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { planOf } from "../../cli/plan/plan-of";
import { readPreview } from "../../cli/plan/preview";
import { command } from "../support/command";
import { expectExit, fixtureForAll } from "../support/engine/fixture";
import { itThorough } from "../support/thorough";

describe("a folder that `pulumi-wherobots init` wrote", () => {
  const fixture = fixtureForAll({ yaml: "resources: {}\n" });

  itThorough("deploys its jobs as it is, and a second up starts none", async () => {
    const { stack } = fixture;
    const project = path.join(stack.dir, "Pulumi.yaml");
    const [name = ""] = readFileSync(project, "utf8").split("\n");
    rmSync(project);
    const { code, said } = await command(["init", stack.dir]);
    expect([code, said]).toEqual([0, expect.stringContaining("pulumi up")]);
    // The stack is one of the project that the test has.
    writeFileSync(project, readFileSync(project, "utf8").replace(/^name: .*/, name));
    expectExit(await stack.up(), "zero");
    expect(fixture.started()).toHaveLength(3);
    expectExit(await stack.up(), "zero");
    expect(fixture.started()).toEqual([]);

    const jobs = path.join(stack.dir, "jobs/places.yaml");
    writeFileSync(jobs, readFileSync(jobs, "utf8").replace("all]", "every]"));
    const preview = await stack.run(["preview", "--json", "--show-sames", "--non-interactive"]);
    const plan = planOf(readPreview(preview.stdout, "the preview"));
    const why = "runPython.args changed";
    expect(plan).toMatchObject({ starts: [{ name: "jobs-report", why, last: { usd: 0.12 } }], unchanged: 2 });
    expect(fixture.started()).toEqual([]);
  });
});
