import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import ts from "typescript";
import { createEmulator, DEFAULT_ACCOUNT, type Emulator } from "../../emulator";
import committed from "../../plugin/schema.json";
import { EXAMPLES, exampleProgram } from "../../scripts/schema/examples";
import { createStack, type EngineStack, resourcesOf } from "../support/engine/engine";
import { expectExit } from "../support/engine/fixture";
import { REPOSITORY } from "../support/repository";
import { describeThorough } from "../support/thorough";

const NOTHING_DECLARED = "outputs: {}\n";
/** For the example of a JobSet. */
const JOB_FILE = "jobs:\n  hello:\n    runPython: { uri: s3://bucket.test/hello.py }\n";

// rule: schema
describe("the package schema", () => {
  let stack: EngineStack;
  beforeAll(async () => {
    stack = await createStack({ program: { yaml: NOTHING_DECLARED } });
  });
  afterAll(() => stack.dispose());

  it("is sound to the engine's own loader", async () => {
    const result = await stack.run(["schema", "check", path.join(REPOSITORY, "plugin/schema.json")]);
    expect(result).toMatchObject({ exitCode: 0, all: "" });
  });

  it("is what the plugin tells the engine, which loses nothing of it", async () => {
    const plugin = path.join(REPOSITORY, "plugin/pulumi-resource-wherobots");
    const result = expectExit(await stack.run(["package", "get-schema", plugin]), "zero");
    expect(JSON.parse(result.stdout)).toEqual(committed);
  });
});

// rule: schema
describeThorough("the examples in its descriptions", () => {
  let emulator: Emulator;
  let backendDir: string;
  let yaml: EngineStack;
  let typescript: EngineStack;

  beforeAll(async () => {
    emulator = await createEmulator({ plans: [{ plan: { pendingMs: 20, runningMs: 50 } }] });
    backendDir = await fs.mkdtemp(path.join(os.tmpdir(), "wherobots-backend-"));
    const common = { emulator: { url: emulator.url, apiKey: DEFAULT_ACCOUNT.apiKey }, backendDir };
    yaml = await createStack({ ...common, program: { yaml: exampleProgram("script", "yaml") } });
    typescript = await createStack({ ...common, program: { javascript: "" } });
    expectExit(await yaml.up(), "zero");
    const [nightly] = emulator.runs();
    for (const stack of [yaml, typescript]) {
      await fs.mkdir(path.join(stack.dir, "jobs"));
      await fs.writeFile(path.join(stack.dir, "jobs/hello.yaml"), JOB_FILE);
      await fs.mkdir(path.join(stack.dir, "tiling"));
      await fs.writeFile(path.join(stack.dir, "tiling/__init__.py"), "SIZE = 1\n");
      await fs.writeFile(path.join(stack.dir, "tiles.py"), "print(1)\n");
      await stack.setConfig("emeaKey", DEFAULT_ACCOUNT.apiKey, { secret: true });
      await stack.setConfig("nightlyRunId", nightly?.id ?? "");
    }
  });
  afterAll(async () => {
    await Promise.all([yaml.dispose(), typescript.dispose(), emulator.stop()]);
    await fs.rm(backendDir, { recursive: true });
  });

  const files = Object.values(EXAMPLES).flatMap((examples) => examples.map(({ file }) => file));
  it.each(files)("run in YAML and are the same in TypeScript: %s", async (file) => {
    yaml.writeProgram(exampleProgram(file, "yaml"));
    expectExit(await yaml.up(), "zero");
    const outputs = await stackOutputs(yaml);
    const started = emulator.runs().length;

    typescript.writeProgram(commonJs(exampleProgram(file, "ts")));
    expectExit(await typescript.up({ args: ["--expect-no-changes"] }), "zero");
    expect(await stackOutputs(typescript)).toEqual(outputs);
    expect(emulator.runs()).toHaveLength(started);
  });
});

/** Without a run of the engine, which would take longer than all else here. */
async function stackOutputs(stack: EngineStack): Promise<unknown> {
  const [root] = resourcesOf(await stack.savedState(), "pulumi:pulumi:Stack");
  return root?.outputs;
}

function commonJs(program: string): string {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  return ts.transpileModule(program, { compilerOptions }).outputText;
}
