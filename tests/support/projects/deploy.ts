import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ENGINE_FOLDER } from "../engine/engine-environment";
import { expectExit, type Fixture, fixtureForAll } from "../engine/fixture";
import type { Ended } from "../engine/running-engine";
import { pack } from "../package/scratch-project";
import { describeSampled } from "../sample";
import { writeProject } from "./project";
import { ROWS, type Row } from "./rows";
import { commandOf, environmentIn, installPackages, type Tools, toolsIn } from "./tools";

type Environment = Readonly<Record<string, string | undefined>>;

/** What became of a project that was deployed, deployed again and destroyed. */
interface Deployed {
  /** The resources whose runs the first `up` started. */
  readonly started: string[];
  /** The requests by which the commands after it started or stopped anything. */
  readonly later: string[];
}

/**
 * As `describe.each` of the rows. The tests are given what deploys the project of a row.
 *
 * @param quick how many of the rows `npm test` has
 */
export function describeProjects(
  title: string,
  choose: (row: Row) => boolean,
  tests: (deploy: () => Promise<Deployed>, row: Row) => void,
  quick: number,
): void {
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

  describeSampled(title, rows, { keep: quick / rows.length })(
    "the packed package in a project: $name",
    (row) => {
      const fixture = fixtureForAll("");
      let project: Project;
      beforeAll(async () => {
        project = await installProject(row, fixture, tools, tarball);
      });

      tests(() => deploy(row, fixture, project), row);
    },
  );
}

/** @throws with all that the engine said, where a command ends in another way than it should */
async function deploy({ dynamicSays }: Row, fixture: Fixture, { pulumi }: Project): Promise<Deployed> {
  const entries = dynamicSays ? { ENTRIES: "plugin" } : {};
  if (dynamicSays) {
    const refused = expectExit(await pulumi("up"), "non-zero").all;
    if (!dynamicSays.test(refused)) throw new Error(`not ${String(dynamicSays)}, but:\n${refused}`);
  }
  expectExit(await pulumi("up", entries), "zero");
  const started = fixture.started();
  expectExit(await pulumi("again", entries), "zero");
  expectExit(await pulumi("destroy", entries), "zero");
  return { started, later: fixture.requests().filter((request) => !request.startsWith("GET ")) };
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
