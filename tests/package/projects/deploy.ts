import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ENGINE_FOLDER } from "../../support/engine/engine-environment";
import { expectExit, type Fixture, openFixture } from "../../support/engine/fixture";
import type { Ended } from "../../support/engine/running-engine";
import { pack } from "../../support/package/scratch-project";
import { describeSampled } from "../../support/sample";
import { writeProject } from "./project";
import { ROWS, type Row } from "./rows";
import { commandOf, environmentIn, installPackages, type Tools, toolsIn } from "./tools";

type Environment = Readonly<Record<string, string | undefined>>;

/** A test for each of the rows, of which `npm test` has one. */
export function testProjects(title: string, choose: (row: Row) => boolean): void {
  const rows = ROWS.filter(choose);
  let shared: string;
  let tools: Tools;
  let tarball: string;
  beforeAll(async () => {
    shared = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "wherobots-projects-"));
    tools = toolsIn(path.join(shared, "tools"));
    ({ tarball } = await pack(shared));
  });
  afterAll(() => fs.rm(shared, { recursive: true, force: true }));

  describeSampled(title, rows, { keep: 1 / rows.length })("the packed package in a project: $name", (row) => {
    let fixture: Fixture;
    let project: Project;
    beforeAll(async () => {
      fixture = await openFixture("");
      project = await installProject(row, fixture, tools, tarball);
    });
    afterAll(() => fixture.dispose());

    // rule: projects
    it("is deployed, deployed again without a change, and destroyed", async () => {
      const { pulumi } = project;
      const entries = row.dynamicSays ? { ENTRIES: "plugin" } : {};
      if (row.dynamicSays) {
        const refused = expectExit(await pulumi("up"), "non-zero");
        expect(refused.all).toMatch(row.dynamicSays);
      }
      expectExit(await pulumi("up", entries), "zero");
      expect(fixture.started()).toEqual(row.dynamicSays ? ["plugin"] : ["plugin", "dynamic"]);
      expectExit(await pulumi("again", entries), "zero");
      expectExit(await pulumi("destroy", entries), "zero");
      expect(fixture.requests().filter((request) => request.startsWith("POST "))).toEqual([]);
    });
  });
}

interface Project {
  pulumi(command: "up" | "again" | "destroy", more?: Environment): Promise<Ended>;
}

async function installProject(row: Row, { stack }: Fixture, tools: Tools, tarball: string): Promise<Project> {
  // Beside the project of the test, whose packages must not be found from here.
  const root = path.join(stack.dir, "../clone");
  await fs.mkdir(root);
  const place = await writeProject(row, root, tarball);
  const folders = [process.env[ENGINE_FOLDER] ?? "", ...(await tools.foldersFor(row))];
  const PATH = [...folders, process.env["PATH"]].join(path.delimiter);
  await installPackages(row, path.join(root, place.install), { PATH });
  const env = { PATH, ...(await environmentIn(row, root, { PATH })) };
  if (row.layout === "inline") {
    const command = await commandOf(row, folders);
    return {
      pulumi: (name) => stack.runNode(path.join(root, "index.js"), [name], { command, env }),
    };
  }
  const cwd = path.join(root, place.pulumi);
  return {
    pulumi: (name, more) => {
      const args = name === "again" ? ["up", "--expect-no-changes"] : [name];
      const all = ["--cwd", cwd, ...args, "--yes", "--skip-preview", "--stack", "dev"];
      return stack.run(all, { env: { ...env, ...more } });
    },
  };
}
