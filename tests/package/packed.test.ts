import path from "node:path";
import { type Installation, installPacked, output, REPOSITORY, scratchProject } from "./scratch-project";

const BIN = path.join(REPOSITORY, "node_modules", ".bin");

/** The same in all dialects: what a program, the engine and a test of the user's own take from the package. */
const USE = `
const ARGS = { runPython: { uri: "s3://bucket.test/job.py" }, runtime: "tiny", region: "aws-us-west-2" };
const job = (name: string) => new JobRun(name, ARGS);
const abroad = (name: string) =>
  new plugin.JobRun(name, ARGS, { provider: new plugin.Provider(name, { region: plugin.Region.AwsEuWest1 }) });
const status = async (runId: string) => (await plugin.getRun({ runId })).status;
async function main() {
  const emulator = await createEmulator();
  console.log(typeof job, typeof abroad, typeof status, typeof RunCompletion, new URL(emulator.url).hostname);
  await emulator.stop();
}
void main();
`;
const SAYS = "function function function function 127.0.0.1\n";

const TSCONFIG = JSON.stringify({
  compilerOptions: { module: "node16", target: "es2022", strict: true, types: ["node"], skipLibCheck: false },
});

describe("the packed package", () => {
  let installed: Installation;
  beforeAll(async () => {
    installed = await installPacked();
  }, 60_000);
  afterAll(() => installed.remove());

  it("holds the compiled folders and what a user reads, and nothing else", () => {
    const foreign = installed.files.filter(
      (file) =>
        !/^(dist\/(sdk|provider|emulator)|plugin)\//.test(file) &&
        !/^(package\.json|[A-Z]+(\.md)?)$/.test(file),
    );
    expect(foreign).toEqual([]);
    expect(installed.files).toEqual(
      expect.arrayContaining([
        "dist/sdk/index.js",
        "dist/sdk/plugin/index.js",
        "dist/provider/index.js",
        "dist/emulator/bin.js",
        "plugin/pulumi-resource-wherobots",
      ]),
    );
  });

  it("passes publint", async () => {
    const said = await output(path.join(BIN, "publint"), ["run", installed.tarball, "--strict"], REPOSITORY);
    expect(said).toContain("All good");
  });

  it("has types that fit in every way of resolving them", async () => {
    const args = [installed.tarball, "--profile", "node16", "--format", "ascii"];
    // It ends with an error, and so does this, where a way that is not left out by the profile has a problem.
    await expect(output(path.join(BIN, "attw"), args, REPOSITORY)).resolves.toContain(
      "pulumi-wherobots/emulator",
    );
  });

  it.each([
    ["CommonJS", "commonjs"],
    ["ES modules", "module"],
  ])("compiles and runs in a TypeScript project with %s", async (_, type) => {
    const project = await scratchProject(installed, `ts-${type}`, {
      "package.json": JSON.stringify({ type }),
      "tsconfig.json": TSCONFIG,
      "index.ts": `import { JobRun, RunCompletion } from "pulumi-wherobots";
import { createEmulator } from "pulumi-wherobots/emulator";
import * as plugin from "pulumi-wherobots/plugin";
${USE}`,
    });
    await output(path.join(BIN, "tsc"), ["-p", "."], project);
    expect(await output(process.execPath, ["index.js"], project)).toBe(SAYS);
  });

  it("runs in a plain JavaScript project, where the engine finds its provider by name", async () => {
    const project = await scratchProject(installed, "js", {
      "package.json": "{}",
      "index.js": `const { JobRun, RunCompletion } = require("pulumi-wherobots");
const { createEmulator } = require("pulumi-wherobots/emulator");
const plugin = require("pulumi-wherobots/plugin");
${USE.replaceAll(": string", "")}`,
      "provider.js": `console.log(Object.keys(require("pulumi-wherobots/provider")).length > 0);`,
    });
    expect(await output(process.execPath, ["index.js"], project)).toBe(SAYS);
    expect(await output(process.execPath, ["provider.js"], project)).toBe("true\n");
  });

  it.each([
    ["pulumi-wherobots", "light"],
    ["pulumi-wherobots/plugin", "light-plugin"],
  ])("%s loads neither an HTTP client nor a schema library into the user's program", async (name, folder) => {
    const project = await scratchProject(installed, folder, {
      "package.json": "{}",
      "index.js": `require("${name}");
const heavy = /node_modules\\/(undici|zod|hono|ajv)\\/|pulumi-wherobots\\/dist\\/(provider|emulator)/;
console.log(Object.keys(require.cache).filter((file) => heavy.test(file)).join());`,
    });
    expect(await output(process.execPath, ["index.js"], project)).toBe("\n");
  });
});
