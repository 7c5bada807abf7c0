import { existsSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { packageSchema } from "../../../scripts/schema/package-schema";
import { codeBlocks, markdownFiles, read } from "../../support/markdown";
import { REPOSITORY } from "../../support/repository";
import { schemaProblems } from "./schema-problems";

const schema = packageSchema();

/** Each block by a name that says where it stands. */
const BLOCKS = markdownFiles().flatMap((file) =>
  codeBlocks(read(file)).flatMap(({ code, language, line }) =>
    /^(yaml|yml)$/.test(language) ? [[`${file}:${line}`, code] as const] : [],
  ),
);

describe("YAML in the documentation", () => {
  it("is there to be checked", () => {
    const withRuns = BLOCKS.filter(([, code]) => code.includes("type: wherobots:JobRun"));
    expect(withRuns.length).toBeGreaterThanOrEqual(3);
  });

  it.each(BLOCKS)("%s is as the package schema has it", (_, code) => {
    expect(schemaProblems(parse(code), schema)).toEqual([]);
  });

  it.each(BLOCKS.filter(([, code]) => code.includes("plugins:")))(
    "%s names the folder that a project commits",
    (_, code) => {
      const { plugins } = parse(code) as { plugins: { providers: { name: string; path: string }[] } };
      expect(plugins.providers).toEqual([{ name: schema.name, path: "wherobots-plugin" }]);
      const launcher = path.join(REPOSITORY, "wherobots-plugin", `pulumi-resource-${schema.name}`);
      expect(existsSync(launcher)).toBe(true);
    },
  );

  it.each([
    ["a type", "resources: { a: { type: 'wherobots:JobRn' } }"],
    ["an input", run("timeoutSecnds: 1")],
    ["an input within", run("wait: { untill: running }")],
    ["a choice", run("onFailure: ignore")],
    ["a kind of value", run("timeoutSeconds: long")],
    ["what is in a list", run("runPython: { uri: u, args: [1] }")],
    ["what is required", "resources: { a: { type: 'wherobots:RunCompletion' } }"],
    [
      "an argument of the provider",
      "{ a: { type: 'pulumi:providers:wherobots', properties: { version: x } } }",
    ],
    ["an argument of a function", "{ fn::invoke: { function: 'wherobots:getRun', arguments: { run: x } } }"],
  ])("would not pass with a mistake in %s", (_, program) => {
    expect(schemaProblems(parse(program), schema)).not.toEqual([]);
  });
});

function run(property: string): string {
  return `resources: { a: { type: 'wherobots:JobRun', properties: { ${property} } } }`;
}
