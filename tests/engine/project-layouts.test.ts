import { existsSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { expectExit, fixtureForAll, OK } from "../support/engine/fixture";
import { output, pack } from "../support/package/scratch-project";
import { REPOSITORY } from "../support/repository";
import { describeThorough } from "../support/thorough";

const TEMPLATE = path.join(REPOSITORY, "wherobots-plugin");
const NODEJS = "runtime: { name: nodejs, options: { typescript: false, packagemanager: npm } }";
const PROGRAM = `new (require("pulumi-wherobots/plugin").JobRun)("tiles", { runPython: { uri: "${OK}" } });`;
const INSTALL = { timeoutMs: 110_000 };

interface Layout {
  readonly layout: string;
  /** What is committed, below the project's folder, apart from its package.json; the launcher's folder too. */
  readonly pulumiYaml: string;
  readonly launcher: string;
  /** Where the package.json with the package is, whose folder has the program. */
  readonly program: string;
  /** Where npm puts the package, and what has it do so: not every host of Node.js knows workspaces. */
  readonly modules: string;
  readonly install: "pulumi" | "npm";
}

const LAYOUTS: Layout[] = [
  {
    layout: "one folder",
    pulumiYaml: ".",
    launcher: "wherobots-plugin",
    program: ".",
    modules: ".",
    install: "pulumi",
  },
  {
    layout: "a workspace whose packages npm keeps in its root",
    pulumiYaml: "apps/infra",
    launcher: "wherobots-plugin",
    program: "apps/infra",
    modules: ".",
    install: "npm",
  },
  {
    layout: "main: infra/ with a package.json of its own",
    pulumiYaml: ".",
    launcher: "infra/wherobots-plugin",
    program: "infra",
    modules: "infra",
    install: "pulumi",
  },
];

describeThorough.each(LAYOUTS)("the committed launcher in $layout", (place) => {
  const { pulumiYaml, launcher, program, modules } = place;
  let root: string;
  const cwd = (): string[] => ["--cwd", path.join(root, pulumiYaml)];
  const fixture = fixtureForAll("", { stack: { env: npmSettings() } });
  beforeAll(async () => {
    // Beside the project of the test, whose packages must not be found from here.
    root = path.join(fixture.stack.dir, "../clone");
    await fs.mkdir(root);
    const { tarball } = await pack(fixture.stack.dir);
    await writeProject(tarball);
  });

  /** As a clone has it: nothing is installed. */
  async function writeProject(tarball: string): Promise<void> {
    const inRoot = (...parts: string[]): string => path.join(root, ...parts);
    await fs.mkdir(inRoot(program), { recursive: true });
    await fs.cp(TEMPLATE, inRoot(pulumiYaml, launcher), { recursive: true });
    if (modules !== program)
      await fs.writeFile(inRoot("package.json"), JSON.stringify({ private: true, workspaces: ["apps/*"] }));
    const dependencies = { "@pulumi/pulumi": "3.248.0", "pulumi-wherobots": `file:${tarball}` };
    const manifest = { name: "infra", private: true, main: "index.js", dependencies };
    await fs.writeFile(inRoot(program, "package.json"), JSON.stringify(manifest));
    await fs.writeFile(inRoot(program, "index.js"), PROGRAM);
    const main = program === pulumiYaml ? "." : program;
    const plugins = `plugins: { providers: [{ name: wherobots, path: ${launcher} }] }`;
    await fs.writeFile(
      inRoot(pulumiYaml, "Pulumi.yaml"),
      `name: test\n${NODEJS}\nmain: ${main}\n${plugins}\n`,
    );
  }

  async function install(): Promise<void> {
    if (place.install === "pulumi")
      expectExit(await fixture.stack.run([...cwd(), "install"], INSTALL), "zero");
    else await output("npm", ["install", "--prefer-offline"], root);
  }

  // rule: launcher
  it("is there before the package in a fresh clone, and then finds it", async () => {
    const { stack, started } = fixture;
    const early = expectExit(await stack.run([...cwd(), "preview", "--stack", "dev"]), "non-zero");

    expect(early.all).not.toContain("no folder at path");
    await install();
    expect(existsSync(path.join(root, modules, "node_modules/pulumi-wherobots"))).toBe(true);
    expectExit(await stack.run([...cwd(), "up", "--yes", "--skip-preview", "--stack", "dev"]), "zero");
    expect(started()).toEqual(["tiles"]);
  });
});

/** The engine of a test inherits no settings of npm, but what it installs comes from where this machine has it. */
function npmSettings(): Record<string, string | undefined> {
  const kept = ["npm_config_registry", "npm_config_cache"].map((name) => [name, process.env[name]]);
  return { ...Object.fromEntries(kept), npm_config_prefer_offline: "true" } as Record<
    string,
    string | undefined
  >;
}
