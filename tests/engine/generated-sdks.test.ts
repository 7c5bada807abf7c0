import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describeUnless } from "../support/engine/describe-unless";
import { expectExit, type Fixture, OK, openFixture } from "../support/engine/fixture";
import {
  GENERATOR,
  generate,
  goModule,
  installPythonSdk,
  run,
  whyNoGo,
} from "../support/engine/generated-sdk";
import { whyNoPython } from "../support/engine/python";
import { codeBlocks, read } from "../support/markdown";
import { REPOSITORY } from "../support/repository";

const MODULES = path.join(REPOSITORY, "node_modules");

/** That of docs/_index.md, a set, and a function: generated code checks what it answers. */
const PROGRAM = `
${programOfThePage("python")}
wherobots.JobSet("nightly", path="jobs")
pulumi.export("seen", wherobots.get_run_output(run_id=tiles.run_id).status)
`;

import { describeThorough } from "../support/thorough";

describeThorough("an SDK that is generated from the schema", () => {
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
    it("compiles for Node.js and can be required", async () => {
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
    it("passes Go's compiler and vet, with the program of docs/_index.md", async () => {
      await generate("go", root);
      // The versions that the generator itself is built with, so that nothing else has to be had.
      const pins = await fs.readFile(path.join(GENERATOR, "go.mod"), "utf8");
      await fs.writeFile(path.join(root, "go.mod"), pins.replace(/^module .*/, `module ${await goModule()}`));
      await fs.copyFile(path.join(GENERATOR, "go.sum"), path.join(root, "go.sum"));
      await fs.mkdir(path.join(root, "program"));
      await fs.writeFile(path.join(root, "program/main.go"), programOfThePage("go"));
      await expect(run("go", ["vet", "-mod=mod", "./..."], root, { GOWORK: "off" })).resolves.toBe("");
    });
  });

  describeUnless(whyNoPython() ?? whyNoGo(), "for Python", () => {
    // rule: generated-classes
    it("is installed, and the program of docs/_index.md runs a job with it and reads the run", async () => {
      const installed = await installPythonSdk(root);
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

function programOfThePage(wanted: string): string {
  const block = codeBlocks(read("docs/_index.md")).find(({ language }) => language === wanted);
  if (!block) throw new Error(`docs/_index.md has no ${wanted}`);
  return block.code;
}
