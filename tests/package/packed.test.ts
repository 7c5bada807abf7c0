import path from "node:path";
import { type Installation, installPacked, output, scratchProject } from "../support/package/scratch-project";
import { REPOSITORY } from "../support/repository";

const BIN = path.join(REPOSITORY, "node_modules", ".bin");
/** What Pulumi brings for projects that have no compiler of their own, as README's steps leave them. */
const VENDOR = path.join(REPOSITORY, "node_modules/@pulumi/pulumi/vendor");
const PULUMIS_COMPILER = path.join(VENDOR, "typescript@3.8.3/typescript.js");

/** Every entry, with an argument that only its own types make an error of. */
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import * as dynamicHost from "pulumi-wherobots";
import { createEmulator } from "pulumi-wherobots/emulator";
import * as plugin from "pulumi-wherobots/plugin";
import { host } from "pulumi-wherobots/provider";
import { wherobotsMocks } from "pulumi-wherobots/testing";

const args: plugin.JobRunArgs = { runPython: { uri: "s3://bucket.test/job.py", args: ["a", pulumi.secret("b")] } };
export const declare = () => {
  const emea = new plugin.Provider("emea", { region: plugin.Region.AwsEuWest1 });
  const job = new plugin.JobRun("tiles", args, { provider: emea });
  const batch = new dynamicHost.JobRunBatch("batch", { runs: { north: { runPython: { args: ["north"] } } } });
  const ended = new dynamicHost.RunCompletion("ended", { runId: job.runId });
  return pulumi.all([job.kubeApp, batch.totals, ended.status]).apply(([app, totals, status]) => {
    const said: [string | undefined, number, string] = [app?.appMeta?.sparkUiUrl, totals.completed, status];
    return said;
  });
};
const called = [typeof host("JobRun").create, typeof wherobotsMocks({ run: ({ name }) => ({ status: name }) }).call].join();
createEmulator({ defaultPlan: { runningMs: 1 } }).then(async (emulator) => {
  console.log(called, plugin.JobRun.__pulumiType, new URL(emulator.url).hostname);
  await emulator.stop();
});
`;
const SAYS = "function,function wherobots:index:JobRun 127.0.0.1\n";

/** As Pulumi's own start of a program registers it: @pulumi/pulumi/cmd/run. */
const REGISTER = `
require(${JSON.stringify(path.join(VENDOR, "ts-node@7.0.1"))}).register({
  compiler: ${JSON.stringify(PULUMIS_COMPILER)},
  skipProject: true,
  compilerOptions: { target: "ES2020", module: "commonjs", moduleResolution: "node", sourceMap: "true" },
});
require("./index.ts");
`;

/** Prints what that compiler says of our own declarations, which it does not report for a program's modules. */
const DIAGNOSE = `
const ts = require(${JSON.stringify(PULUMIS_COMPILER)});
const options = { strict: true, target: ts.ScriptTarget.ES2020, module: ts.ModuleKind.CommonJS };
const moduleResolution = ts.ModuleResolutionKind.NodeJs;
const program = ts.createProgram(["index.ts"], { ...options, moduleResolution });
const ours = program.getSourceFiles().filter((file) => /pulumi-wherobots.dist.*d.ts$/.test(file.fileName));
const found = ours.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]);
const text = ({ file, code, messageText }) => [file.fileName, code, ts.flattenDiagnosticMessageText(messageText, " ")].join(" ");
console.log(JSON.stringify({ files: ours.length, found: found.map(text) }));
`;

describe("the packed package", () => {
  let installed: Installation;
  beforeAll(async () => {
    installed = await installPacked();
  }, 60_000);
  afterAll(() => installed.remove());

  const project = (name: string, files: Readonly<Record<string, string>>): Promise<string> =>
    scratchProject(installed, name, { "package.json": "{}", ...files });

  it("holds the compiled folders and what a user reads, and nothing else", () => {
    const foreign = installed.files.filter(
      (file) =>
        !/^(dist\/(wire|sdk|provider|emulator|testing|cli)|plugin|wherobots-plugin|schemas)\//.test(file) &&
        file !== "emulator/Containerfile" &&
        !/^(package\.json|[A-Z]+(\.md)?)$/.test(file),
    );
    expect(foreign).toEqual([]);
    const entries = [
      "sdk/index.js",
      "sdk/plugin/index.js",
      "provider/index.js",
      "emulator/bin.js",
      "cli/bin.js",
    ];
    const needed = [
      ...entries.map((entry) => `dist/${entry}`),
      "plugin/pulumi-resource-wherobots",
      "schemas/job-file.schema.json",
    ];
    expect(installed.files).toEqual(expect.arrayContaining(needed));
  });

  it("has a command that checks job files, and tells their mistakes with its exit code", async () => {
    const folder = await project("command", {
      "jobs.yaml": "jobs:\n  a:\n    runPython: { uri: s3://bucket.test/a.py }\n",
      "wrong.yaml": "jobs:\n  a:\n    runPython: { uri: s3://bucket.test/a.py }\n    schedule: daily\n",
    });
    const bin = path.join(installed.folder, "node_modules/.bin/pulumi-wherobots");
    const said = await output(bin, ["validate", "--json", "jobs.yaml"], folder);
    expect(JSON.parse(said)).toMatchObject({ jobs: [{ job: "a" }], problems: [] });
    const wrong = output(bin, ["validate", "--format", "text", "wrong.yaml"], folder);
    await expect(wrong).rejects.toMatchObject({
      message: expect.stringContaining("wrong.yaml:4:5: schedule ") as string,
      cause: { code: 1 },
    });
  });

  it("passes publint", async () => {
    const said = await output(path.join(BIN, "publint"), ["run", installed.tarball, "--strict"], REPOSITORY);
    expect(said).toContain("All good");
  });

  it("has types that fit in every way of resolving them", async () => {
    const args = [installed.tarball, "--profile", "strict", "--format", "ascii"];
    // It ends with an error, and so does this, where a way that is not left out by the profile has a problem.
    const said = output(path.join(BIN, "attw"), args, REPOSITORY);
    await expect(said).resolves.toContain("pulumi-wherobots/emulator");
  });

  it.each([
    ["CommonJS", "commonjs", { module: "node16", target: "es2022" }],
    ["ES modules", "module", { module: "node16", target: "es2022" }],
    ["node resolution", "commonjs", { module: "commonjs", moduleResolution: "node", target: "es2020" }],
  ])(
    "compiles and runs in a TypeScript project with %s, declarations checked",
    async (name, type, options) => {
      const compilerOptions = { ...options, strict: true, types: ["node"], skipLibCheck: false };
      const folder = await project(`ts ${name}`, {
        "package.json": JSON.stringify({ type }),
        "tsconfig.json": JSON.stringify({ compilerOptions }),
        "index.ts": PROGRAM,
      });
      await output(path.join(BIN, "tsc"), ["-p", "."], folder);
      expect(await output(process.execPath, ["index.js"], folder)).toBe(SAYS);
    },
  );

  // rule: compilers
  it("has the plugin's classes for resolvers that look for a folder, as those of Jest 27 do, and not at `exports`", async () => {
    const folder = await project("no exports", {
      "index.js": `const found = require("../node_modules/pulumi-wherobots/plugin");
console.log(found === require("pulumi-wherobots/plugin"), found.JobRun.__pulumiType);`,
    });
    expect(await output(process.execPath, ["index.js"], folder)).toBe("true wherobots:index:JobRun\n");
  });

  it.each(["pulumi-wherobots", "pulumi-wherobots/plugin"])(
    "%s loads neither an HTTP client nor a schema library into the user's program",
    async (name) => {
      const folder = await project(`light ${path.basename(name)}`, {
        "index.js": `require("${name}");
const heavy = /node_modules\\/(undici|zod|yaml|hono|ajv)\\/|pulumi-wherobots\\/dist\\/(provider|emulator)/;
console.log(Object.keys(require.cache).filter((file) => heavy.test(file)).join());`,
      });
      expect(await output(process.execPath, ["index.js"], folder)).toBe("\n");
    },
  );

  describe("with Pulumi's own TypeScript 3.8, which does not read `exports`, in a project without another", () => {
    // rule: compilers
    it("has all entries, checks a program that uses them, and runs it", async () => {
      const folder = await project("ts-3.8", {
        "index.ts": PROGRAM,
        "run.js": REGISTER,
        "diagnose.js": DIAGNOSE,
      });
      expect(await output(process.execPath, ["run.js"], folder)).toBe(SAYS);
      const said = JSON.parse(await output(process.execPath, ["diagnose.js"], folder)) as object;
      expect(said).toEqual({ files: expect.any(Number) as number, found: [] });
      expect(said).not.toHaveProperty("files", 0);
    });
  });
});
