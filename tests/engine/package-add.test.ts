import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { version } from "../../package.json";
import { pluginDownloadURL } from "../../plugin/schema.json";
import { describeUnless } from "../support/engine/describe-unless";
import { ENGINE_FOLDER } from "../support/engine/engine-environment";
import { expectExit, type Fixture, OK, openFixture, operations } from "../support/engine/fixture";
import { GENERATOR, run, whyNoGo } from "../support/engine/generated-sdk";
import { whyNoClasses } from "../support/engine/language-hosts";
import { pythonFolders, whyNoPython } from "../support/engine/python";
import { submitByHand } from "../support/lifecycle/mini-engine";
import { inputsByHand } from "../support/lifecycle/run-by-hand";
import { type PluginServer, startPluginServer } from "../support/package/plugin-server";
import { REPOSITORY } from "../support/repository";
import { IS_THOROUGH, itThorough } from "../support/thorough";

/** A user's project: its own compiler and package manager, and nothing of this package. */
interface Project {
  readonly files: Readonly<Record<string, string>>;
  /** What its user runs before and after `pulumi package add`. */
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  /** A folder for PATH with the package manager. */
  readonly tools?: string;
}

const COMMON = { strict: true, noEmit: true, target: "es2022", module: "commonjs", moduleResolution: "node" };
const TYPESCRIPT = `
import * as wherobots from "pulumi-wherobots-sdk";
const tiles = new wherobots.JobRun("tiles", { runPython: { uri: "${OK}" }, runtime: wherobots.Runtime.Tiny });
export const status = tiles.status;
export const seen = wherobots.getRunOutput({ runId: tiles.runId }).status;
`;
const PYTHON = `
import pulumi
import pulumi_wherobots as wherobots
tiles = wherobots.JobRun("tiles", run_python={"uri": "${OK}"}, runtime=wherobots.Runtime.TINY)
pulumi.export("status", tiles.status)
pulumi.export("seen", wherobots.get_run_output(run_id=tiles.run_id).status)
`;
const GO = `package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"pulumi-wherobots/sdk/go/wherobots"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		tiles, err := wherobots.NewJobRun(ctx, "tiles", &wherobots.JobRunArgs{
			RunPython: &wherobots.RunPythonArgs{Uri: pulumi.String("${OK}")},
			Runtime:   pulumi.String("tiny"),
		})
		if err != nil {
			return err
		}
		ctx.Export("status", tiles.Status)
		ctx.Export("seen", wherobots.GetRunOutput(ctx, wherobots.GetRunOutputArgs{RunId: tiles.RunId}).Status())
		return nil
	})
}
`;
const MANIFEST = {
  private: true,
  main: "index.ts",
  dependencies: { "@pulumi/pulumi": "3.248.0" },
  devDependencies: { typescript: "5.9.3", "@types/node": "20.19.43" },
};
const PNPM = "pnpm@10.34.9";
const NPM_INSTALL = ["npm", "install", "--prefer-offline", "--no-audit", "--no-fund"];

const NODE: Project = {
  files: {
    "Pulumi.yaml": "name: test\nruntime: nodejs\n",
    "package.json": JSON.stringify(MANIFEST),
    "tsconfig.json": JSON.stringify({ compilerOptions: COMMON, files: ["index.ts"] }),
    "index.ts": TYPESCRIPT,
  },
  before: NPM_INSTALL,
  after: ["node", "node_modules/typescript/bin/tsc", "-p", "."],
};
const PYTHON_PROJECT: Project = {
  files: {
    "Pulumi.yaml": "name: test\nruntime: { name: python, options: { virtualenv: venv } }\n",
    "requirements.txt": "pulumi>=3.0.0,<4.0.0\n",
    "__main__.py": PYTHON,
  },
  before: ["python3", "-m", "venv", "venv"],
};

/** A run that was started without Pulumi. */
const SOMEBODYS = { name: "by-somebody", region: "aws-us-west-2", ...inputsByHand(OK) };

/** With Go's build cache cold it is minutes. */
const LONG_MS = 500_000;

describe("pulumi package add", () => {
  let server: PluginServer;
  let fixture: Fixture;
  beforeAll(async () => {
    server = await startPluginServer();
  });
  afterEach(() => fixture.dispose());
  afterAll(() => server.stop());

  async function open({ files, tools }: Project): Promise<void> {
    const PATH = [process.env[ENGINE_FOLDER], tools, ...pythonFolders(), process.env["PATH"]];
    const env = {
      ...(tools !== undefined && { PATH: PATH.join(path.delimiter) }),
      PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES: `^${pluginDownloadURL}$=${server.url}`,
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: undefined,
      npm_config_registry: process.env["npm_config_registry"],
      npm_config_prefer_offline: "true",
      PIP_DISABLE_PIP_VERSION_CHECK: "1",
    };
    fixture = await openFixture({ files }, { stack: { env } });
  }

  async function inProject([command = "", ...args]: readonly string[] = []): Promise<void> {
    if (command !== "") await run(command, args, fixture.stack.dir);
  }

  /** Adds the package from its release, and runs the program: what it says, it does once. */
  async function expectToRun(project: Project): Promise<void> {
    await open(project);
    const { stack, started, aboutRuns } = fixture;
    await inProject(project.before);
    const add = ["package", "add", `wherobots@${version}`, "--server", pluginDownloadURL];
    expectExit(await stack.run(add, { timeoutMs: LONG_MS }), "zero");
    await inProject(project.after);
    expectExit(await stack.up({ timeoutMs: LONG_MS }), "zero");
    expect(started()).toEqual(["tiles"]);
    expect(await stack.outputs()).toEqual({ status: "COMPLETED", seen: "COMPLETED" });
    aboutRuns();
    const again = expectExit(await stack.up({ args: ["--expect-no-changes"], timeoutMs: LONG_MS }), "zero");
    expect(operations(again)).toMatchObject({ tiles: ["same"] });
    expect(started()).toEqual([]);
    expectExit(await stack.destroy(), "zero");
  }

  describeUnless(onlyThorough("nodejs"), "for Node.js", () => {
    // rule: generated-classes
    itThorough("writes classes that compile in a project of npm, and run", () => expectToRun(NODE), LONG_MS);

    // rule: generated-classes
    itThorough(
      "writes classes that compile in a project of pnpm, and run",
      async () => {
        const folder = await fs.mkdtemp(path.join(os.tmpdir(), "wherobots-pnpm-"));
        try {
          await run("npm", ["install", "--prefix", folder, "--prefer-offline", "--no-audit", PNPM], folder);
          const tools = path.join(folder, "node_modules/.bin");
          const pulumiYaml = "name: test\nruntime: { name: nodejs, options: { packagemanager: pnpm } }\n";
          const files = { ...NODE.files, "Pulumi.yaml": pulumiYaml };
          await expectToRun({ ...NODE, files, tools, before: [path.join(tools, "pnpm"), "install"] });
        } finally {
          await fs.rm(folder, { recursive: true, force: true });
        }
      },
      LONG_MS,
    );

    itThorough(
      "is what the code of pulumi import compiles with; with the npm package, after its name is put in",
      async () => {
        await open(NODE);
        const { stack, emulator } = fixture;
        await inProject(NODE.before);
        const add = ["package", "add", `wherobots@${version}`, "--server", pluginDownloadURL];
        expectExit(await stack.run(add, { timeoutMs: LONG_MS }), "zero");
        const id = await submitByHand(emulator, SOMEBODYS);
        emulator.finish(id, "COMPLETED");
        const file = path.join(stack.dir, "index.ts");
        const imported = ["import", "wherobots:index:JobRun", "nightly", id, "--yes", "--out", file];
        expectExit(await stack.run(imported, { timeoutMs: LONG_MS }), "zero");
        await inProject(NODE.after);
        const printed = await fs.readFile(file, "utf8");
        expect(printed).toContain('from "pulumi-wherobots-sdk"');
        await fs.symlink(REPOSITORY, path.join(stack.dir, "node_modules/pulumi-wherobots"), "junction");
        await fs.writeFile(file, printed.replace('"pulumi-wherobots-sdk"', '"pulumi-wherobots/plugin"'));
        await inProject(NODE.after);
      },
      LONG_MS,
    );
  });

  describeUnless(whyNoPython() ?? onlyThorough("python"), "for Python", () => {
    // rule: generated-classes
    itThorough(
      "installs classes into the project's environment, and they run",
      () => expectToRun(PYTHON_PROJECT),
      LONG_MS,
    );
  });

  describeUnless(whyNoGo() ?? onlyThorough("go"), "for Go", () => {
    // rule: generated-classes
    itThorough(
      "writes classes that compile, and run",
      async () => {
        const pins = await fs.readFile(path.join(GENERATOR, "go.mod"), "utf8");
        await expectToRun({
          files: {
            "Pulumi.yaml": "name: test\nruntime: go\n",
            "go.mod": pins.replace(/^module .*/, "module infra.test"),
            "go.sum": await fs.readFile(path.join(GENERATOR, "go.sum"), "utf8"),
            "main.go": GO,
          },
        });
      },
      LONG_MS,
    );
  });
});

/** Asking takes seconds, so it is done where it is needed. */
function onlyThorough(language: Parameters<typeof whyNoClasses>[0]): string | undefined {
  return IS_THOROUGH ? whyNoClasses(language) : "[thorough] alone";
}
