import { spawnSync } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createEmulator, DEFAULT_ACCOUNT, type Emulator } from "../../emulator";
import { version } from "../../package.json";
import { endMarkedProcesses } from "../../scripts/tagged-processes";
import { describeUnless } from "../support/engine/describe-unless";
import { engineEnvironment, stackMark } from "../support/engine/engine-environment";
import { expectExit, resourceName } from "../support/engine/fixture";
import { installPythonSdk, whyNoGo } from "../support/engine/generated-sdk";
import { pythonFolders, whyNoPython } from "../support/engine/python";
import { type Ended, startEngine } from "../support/engine/running-engine";
import { codeBlocks, read } from "../support/markdown";
import { archiveHere, makeArchives } from "../support/package/plugin-server";
import { pack } from "../support/package/scratch-project";
import { itThorough } from "../support/thorough";

/** What other terminals and clones do: the package is packed before, and the emulator is that of the test. */
const ELSEWHERE = /^(npm ci|npm run emulator|npx -p pulumi-wherobots wherobots-emulator)/;
const ADDRESS = "http://127.0.0.1:8765";
const PAGE_MS = 150_000;

describe("the commands of a start page, typed as they stand there", () => {
  let folder: string;
  let emulator: Emulator;
  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "wherobots-start-"));
    emulator = await createEmulator();
  });
  afterEach(async () => {
    await endMarkedProcesses(stackMark(folder));
    await emulator.stop();
    await fs.rm(folder, { recursive: true, force: true });
  });

  /** A folder of the reader's, beside the clone or where the clone's folder is. */
  async function project(files: Readonly<Record<string, string>>): Promise<string> {
    const place = path.join(folder, "project");
    await fs.mkdir(place);
    await fs.mkdir(path.join(folder, "pulumi-wherobots/release"), { recursive: true });
    for (const [name, text] of Object.entries(files)) await fs.writeFile(path.join(place, name), text);
    return place;
  }

  async function type(
    page: string,
    cwd: string,
    edit: (commands: string) => string = (commands) => commands,
    more: { env?: Readonly<Record<string, string>>; folders?: readonly string[] } = {},
  ): Promise<Ended> {
    const commands = shellBlocks(page)
      .join("")
      .replaceAll(ADDRESS, emulator.url)
      // The backend of who runs the tests stays as it is.
      .replace("pulumi login --local", `pulumi login "file://${folder}"`)
      .replace(/pulumi-resource-wherobots-v\S+\.tar\.gz/, archiveHere());
    const env = {
      ...engineEnvironment({ stackFolder: folder, backendFolder: folder, folders: more.folders ?? [] }),
      PULUMI_BACKEND_URL: undefined,
      PULUMI_CONFIG_PASSPHRASE: undefined,
      PULUMI_SKIP_CONFIRMATIONS: "true",
      npm_config_registry: process.env["npm_config_registry"],
      npm_config_prefer_offline: "true",
      // The answer to npx's question.
      npm_config_yes: "true",
      ...more.env,
    };
    const args = ["-ec", edit(commands)];
    return startEngine({ command: "sh", args, cwd, env }).wait(PAGE_MS);
  }

  /** The names of the resources for which runs were started. */
  const started = async (): Promise<string[]> => {
    const headers = { "X-API-Key": DEFAULT_ACCOUNT.apiKey };
    const { items } = (await (await fetch(`${emulator.url}/runs`, { headers })).json()) as {
      items: { name: string; status: string }[];
    };
    return items.map(({ name, status }) => `${resourceName(name)} ${status}`);
  };

  // rule: start-pages
  it(
    "deploy a job in YAML without npm",
    async () => {
      const page = read("docs/start/yaml.md");
      const place = await project({ "Pulumi.yaml": block(page, "yaml") });
      await makeArchives(path.join(folder, "pulumi-wherobots/release"));
      expectExit(await type(page, place), "zero");
      expect(await started()).toEqual(["tiles COMPLETED"]);
    },
    PAGE_MS,
  );

  // rule: start-pages
  itThorough(
    "deploy a job in TypeScript, with its script",
    async () => {
      const page = read("docs/start/typescript.md");
      const place = await project({
        "Pulumi.yaml": block(page, "yaml"),
        "index.ts": block(page, "ts"),
        "tiles.py": block(page, "python"),
      });
      await pack(path.join(folder, "pulumi-wherobots"));
      // What the page says of Node 20, which runs the tests.
      const edit = (commands: string): string =>
        commands.replace("@pulumi/pulumi ", "@pulumi/pulumi@3.248.0 ");
      expectExit(await type(page, place, edit), "zero");
      expect(await started()).toEqual(["tiles COMPLETED"]);
    },
    PAGE_MS,
  );

  describeUnless(whyNoPython() ?? whyNoGo(), "with Python here", () => {
    // rule: start-pages
    itThorough(
      "deploy a job in Python; tests/engine/package-add.test.ts has the command that writes the classes",
      async () => {
        const page = read("docs/start/python.md");
        // The environment with Pulumi is one that the tests have made.
        const place = await project({
          "Pulumi.yaml": "name: tiles\nruntime: python\n",
          "__main__.py": block(page, "python"),
        });
        await makeArchives(path.join(folder, "pulumi-wherobots/release"));
        const PYTHONPATH = await installPythonSdk(path.join(folder, "sdk"));
        const edit = (commands: string): string =>
          commands.replace(/^(python3 -m venv|pulumi package add) .*\n/gm, "");
        const ended = await type(page, place, edit, { env: { PYTHONPATH }, folders: pythonFolders() });
        expectExit(ended, "zero");
        expect(await started()).toEqual(["tiles COMPLETED"]);
      },
      PAGE_MS,
    );
  });

  // rule: start-pages
  itThorough(
    "write a repository of job files with a pipeline, and check it",
    async () => {
      const page = read("docs/start/pipelines.md");
      await project({});
      await pack(path.join(folder, "pulumi-wherobots"));
      expectExit(await type(page, folder), "zero");
      await fs.access(path.join(folder, "nightly/.github/workflows/deploy.yml"));
      await fs.access(path.join(folder, "nightly/jobs/places.yaml"));
      expect(await started()).toEqual([]);
    },
    PAGE_MS,
  );

  const whyNoCurl = spawnSync("curl", ["--version"]).status === 0 ? undefined : "no curl";
  describeUnless(whyNoCurl, "with curl here", () => {
    // rule: start-pages
    it("submit a run to the emulator, and list it", async () => {
      const ended = await type(read("docs/start/emulator.md"), folder);
      expectExit(ended, "zero");
      expect(ended.stdout).toContain('"items":[{"id"');
      const posts = emulator.requests.filter(({ method }) => method === "POST");
      expect(posts).toMatchObject([{ path: "/runs", status: 201 }]);
    });
  });

  it("name the version of this package", () => {
    const pages = ["typescript", "yaml", "python", "pipelines"].map((name) => read(`docs/start/${name}.md`));
    const versions = pages.flatMap((page) =>
      page.match(/(?<=wherobots-v?|wherobots@|wherobots )\d+\.\d+\.\d+/g),
    );
    expect(new Set(versions)).toEqual(new Set([version]));
  });
});

function shellBlocks(page: string): string[] {
  const blocks = codeBlocks(page).filter(({ language, code }) => language === "" && !ELSEWHERE.test(code));
  return blocks.map(({ code }) => code);
}

function block(page: string, language: string): string {
  const [found] = codeBlocks(page).filter((each) => each.language === language);
  if (found === undefined) throw new Error(`the page has no ${language}`);
  return found.code;
}
