import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { EngineResult } from "../../support/engine/engine";
import { ENGINE_FOLDER } from "../../support/engine/engine-environment";
import { expectExit, fixtureForAll } from "../../support/engine/fixture";
import { pack } from "../../support/package/scratch-project";
import { writeProject } from "./project";
import { ROWS } from "./rows";
import { installPackages, type Tools, toolsIn } from "./tools";

let shared: string;
let tools: Tools;
let tarball: string;
beforeAll(async () => {
  shared = await fs.mkdtemp(path.join(os.tmpdir(), "wherobots-projects-"));
  tools = toolsIn(path.join(shared, "tools"));
  ({ tarball } = await pack(shared));
});
afterAll(() => fs.rm(shared, { recursive: true, force: true }));

describe.each(ROWS.filter((row) => row.layout !== "inline"))("the packed package in a project: $name", (row) => {
  const fixture = fixtureForAll("");
  let cwd: string;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    // Beside the project of the test, whose packages must not be found from here.
    const root = path.join(fixture.stack.dir, "../clone");
    await fs.mkdir(root);
    const place = await writeProject(row, root, tarball);
    cwd = path.join(root, place.pulumi);
    const folders = [process.env[ENGINE_FOLDER] ?? "", ...(await tools.foldersFor(row))];
    env = { PATH: [...folders, process.env["PATH"]].join(path.delimiter) };
    await installPackages(row, path.join(root, place.install), env);
  });

  const pulumi = async (...args: string[]): Promise<EngineResult> => {
    const all = ["--cwd", cwd, ...args, "--yes", "--skip-preview", "--stack", "dev"];
    return expectExit(await fixture.stack.run(all, { env }), "zero");
  };

  it("is deployed, deployed again without a change, and destroyed", async () => {
    await pulumi("up");
    expect(fixture.started()).toEqual(["plugin", "dynamic"]);
    await pulumi("up", "--expect-no-changes");
    await pulumi("destroy");
    expect(fixture.requests().filter((request) => request.startsWith("POST "))).toEqual([]);
  });
});
