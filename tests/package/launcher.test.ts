import { spawn } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { engines } from "../../package.json";
import { compileLauncher } from "../../scripts/archives/windows-launcher";
import { addCommand } from "../../sdk/package-manager";
import { describeUnless } from "../support/engine/describe-unless";
import { whyNoGo } from "../support/engine/generated-sdk";
import { type Ended, startEngine } from "../support/engine/running-engine";
import { archiveHere, makeArchives, PROCESSOR_HERE, SYSTEM_HERE } from "../support/package/plugin-server";
import { type Installation, installPacked, output } from "../support/package/scratch-project";

const NEEDED = engines.node.replace(">=", "");
const LOCK_FILES = [
  ["package-lock.json", "npm"],
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
] as const;
/** As a module of NODE_OPTIONS that announces itself: before ours, and later. */
const CHATTY = `console.log("injecting env"); setTimeout(() => console.log("still here"), 0);`;
/** As a module of NODE_OPTIONS that also makes Node say that it is an old one. */
const CHATTY_AND_OLD = `${CHATTY} Object.defineProperty(process.versions, "node", { value: "18.20.8" });`;
/** How long it may take until the port is there, on a busy machine. */
const START_MS = 20_000;
/** Go compiles its standard library first. */
const COMPILE_MS = 300_000;

describe("the launcher of the plugin", () => {
  let installed: Installation;
  let tools: string;
  const committed = (): string => path.join(installed.folder, "infra/wherobots-plugin");
  const own = (): string => path.join(installed.folder, "node_modules/pulumi-wherobots/plugin");
  const unpacked = (): string => path.join(installed.folder, "plugins/resource-wherobots");
  beforeAll(async () => {
    installed = await installPacked();
    tools = await shellTools(path.join(installed.folder, "tools"));
    const template = path.join(installed.folder, "node_modules/pulumi-wherobots/wherobots-plugin");
    await fs.cp(template, committed(), { recursive: true });
    await fs.writeFile(path.join(installed.folder, "chatty.js"), CHATTY);
    await fs.writeFile(path.join(installed.folder, "old.js"), CHATTY_AND_OLD);
    await makeArchives(path.join(installed.folder, "release"));
    await fs.mkdir(unpacked(), { recursive: true });
    const archive = path.join(installed.folder, "release", archiveHere());
    await output("tar", ["-xzf", archive, "-C", unpacked()], installed.folder);
  }, 60_000);
  afterAll(() => installed.remove());

  function launch(folder: string, env: NodeJS.ProcessEnv, args: readonly string[] = []): Promise<Ended> {
    const command = path.join(folder, "pulumi-resource-wherobots");
    return startEngine({ command, args, cwd: installed.folder, env }).wait();
  }

  const PLACES: [string, () => string][] = [
    ["of the package", own],
    ["that a project commits", committed],
    ["of an archive", unpacked],
  ];
  describe.each(PLACES)("%s", (_, place) => {
    startsNode(place);
  });

  describeUnless(whyNoGo(), "of an archive for Windows, compiled for this system", () => {
    const compiled = (): string => path.join(installed.folder, "plugins/compiled");
    beforeAll(async () => {
      await fs.cp(unpacked(), compiled(), { recursive: true });
      const { program } = await compileLauncher(SYSTEM_HERE, PROCESSOR_HERE);
      await fs.writeFile(path.join(compiled(), "pulumi-resource-wherobots"), program);
    }, COMPILE_MS);

    startsNode(compiled);
  });

  function startsNode(place: () => string): void {
    it("says what it needs where there is no Node", async () => {
      const { exitCode, stdout, stderr } = await launch(place(), { PATH: tools });
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
      expect(stderr).toBe(
        `\npulumi-wherobots needs Node.js ${NEEDED} or newer, and found no command node on PATH: ${tools}\n`,
      );
    });

    it.each([
      ["empty", ""],
      ["of a folder that is not there", "/no/such/folder"],
    ])("says so where PATH is %s", async (_path, PATH) => {
      const { exitCode, stdout, stderr } = await launch(place(), { PATH });
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
      expect(stderr).toContain(`found no command node on PATH: ${PATH}\n`);
    });

    // rule: node-version
    it("names a Node that is too old, on stderr alone, though a preload prints", async () => {
      const preload = path.join(installed.folder, "old.js");
      const env = { ...process.env, NODE_OPTIONS: `--require "${preload}"` };
      const { exitCode, stdout, stderr } = await launch(place(), env);
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
      expect(stderr).toContain(`\npulumi-wherobots needs Node.js ${NEEDED} or newer, and found 18.20.8 at `);
    });

    // rule: node-version
    it("has nothing but the port on stdout, whatever NODE_OPTIONS preloads", async () => {
      const preload = path.join(installed.folder, "chatty.js");
      const env = { ...process.env, NODE_OPTIONS: `--require "${preload}"` };
      const command = path.join(place(), "pulumi-resource-wherobots");
      const plugin = startEngine({ command, args: [], cwd: installed.folder, env });
      await plugin.waitForOutput(/^\d+$/m, START_MS);
      await plugin.waitForOutput(/still here/);
      // As Ctrl-C does: the launcher gets it too, and may not end before the plugin.
      plugin.kill("SIGINT", { group: true });
      const { exitCode, stdout, stderr } = await plugin.wait();
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^\d+\n$/);
      expect(stderr).toBe("injecting env\nstill here\n");
    });
  }

  describe("that a project commits, where the package is not installed", () => {
    let root: string;
    beforeEach(async () => {
      root = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "wherobots-clone-"));
    });
    afterEach(() => fs.rm(root, { recursive: true }));

    /** What it says in the folder `infra` of a project with these files. */
    async function saidIn(files: Readonly<Record<string, string>>, agent?: string): Promise<string> {
      const folder = path.join(root, "infra/wherobots-plugin");
      await fs.cp(committed(), folder, { recursive: true });
      for (const [name, text] of Object.entries(files)) await fs.writeFile(path.join(root, name), text);
      const env = { ...process.env, npm_config_user_agent: agent };
      const { exitCode, stdout, stderr } = await launch(folder, env);
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
      const [said = "", advice = ""] = stderr.split(": ");
      expect(said).toBe(`\npulumi-wherobots is not installed where ${folder} can find it`);
      return advice.trimEnd().replaceAll(root, "ROOT");
    }

    const LISTS = { "infra/package.json": JSON.stringify({ dependencies: { "pulumi-wherobots": "0.1.0" } }) };
    const BARE = { "infra/package.json": "{}" };
    const MOVE = "or move this folder to beside the package.json that lists it";

    it.each(LOCK_FILES)("names the install command of the lock file %s", async (lockFile, manager) => {
      expect(await saidIn({ ...LISTS, [lockFile]: "" })).toBe(`run \`${manager} install\` in ROOT/infra`);
      // The dynamic provider says the same.
      const add = addCommand(path.join(root, "infra"));
      expect(await saidIn({ ...BARE, [lockFile]: "" })).toBe(
        `no package.json from here up lists it. Run \`${add}\` in ROOT/infra, ${MOVE}`,
      );
      expect(add).toMatch(new RegExp(`^${manager} (add|install) pulumi-wherobots$`));
    });

    it("names that of the package manager that started it, where there is no lock file", async () => {
      const agent = "pnpm/10.0.0 npm/? node/v22.0.0";
      expect(await saidIn(LISTS, agent)).toBe("run `pnpm install` in ROOT/infra");
      expect(await saidIn(LISTS, "deno/2.0.0")).toBe("run `npm install` in ROOT/infra");
      expect(addCommand(root, agent)).toBe("pnpm add pulumi-wherobots");
    });

    it("begins with a package.json where there is none", async () => {
      const steps = "run `npm init -y`, then `npm install pulumi-wherobots`, in ROOT/infra";
      expect(await saidIn({})).toBe(steps);
    });

    it("knows Plug'n'Play", async () => {
      const said = await saidIn({ ...LISTS, ".pnp.cjs": "", "yarn.lock": "" });
      expect(said).toContain("Run `yarn exec pulumi up`");
    });
  });
});

/** A folder with what the launcher needs of a shell, and no `node`. */
async function shellTools(prefix: string): Promise<string> {
  const folder = await fs.mkdtemp(`${prefix}-`);
  for (const tool of ["sh", "dirname", "readlink"])
    await fs.symlink(await placeOf(tool), path.join(folder, tool));
  return folder;
}

function placeOf(tool: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const shell = spawn("sh", ["-c", `command -v ${tool}`], { stdio: ["ignore", "pipe", "inherit"] });
    shell.once("error", reject);
    shell.stdout.setEncoding("utf8").once("data", (said: string) => resolve(said.trim()));
  });
}
