import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { version } from "../../package.json";
import { pluginDownloadURL } from "../../plugin/schema.json";
import { describeUnless } from "../support/engine/describe-unless";
import { expectExit, type Fixture, OK, openFixture, operations } from "../support/engine/fixture";
import { installPythonSdk, whyNoGo } from "../support/engine/generated-sdk";
import { whyNoPython } from "../support/engine/python";
import { archiveHere, type PluginServer, startPluginServer } from "../support/package/plugin-server";
import { REPOSITORY } from "../support/repository";

/** All of Pulumi.yaml. It names no plugin, and nothing of npm is near it. */
function yaml(options = ""): string {
  return `
name: test
runtime: yaml
resources:
  tiles:
    type: wherobots:JobRun
    properties:
      runPython: { uri: "${OK}" }
${options}  nightly:
    type: wherobots:JobSet
    properties: { path: jobs }
${options}outputs:
  status: \${tiles.status}
`;
}

const PYTHON = `
import pulumi
import pulumi_wherobots as wherobots

tiles = wherobots.JobRun("tiles", run_python={"uri": "${OK}"})
wherobots.JobSet("nightly", path="jobs")
pulumi.export("status", tiles.status)
`;

import { itThorough } from "../support/thorough";

/** Ways in which a project has had the plugin before there were archives: nothing changes for them. */
const NODEJS = "name: test\nruntime: { name: nodejs, options: { typescript: false } }\nmain: index.js\n";
const NODEJS_PROGRAM = `new (require("pulumi-wherobots/plugin").JobRun)("tiles", { runPython: { uri: "${OK}" } });`;
const ENTRIES: [entry: string, pulumiYaml: string, program: string][] = [
  ["packages of YAML", `${yaml()}packages: { wherobots: ./wherobots-plugin }\n`, ""],
  [
    "plugins of Node.js",
    `${NODEJS}plugins: { providers: [{ name: wherobots, path: wherobots-plugin }] }\n`,
    NODEJS_PROGRAM,
  ],
  ["the dynamic provider", NODEJS, NODEJS_PROGRAM.replace("pulumi-wherobots/plugin", "pulumi-wherobots")],
];
const JOBS = `jobs: { hello: { runPython: { uri: "${OK}" } } }`;

describe("the archive of the plugin", () => {
  let server: PluginServer;
  let fixture: Fixture;
  beforeAll(async () => {
    server = await startPluginServer();
  });
  beforeEach(() => server.asked());
  afterEach(() => fixture.dispose());
  afterAll(() => server.stop());

  /** A project that may get plugins by itself, as everywhere outside of tests; releases on GitHub are those of the server. */
  async function open(files: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = {}): Promise<void> {
    const PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES = `^${pluginDownloadURL}$=${server.url}`;
    const PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION = undefined;
    const allowed = { PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES, PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION };
    fixture = await openFixture({ files }, { stack: { env: { ...allowed, ...env } } });
    const jobs = path.join(fixture.stack.dir, "jobs");
    await fs.mkdir(jobs);
    await fs.writeFile(path.join(jobs, "hello.yaml"), JOBS);
  }

  /** The life of a stack: each job runs once, and nothing is asked for that is there. */
  async function expectLife(): Promise<void> {
    const { stack, started, aboutRuns } = fixture;
    expectExit(await stack.up(), "zero");
    expect(started().sort()).toEqual([expect.stringMatching(/^nightly-hello-/), "tiles"]);
    expect(await stack.outputs()).toEqual({ status: "COMPLETED" });
    const again = expectExit(await stack.up({ args: ["--expect-no-changes"] }), "zero");
    expect(operations(again)).toMatchObject({ tiles: ["same"] });
    expectExit(await stack.destroy(), "zero");
    expect(aboutRuns()).toEqual([]);
    expect((await fs.readdir(stack.dir)).filter((file) => /node_modules|package/.test(file))).toEqual([]);
  }

  // rule: plugin-archive
  it("is all that a program in YAML needs: pulumi plugin install, and pulumi up", async () => {
    await open({ "Pulumi.yaml": yaml() });
    const install = ["plugin", "install", "resource", "wherobots", version, "--server", server.url];
    expectExit(await fixture.stack.run(install), "zero");
    expect(server.asked()).toEqual([archiveHere()]);
    await expectLife();
    expect(server.asked()).toEqual([]);
  });

  // rule: plugin-archive
  itThorough("comes with pulumi package add, and by itself wherever the project is cloned", async () => {
    await open({ "Pulumi.yaml": yaml() });
    const { stack } = fixture;
    const add = ["package", "add", `wherobots@${version}`, "--server", pluginDownloadURL];
    expectExit(await stack.run(add), "zero");
    const elsewhere = { PULUMI_HOME: path.join(stack.dir, "../elsewhere") };
    server.asked();
    expectExit(await stack.preview({ env: elsewhere, args: ["--stack", "dev"] }), "zero");
    expect(server.asked()).toEqual([archiveHere()]);
    await expectLife();
  });

  itThorough("comes by itself where the options of resources say which and whence", async () => {
    await open({
      "Pulumi.yaml": yaml(
        `    options: { version: ${version}, pluginDownloadURL: "${pluginDownloadURL}" }\n`,
      ),
    });
    await expectLife();
    expect(server.asked()).toEqual([archiveHere()]);
  });

  // rule: plugin-archive
  itThorough.each(ENTRIES)(
    "is not asked for where %s has the plugin",
    async (_entry, pulumiYaml, program) => {
      await open({ "Pulumi.yaml": pulumiYaml, "index.js": program });
      const { stack } = fixture;
      const modules = path.join(stack.dir, "node_modules");
      await fs.mkdir(path.join(modules, "@pulumi"), { recursive: true });
      await fs.symlink(REPOSITORY, path.join(modules, "pulumi-wherobots"), "junction");
      const pulumi = path.join(REPOSITORY, "node_modules/@pulumi/pulumi");
      await fs.symlink(pulumi, path.join(modules, "@pulumi/pulumi"), "junction");
      await fs.cp(path.join(REPOSITORY, "wherobots-plugin"), path.join(stack.dir, "wherobots-plugin"), {
        recursive: true,
      });
      expectExit(await stack.run(["install", "--no-dependencies"]), "zero");
      expectExit(await stack.up(), "zero");
      expectExit(await stack.refresh(), "zero");
      expectExit(await stack.destroy(), "zero");
      expect(fixture.started()).toContain("tiles");
      expect(server.asked()).toEqual([]);
    },
  );

  describeUnless(whyNoPython() ?? whyNoGo(), "for Python", () => {
    let root: string;
    beforeAll(async () => {
      root = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "wherobots-sdk-"));
    });
    afterAll(() => fs.rm(root, { recursive: true, force: true }));

    // rule: plugin-archive
    itThorough("comes by itself with the generated classes", async () => {
      const PYTHONPATH = await installPythonSdk(root);
      await open({ "Pulumi.yaml": "name: test\nruntime: python\n", "__main__.py": PYTHON }, { PYTHONPATH });
      await expectLife();
      expect(server.asked()).toEqual([archiveHere()]);
    });
  });
});
