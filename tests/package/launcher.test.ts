import { spawn } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { engines } from "../../package.json";
import { type Ended, startEngine } from "../support/engine/running-engine";
import { archiveHere, makeArchives } from "../support/package/plugin-server";
import { type Installation, installPacked, output } from "../support/package/scratch-project";

const NEEDED = engines.node.replace(">=", "");
/** As a module of NODE_OPTIONS that announces itself: before ours, and later. */
const CHATTY = `console.log("injecting env"); setTimeout(() => console.log("still here"), 0);`;
/** As a module of NODE_OPTIONS that also makes Node say that it is an old one. */
const CHATTY_AND_OLD = `${CHATTY} Object.defineProperty(process.versions, "node", { value: "18.20.8" });`;
/** How long it may take until the port is there, on a busy machine. */
const START_MS = 20_000;

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
      plugin.kill("SIGTERM");
      const { exitCode, stdout, stderr } = await plugin.wait();
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^\d+\n$/);
      expect(stderr).toBe("injecting env\nstill here\n");
    });
  });

  it("that a project commits says so where the package is not installed", async () => {
    const folder = path.join(installed.folder, "..", `${path.basename(installed.folder)}-clone`);
    await fs.cp(committed(), folder, { recursive: true });
    try {
      const { exitCode, stdout, stderr } = await launch(folder, process.env);
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
      expect(stderr).toBe(
        `\npulumi-wherobots is not installed where ${folder} can find it: run \`pulumi install\`, or the install of your package manager, in the folder whose package.json has it\n`,
      );
    } finally {
      await fs.rm(folder, { recursive: true });
    }
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
