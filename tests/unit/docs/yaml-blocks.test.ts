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
    ["a type", "resources: { a: { type: 'wherobots:JobRn' } }", "a: there is no wherobots:JobRn"],
    ["an input", run("timeoutSecnds: 1"), "a: there is no timeoutSecnds"],
    ["an input within", run("wait: { untill: running }"), "a.wait: there is no untill"],
    ["a choice", run("onFailure: ignore"), "a.onFailure is none of its values"],
    ["a kind of value", run("timeoutSeconds: long"), "a.timeoutSeconds is no number"],
    ["what is in a list", run("runPython: { uri: u, args: [1] }"), "a.runPython.args[0] is no string"],
    [
      "what is required",
      "resources: { a: { type: 'wherobots:RunCompletion', properties: {} } }",
      "a lacks runId",
    ],
    [
      "an argument of the provider",
      "resources: { a: { type: 'pulumi:providers:wherobots', properties: { version: x } } }",
      "a: there is no version",
    ],
    [
      "an argument of a function",
      "variables: { a: { fn::invoke: { function: 'wherobots:getRun', arguments: { run: x } } } }",
      "wherobots:getRun: there is no run",
    ],
  ])("would not pass with a mistake in %s", (_, program, problem) => {
    expect(schemaProblems(parse(program), schema)).toContain(problem);
  });
});

function run(property: string): string {
  return `resources: { a: { type: 'wherobots:JobRun', properties: { ${property} } } }`;
}
