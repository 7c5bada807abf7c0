import fs from "node:fs/promises";
import path from "node:path";
import { ENGINE_FOLDER } from "../../support/engine/engine-environment";
import { type EngineResult } from "../../support/engine/engine";
import { aboutRuns, expectExit, fixtureForAll } from "../../support/engine/fixture";
import { pack } from "../../support/package/scratch-project";
import { writeProject } from "./project";
import { ROWS } from "./rows";
import { command, type Tools, toolsIn } from "./tools";

describe.each(ROWS)("the packed package in a project: $name", (row) => {
  const fixture = fixtureForAll("");
  let root: string;
  let tools: Tools;
  let env: { PATH: string };

  beforeAll(async () => {
    // Beside the project of the test, whose packages must not be found from here.
    root = path.join(fixture.stack.dir, "../clone");
    await fs.mkdir(root);
    tools = toolsIn(path.join(root, "../tools"));
    const { tarball } = await pack(fixture.stack.dir);
    await writeProject(row, root, tarball);
    const folders = [process.env[ENGINE_FOLDER] ?? "", ...(await tools.foldersFor(row))];
    env = { PATH: [...folders, process.env["PATH"]].join(path.delimiter) };
    await command("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: root, env });
  });

  const pulumi = async (...args: string[]): Promise<EngineResult> =>
    expectExit(
      await fixture.stack.run(["--cwd", root, ...args, "--stack", "dev"], { env, withEvents: true }),
      "zero",
    );

  it("is deployed, deployed again without a change, and destroyed", async () => {
    await pulumi("up", "--yes", "--skip-preview");
    expect(fixture.started()).toEqual(["plugin", "dynamic"]);
    const again = await pulumi("up", "--yes");
    expect(again.all).toMatch(/\d+ unchanged/);
    await pulumi("destroy", "--yes", "--skip-preview");
    expect(aboutRuns(fixture.requests()).filter((request) => request.startsWith("POST"))).toEqual([]);
  });
});
