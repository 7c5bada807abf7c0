import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { COMMAND_LINE } from "../../../../cli/commands";
import { reportCommand } from "../../../../cli/report/command";
import type { Report } from "../../../../cli/report/model";
import { command, shellOf } from "../../../support/command";
import { exported, resource, run } from "../../../support/report/stacks";

const STACK = JSON.stringify(exported(resource("JobRun", "tiles", run("FAILED", 0))));

describe("pulumi-wherobots report", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "report-"));
    await writeFile(path.join(folder, "stack.json"), STACK);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const at = (name: string): string => path.join(folder, name);
  const report = (args: readonly string[], searched = "/nowhere") =>
    command(["report", ...args], { env: { PATH: searched }, stdin: STACK });

  it.each(["file", "standard input"])(
    "prints Markdown of a stack in a %s, whatever became of its runs",
    async (from) => {
      const { code, out } = await report(["--stack-file", from === "file" ? at("stack.json") : "-"]);
      expect([code, out.split("\n")[0]]).toEqual([0, "## Job runs: `maps / dev`"]);
    },
  );

  it("prints JSON and appends Markdown, at once", async () => {
    await writeFile(at("summary.md"), "before\n");
    const { code, out } = await report(["--stack-file", "-", "--json", "--markdown", at("summary.md")]);
    const { version, runs } = JSON.parse(out) as Report;
    expect([code, version, runs[0]?.status]).toEqual([0, 1, "FAILED"]);
    expect(await readFile(at("summary.md"), "utf8")).toMatch(/^before\n## Job runs/);
  });

  it("writes a page, and prints nothing", async () => {
    const { shell, out, said } = shellOf({ stdin: STACK });
    const given = { words: [], options: { "stack-file": "-", html: at("page.html") } };
    const { run: carryOut } = reportCommand(() => ({ script: "0", style: "b{}" }));
    expect([await carryOut(given, shell, COMMAND_LINE), out, said]).toEqual([0, [], []]);
    expect(await readFile(at("page.html"), "utf8")).toMatch(
      /^<!doctype html>[^]*>maps[^]*<script>0<\/script>/,
    );
  });

  /** A program in place of Pulumi, by these lines of a shell. */
  async function pulumi(...lines: string[]): Promise<void> {
    await writeFile(at("pulumi"), ["#!/bin/sh", ...lines, ""].join("\n"));
    await chmod(at("pulumi"), 0o755);
  }

  it("asks Pulumi for the stack where no file is given", async () => {
    await pulumi('echo "$@" > "$0.args"', 'read -r line < "${0%/*}/stack.json"', 'printf "%s" "$line"');
    const { code, out } = await report(["--stack", "dev", "--json"], folder);
    expect([code, (JSON.parse(out) as Report).stack]).toEqual([0, "dev"]);
    expect(await readFile(at("pulumi.args"), "utf8")).toBe("stack export --non-interactive --stack dev\n");
  });

  it("repeats what Pulumi says where that fails", async () => {
    await pulumi("echo 'error: no stack named dev found' >&2", "exit 255");
    expect(await report([], folder)).toEqual({
      code: 1,
      out: "",
      said: "pulumi-wherobots: `pulumi stack export` failed: no stack named dev found\n",
    });
  });

  it.each<[string[], number, string]>([
    [
      [],
      1,
      "cannot run `pulumi stack export`: there is no `pulumi` on PATH; install it, or name a file with --stack-file",
    ],
    [["--stack-file", "/none/stack.json"], 1, "cannot read /none/stack.json: ENOENT"],
    [["--stack-file", "-", "--markdown", "/none/page.md"], 1, "cannot write /none/page.md: ENOENT"],
    [["--stack", "dev", "--stack-file", "-"], 2, "report takes --stack or --stack-file, and not both"],
    [["--json", "--markdown", "-"], 2, "--json and --markdown - both print: write the Markdown to a file"],
    [["stack.json"], 2, "report takes no words, and stack.json is one too many"],
  ])("says what is wrong with %j", async (args, code, message) => {
    const { said, ...ended } = await report(args);
    expect(ended).toEqual({ code, out: "" });
    expect(said.split("\n")[0]).toBe(`pulumi-wherobots: ${message}`);
  });
});
