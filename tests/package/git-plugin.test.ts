import { existsSync } from "node:fs";
import path from "node:path";
import manifest from "../../git-plugin/package.json";
import { startEngine } from "../support/engine/running-engine";
import { REPOSITORY } from "../support/repository";

const FOLDER = path.join(REPOSITORY, "git-plugin");
/** What the language host for Node.js runs a plugin with. */
const RUNNER = path.join(REPOSITORY, "node_modules/@pulumi/pulumi/cmd/run-plugin");
const START_MS = 30_000;

describe("the plugin at a Git address", () => {
  it("is started by Pulumi's own runner, and says its port alone on stdout", async () => {
    const args = [RUNNER, FOLDER];
    const plugin = startEngine({ command: process.execPath, args, cwd: FOLDER, env: process.env });
    await plugin.waitForOutput(/^\d+$/m, START_MS);
    plugin.kill("SIGTERM");
    const { exitCode, stdout } = await plugin.wait();
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^\d+\n$/) });
  });

  it("is built of files that are there", () => {
    const files = [...manifest.scripts.postinstall.matchAll(/\.\.\/\S+/g)].map(([file]) => file);
    expect(files).toHaveLength(2);
    expect(files.filter((file) => !existsSync(path.join(FOLDER, file)))).toEqual([]);
  });
});
