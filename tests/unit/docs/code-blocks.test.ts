import path from "node:path";
import ts from "typescript";
import { codeBlocks, inlineCode, markdownFiles, read, tableBelow } from "../../support/markdown";
import { REPOSITORY } from "../../support/repository";

/** What a reader has around the short lines of the table "How people run things". */
const AROUND = `
import * as pulumi from "@pulumi/pulumi";
import * as wherobots from "pulumi-wherobots";
declare const config: pulumi.Config;
declare const ingest: wherobots.JobRun;
declare function requireEnv(name: string): string;
`;

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.es2024.string.d.ts"],
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  esModuleInterop: true,
  resolveJsonModule: true,
  types: ["node"],
  // The sources, not what was built of them some time.
  paths: {
    "pulumi-wherobots": [path.join(REPOSITORY, "sdk/index.ts")],
    "pulumi-wherobots/plugin": [path.join(REPOSITORY, "sdk/plugin/index.ts")],
    "pulumi-wherobots/emulator": [path.join(REPOSITORY, "emulator/index.ts")],
  },
};

/** The examples' own pages show parts of programs; their programs are checked with the rest of the code. */
const FILES = markdownFiles().filter((file) => !file.startsWith("examples/"));

/** Code by a name that says where it stands. */
function programs(): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of FILES) {
    for (const { code, language, line } of codeBlocks(read(file))) {
      if (/^(ts|typescript)$/.test(language)) found.set(`${file}:${line}`, code);
    }
  }
  return found;
}

/** Each short line of the table, as a property of a JobRun's arguments or as a statement. */
function shortLines(): Map<string, string> {
  const found = new Map<string, string>();
  for (const [title = "", cell = ""] of tableBelow(read("README.md"), "## How people run things")) {
    inlineCode(cell)
      .filter((code) => !/^([A-Z_]+=\S+ )?(pulumi|npm) /.test(code))
      .forEach((code, index) => {
        const isStatement = /[;)]$/.test(code) && !/^\w+:/.test(code);
        const wrapped = isStatement ? code : `({ ${code} }) satisfies wherobots.JobRunArgs;`;
        found.set(`README.md: ${title} ${index}`, `${AROUND}${wrapped}\n`);
      });
  }
  return found;
}

describe("code in the documentation", () => {
  const blocks = programs();
  const lines = shortLines();
  const code = new Map([...blocks, ...lines]);
  const mistake = `${AROUND}new wherobots.JobRun("tiles", { runPython: { uri: "s3://x" }, runtimeSize: "tiny" });`;
  const problems = typeProblems([...code.values(), mistake]);

  it("is there to be checked", () => {
    expect(blocks.size).toBeGreaterThanOrEqual(5);
    expect(lines.size).toBeGreaterThanOrEqual(8);
  });

  it("would not pass with a mistake", () => {
    expect(problems.at(-1)).toEqual([expect.stringContaining("'runtimeSize' does not exist")]);
  });

  it.each([...code.keys()].map((where, index) => [where, index] as const))("%s type-checks", (_, index) => {
    expect(problems[index]).toEqual([]);
  });
});

/** What the compiler says of each text. All share one program, since Pulumi's own types take seconds to read. */
function typeProblems(texts: readonly string[]): string[][] {
  const files = texts.map((_, index) => path.join(REPOSITORY, "tests/unit/docs", `block-${index}.ts`));
  const host = ts.createCompilerHost(OPTIONS);
  const original = host.getSourceFile.bind(host);
  host.getSourceFile = (file, target, ...rest) => {
    const text = texts[files.indexOf(path.normalize(file))];
    // A block without import or export is a module all the same: blocks must not see each other's names.
    return text === undefined
      ? original(file, target, ...rest)
      : ts.createSourceFile(file, `${text}\nexport {};\n`, target, true);
  };
  const program = ts.createProgram({ rootNames: files, options: OPTIONS, host });
  return files.map((file) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
  );
}
