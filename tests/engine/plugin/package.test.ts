import { writeFile } from "node:fs/promises";
import path from "node:path";
import { ENGINE_FOLDER } from "../../support/engine/engine-environment";
import { expectExit, type Fixture, OK, openFixture } from "../../support/engine/fixture";
import { read } from "../../support/markdown";
import { REPOSITORY } from "../../support/repository";
import { describeThorough } from "../../support/thorough";

const FOLDER = path.join(REPOSITORY, "plugin");
const PROGRAM = `
resources:
  tiles:
    type: wherobots:JobRun
    properties:
      runPython: { uri: "${OK}" }
`;
const NODEJS_PROGRAM = `new (require("pulumi-wherobots/plugin").JobRun)("tiles", { runPython: { uri: "${OK}" } });`;

/** Of this test's own path npm's folders are left out: it puts the plugin there for its scripts. */
function pathWith(...folders: string[]): string {
  const machine = (process.env["PATH"] ?? "").split(path.delimiter);
  const others = machine.filter((folder) => path.basename(folder) !== ".bin");
  return [process.env[ENGINE_FOLDER] ?? "", ...folders, ...others].join(path.delimiter);
}

describeThorough("the plugin in a project that names no plugins", () => {
  let fixture: Fixture;
  const write = (runtime: string): Promise<void> =>
    writeFile(path.join(fixture.stack.dir, "Pulumi.yaml"), `name: test\nruntime: ${runtime}\n${PROGRAM}`);
  beforeEach(async () => {
    fixture = await openFixture({ yaml: "" }, { stack: { env: { PATH: pathWith() } } });
    await write("yaml");
  });
  afterEach(() => fixture.dispose());

  it.each(["yaml", "{ name: nodejs, options: { typescript: false } }"])(
    "is asked for at GitHub first where Pulumi may download plugins: %s",
    async (runtime) => {
      const { stack, emulator } = fixture;
      await writeFile(path.join(stack.dir, "index.js"), NODEJS_PROGRAM);
      await write(runtime);
      // Nothing leaves this machine: the way out is a proxy that is none.
      const env = { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: undefined, HTTPS_PROXY: emulator.url };
      const up = expectExit(await stack.up({ env }), "non-zero");
      const [heading = ""] = /could not find latest version for provider wherobots/.exec(up.all) ?? [];
      expect(heading).not.toBe("");
      expect(read("docs/troubleshooting.md")).toContain(`### \`${heading}\``);
    },
  );

  // rule: package-add
  it("is found once its folder is added as a package", async () => {
    const { stack } = fixture;
    expectExit(await stack.run(["package", "add", FOLDER]), "zero");
    expectExit(await stack.up(), "zero");
    expect(fixture.started()).toEqual(["tiles"]);
  });

  // rule: package-add
  it("is found on PATH, by YAML and by Node.js", async () => {
    const { stack } = fixture;
    const env = { PATH: pathWith(FOLDER) };
    expectExit(await stack.up({ env }), "zero");
    await writeFile(path.join(stack.dir, "index.js"), NODEJS_PROGRAM);
    await write("{ name: nodejs, options: { typescript: false } }");
    expectExit(await stack.preview({ env, args: ["--expect-no-changes"] }), "zero");
    expect(fixture.started()).toEqual(["tiles"]);
  });
});
