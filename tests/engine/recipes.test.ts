import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describeUnless } from "../support/engine/describe-unless";
import {
  describeHostsThorough,
  expectExit,
  FAILS,
  type Fixture,
  HOSTS,
  type Host,
  OK,
  openFixture,
  programOf,
} from "../support/engine/fixture";
import { codeBlocks, read } from "../support/markdown";
import { itThorough } from "../support/thorough";

/*
 * What the documents advise, as it stands there, on the real engine.
 */

const REQUIRE = 'const wherobots = require("pulumi-wherobots");\n';

/** The one block of code of a page that has this text in it. */
function blockOf(page: string, text: string): string {
  const [block, ...others] = codeBlocks(read(page)).filter(({ code }) => code.includes(text));
  if (!block || others.length > 0) throw new Error(`${page} has not one block with ${text}`);
  return block.code;
}

/** The same in JavaScript, for a project of either host. */
function javascriptOf(typescript: string, host: Host): string {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(typescript, { compilerOptions });
  return outputText.replace("pulumi-wherobots/plugin", HOSTS[host].module);
}

describeHostsThorough("a trigger of the environment, in the %s host", (host) => {
  let fixture: Fixture;
  afterEach(() => fixture.dispose());
  const up = (commit: string | undefined) => fixture.stack.up({ env: { GIT_COMMIT: commit } });

  // rule: once-per-trigger
  it("that is required starts one run for each commit, and none where the variable is missing", async () => {
    const required = javascriptOf(blockOf("README.md", "function requireEnv"), host);
    const job = `new wherobots.JobRun("tiles", { runPython: { uri: "${OK}" }, triggers: { commit: requireEnv("GIT_COMMIT") } });`;
    fixture = await openFixture(programOf(host, REQUIRE + required + job));
    for (const commit of ["a", "a", "b"]) expectExit(await up(commit), "zero");
    expect(fixture.started()).toEqual(["tiles", "tiles"]);
    const without = expectExit(await up(undefined), "non-zero");
    expect(without.all).toContain("GIT_COMMIT is not set");
    expect(fixture.requests()).toEqual([]);
  });

  it("that is kept where the variable is missing starts no run there", async () => {
    const kept = javascriptOf(blockOf("docs/job-run.md", "ignoreChanges"), host);
    fixture = await openFixture(programOf(host, ""));
    fixture.stack.writeProgram(kept);
    expectExit(await up("a"), "zero");
    expectExit(await up(undefined), "zero");
    expectExit(await up("a"), "zero");
    expect(fixture.started()).toEqual(["tiles"]);
    expectExit(await up("b"), "zero");
    expect(fixture.started()).toEqual(["tiles"]);
  });
});

itThorough(
  "a date in a copy of the configuration stays out of the stack's own, without which no run is started",
  async () => {
    const fixture = await openFixture({
      yaml: `
config:
  date: { type: string }
resources:
  tiles:
    type: wherobots:JobRun
    properties:
      runPython: { uri: ${OK} }
      triggers: { date: "\${date}" }
`,
    });
    try {
      const { stack } = fixture;
      const [copy = [], command = []] = blockOf("docs/job-run.md", "--config-file")
        .split("\n")
        .map((line) => line.split(" "));
      const [from = "", to = ""] = copy.slice(1).map((name) => path.join(stack.dir, name));
      copyFileSync(from, to);
      const before = readFileSync(from, "utf8");
      expectExit(await stack.run(command.slice(1), { args: ["--skip-preview"] }), "zero");
      expect(fixture.started()).toEqual(["tiles"]);
      expect(await fixture.outputsOf("tiles")).toMatchObject({ triggers: { date: "2026-05-01" } });
      expect(readFileSync(from, "utf8")).toBe(before);
      const plain = expectExit(await stack.up(), "non-zero");
      expect(plain.all).toContain("missing configuration value 'date'");
      expectExit(await stack.refresh(), "zero");
      // Nothing but what the run cost, which was not settled yet.
      expect(fixture.requests()).toEqual(["POST /usage/costs"]);
    } finally {
      await fixture.dispose();
    }
  },
);

const JQ = spawnSync("jq", ["--version"]).error ? "there is no jq" : undefined;

describeUnless(JQ, "after a failed up", () => {
  itThorough("a script finds the runs that failed, and not those of before", async () => {
    const program = (uri: string): string => `${REQUIRE}
      exports.runId = new wherobots.JobRun("tiles", { runPython: { uri: "${uri}" } }).runId;
      const batch = { defaults: { runPython: { uri: "${OK}" } }, runs: { north: {}, south: { runPython: { uri: "${uri}" } } } };
      new wherobots.JobRunBatch("parts", batch);`;
    const fixture = await openFixture(program(OK));
    try {
      const { stack, emulator } = fixture;
      expectExit(await stack.up(), "zero");
      const before = await stack.outputs();
      stack.writeProgram(program(FAILS));
      // Failed once more, since that is an attempt before.
      for (let time = 1; time <= 2; time++) expectExit(await stack.up(), "non-zero");
      expect(await stack.outputs()).toEqual(before);

      const [, filter = ""] = /jq -c '([^']*)'/.exec(blockOf("docs/job-run.md", "jq -c")) ?? [];
      const { stdout } = await stack.run(["stack", "export"]);
      const found = spawnSync("jq", ["-c", filter], { input: stdout, encoding: "utf8" });
      expect(found.stderr).toBe("");
      const failed = emulator.runs().filter(({ status }) => status === "FAILED");
      const newest = failed.slice(-2).map(({ id }) => id);
      const lines = found.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, string>);
      expect(lines.map(({ runId }) => runId).sort()).toEqual(newest.sort());
      expect(lines.map(({ urn, status }) => [urn?.split("::").at(-1), status]).sort()).toEqual([
        ["parts", "FAILED"],
        ["tiles", "FAILED"],
      ]);
    } finally {
      await fixture.dispose();
    }
  });
});
