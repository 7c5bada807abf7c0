import { spawnSync } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { runCommand } from "../../scripts/engine/machine";
import { describeUnless } from "../support/engine/describe-unless";
import { expectExit, type Fixture, OK, openFixture } from "../support/engine/fixture";
import { pythonFolders, whyNoPython } from "../support/engine/python";
import { REPOSITORY } from "../support/repository";
import { itThorough } from "../support/thorough";

const GENERATOR = path.join(REPOSITORY, "tools/engine");
const SCHEMA = path.join(REPOSITORY, "plugin/schema.json");
const MODULES = path.join(REPOSITORY, "node_modules");
/** The generators compile in ten seconds, Pulumi's SDK for Go in half a minute; in an empty cache they take minutes. */
const TIMEOUT_MS = 170_000;
/** Nothing is fetched: what it needs is in the environment. */
const PIP_INSTALL = "-m pip install --quiet --no-index --no-deps --no-build-isolation --target".split(" ");

/** The function too: generated code checks what it answers. */
const PROGRAM = `
import pulumi
import pulumi_wherobots as wherobots

tiles = wherobots.JobRun("tiles", run_python={"uri": "${OK}"}, triggers={"day": 1})
wherobots.JobSet("nightly", path="jobs")
pulumi.export("status", tiles.status)
pulumi.export("seen", wherobots.get_run_output(run_id=tiles.run_id).status)
`;

describe("an SDK that is generated from the schema", () => {
  let root: string;
  let fixture: Fixture | undefined;
  beforeEach(async () => {
    root = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "wherobots-sdk-"));
  });
  afterEach(async () => {
    await fixture?.dispose();
    await fs.rm(root, { recursive: true, force: true });
  });

  describeUnless(whyNoGo(), "for Node.js and Go", () => {
    itThorough("compiles for Node.js and can be required", async () => {
      await generate("nodejs", root);
      await fs.mkdir(path.join(root, "node_modules"));
      for (const scope of ["@pulumi", "@types"])
        await fs.symlink(path.join(MODULES, scope), path.join(root, "node_modules", scope), "junction");
      // As npm does it after the install, with the compiler on PATH.
      const PATH = [path.join(MODULES, ".bin"), process.env["PATH"]].join(path.delimiter);
      await run("node", ["scripts/postinstall.js"], root, { PATH });
      const said = await run("node", ["-p", 'JSON.stringify(Object.keys(require(".")))'], root);
      expect(JSON.parse(said)).toEqual(
        expect.arrayContaining(["JobRun", "RunCompletion", "Provider", "getRun"]),
      );
    });

    // rule: generated-classes
    itThorough("passes Go's compiler and vet", async () => {
      await generate("go", root);
      // The versions that the generator itself is built with, so that nothing else has to be had.
      const pins = await fs.readFile(path.join(GENERATOR, "go.mod"), "utf8");
      await fs.writeFile(path.join(root, "go.mod"), pins.replace(/^module .*/, `module ${await goModule()}`));
      await fs.copyFile(path.join(GENERATOR, "go.sum"), path.join(root, "go.sum"));
      await expect(run("go", ["vet", "-mod=mod", "./..."], root, { GOWORK: "off" })).resolves.toBe("");
    });
  });

  describeUnless(whyNoPython() ?? whyNoGo(), "for Python", () => {
    // rule: generated-classes
    it("is installed, and a program runs a job with it and reads the run", async () => {
      const [source, installed] = [path.join(root, "source"), path.join(root, "installed")];
      await generate("python", source);
      const PATH = [...pythonFolders(), process.env["PATH"]].join(path.delimiter);
      await run("python3", [...PIP_INSTALL, installed, source], root, { PATH });
      fixture = await openFixture({ python: PROGRAM }, { stack: { env: { PYTHONPATH: installed } } });
      const jobs = path.join(fixture.stack.dir, "jobs");
      await fs.mkdir(jobs);
      await fs.writeFile(path.join(jobs, "hello.yaml"), `jobs: { hello: { runPython: { uri: "${OK}" } } }`);
      expectExit(await fixture.stack.up(), "zero");
      expect(fixture.started().sort()).toEqual([expect.stringMatching(/^nightly-hello-/), "tiles"]);
      expect(await fixture.stack.outputs()).toEqual({ status: "COMPLETED", seen: "COMPLETED" });
    });
  });
});

function whyNoGo(): string | undefined {
  return spawnSync("go", ["version"]).status === 0 ? undefined : "no Go to run the generators with";
}

async function generate(language: string, folder: string): Promise<void> {
  await run("go", ["run", "./gen-sdk", SCHEMA, language, folder], GENERATOR, { GOWORK: "off" });
}

/** The module that the packages of the SDK are imported from, one folder above the package itself. */
async function goModule(): Promise<string> {
  const schema: unknown = JSON.parse(await fs.readFile(SCHEMA, "utf8"));
  expect(schema).toMatchObject({ language: { go: { importBasePath: expect.any(String) } } });
  const { language } = schema as { language: { go: { importBasePath: string } } };
  return path.posix.dirname(language.go.importBasePath);
}

/** What the command said on stdout. @throws with all that it said, if it failed */
async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const finished = await runCommand(command, args, { cwd, env, timeoutMs: TIMEOUT_MS });
  if (finished.exitCode === 0) return finished.stdout;
  throw new Error(`${command} ${args.join(" ")} in ${cwd} failed:\n${finished.output}`);
}
