import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { DEFAULT_ACCOUNT } from "../../emulator";
import { endMarkedProcesses } from "../../scripts/tagged-processes";
import { engineEnvironment, stackMark } from "../support/engine/engine-environment";
import { expectExit, resourceName } from "../support/engine/fixture";
import { type Ended, type RunningEngine, startEngine } from "../support/engine/running-engine";
import { pack } from "../support/package/scratch-project";
import { REPOSITORY } from "../support/repository";
import { describeThorough } from "../support/thorough";

const FOLDER = path.join(REPOSITORY, "examples");
const EXAMPLES = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
/** The resources whose runs the commands start. */
const RUNS: Readonly<Record<string, readonly string[]>> = {
  budget: ["tiles"],
  chain: ["ingest", "summarize"],
  "failing-job": ["clean"],
  gitops: ["places-country-de-", "places-country-fr-", "report"],
  "guard-rails": ["tiles"],
  "jar-job": ["tiles"],
  "job-files-yaml": ["ingest", "report"],
  "job-with-storage": ["cells", "check"],
  "kubernetes-operator": ["ingest", "report"],
  "local-script": ["etl"],
  "local-script-yaml": ["etl"],
  "long-run": ["publish", "tiling"],
  matrix: [
    "publish",
    ...["apac", "emea"].flatMap((region) =>
      ["10", "11", "12"].map((zoom) => `render-region-${region}-zoom-${zoom}-`),
    ),
  ],
  "plugin-quickstart": ["hello"],
  "plugin-typescript": ["tiles", "tiles-emea"],
  "plugin-yaml": ["hello"],
  quickstart: ["hello"],
  "read-only": ["report"],
  shards: ["tiles"],
  "storage-integration": ["make-tiles"],
};
/** Without the key of a shard, and of a job in a set without the set and the hash that a child has. */
function ownName(resource: string): string {
  const [, inSet] = /^(?:jobs|nightly|tiles)-(?!z\d)(.+)-[a-z0-9]{6}$/.exec(resource) ?? [];
  return inSet ?? resource.replace(/-z\d.*/, "");
}
/** Whose README shows a failure. */
const FAILING = ["failing-job"];
const README_PORT = "8765";
const UP_MS = 100_000;

/** The commands in a README: a server in one terminal, and what is typed in another. */
function terminals(example: string): [string, string] {
  const readme = readFileSync(path.join(FOLDER, example, "README.md"), "utf8");
  const [server, commands] = [...readme.matchAll(/^```\n([^]*?)^```$/gm)].map(([, block = ""]) => block);
  if (server === undefined || commands === undefined) throw new Error(`${example} says no commands`);
  return [server, commands];
}

describeThorough("an example that somebody copied, with the packed package", () => {
  let folder: string;
  let tarball: string;
  const installed = new Map<string, Promise<string>>();
  beforeAll(async () => {
    folder = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "wherobots-copies-"));
    ({ tarball } = await pack(folder));
  });
  afterEach(() => endMarkedProcesses(stackMark(folder)));
  afterAll(() => fs.rm(folder, { recursive: true, force: true }));

  /** `npm install`, once for all examples that ask for the same. */
  function modulesFor(manifest: object): Promise<string> {
    const text = JSON.stringify(manifest);
    const known = installed.get(text) ?? install(path.join(folder, `installed-${installed.size}`), text);
    installed.set(text, known);
    return known;
  }

  async function install(place: string, manifest: string): Promise<string> {
    await fs.mkdir(place);
    await fs.writeFile(path.join(place, "package.json"), manifest);
    const args = ["install", "--prefer-offline", "--no-audit", "--no-fund"];
    await promisify(execFile)("npm", args, { cwd: place });
    return path.join(place, "node_modules");
  }

  async function copy(example: string): Promise<string> {
    const place = path.join(folder, example);
    const isSource = (file: string): boolean =>
      !/^(node_modules|Pulumi\..+\.yaml)$/.test(path.basename(file));
    await fs.cp(path.join(FOLDER, example), place, { recursive: true, filter: isSource });
    const file = path.join(place, "package.json");
    const manifest = (await fs.readFile(file, "utf8")).replace("file:../..", `file:${tarball}`);
    await fs.writeFile(file, manifest);
    const { dependencies, devDependencies } = JSON.parse(manifest) as Record<string, object | undefined>;
    const modules = await modulesFor({ dependencies, devDependencies });
    await fs.symlink(modules, path.join(place, "node_modules"), "junction");
    return place;
  }

  /** A terminal of somebody who has the engine, and nothing of Pulumi's set up. */
  function terminal(cwd: string, commands: string): RunningEngine {
    const env = {
      ...engineEnvironment({ stackFolder: folder, backendFolder: folder }),
      PULUMI_BACKEND_URL: undefined,
      PULUMI_CONFIG_PASSPHRASE: undefined,
      PULUMI_HOME: path.join(cwd, ".pulumi-home"),
      // The answer to `pulumi up`'s question.
      PULUMI_SKIP_CONFIRMATIONS: "true",
    };
    return startEngine({ command: "sh", args: ["-ec", commands], cwd, env });
  }

  async function follow(example: string): Promise<{ ended: Ended; runs: string[] }> {
    const place = await copy(example);
    const [server, typed] = terminals(example);
    // The README's backend is in the home of who runs the tests, wherever HOME points to.
    const commands = typed.replace("pulumi login --local", `pulumi login "file://${place}"`);
    const emulator = terminal(place, server.replace(README_PORT, "0"));
    const [, url = "", port = ""] = await emulator.waitForOutput(/listening on (http:\S+?:(\d+))/);
    const ended = await terminal(place, commands.replaceAll(README_PORT, port)).wait(UP_MS);
    const answer = await fetch(`${url}/runs`, { headers: { "X-API-Key": DEFAULT_ACCOUNT.apiKey } });
    const { items } = (await answer.json()) as { items: { name: string }[] };
    const names = items.map(({ name }) => ownName(resourceName(name)));
    emulator.kill("SIGTERM", { group: true });
    return { ended, runs: [...new Set(names)].sort() };
  }

  it.each(EXAMPLES)("%s compiles and does what its README says", async (example) => {
    const { ended, runs } = await follow(example);
    expect(ended.all).not.toMatch(/error TS|TSError/);
    expectExit(ended, FAILING.includes(example) ? "non-zero" : "zero");
    expect(runs).toEqual(RUNS[example]);
  });
});
