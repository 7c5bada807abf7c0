import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { reportCommand } from "../../../../cli/report/command";
import type { Report } from "../../../../cli/report/model";
import { exported, resource, run } from "./stacks";

const STACK = JSON.stringify(exported(resource("JobRun", "tiles", run("FAILED", 0))));

describe("pulumi-wherobots report", () => {
  let cwd: string;
  beforeEach(async () => {
    cwd = await mkdtemp(path.join(os.tmpdir(), "report-"));
    await writeFile(path.join(cwd, "stack.json"), STACK);
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  async function report(args: readonly string[], searched = "/nowhere") {
    let [stdout, stderr] = ["", ""];
    const code = await reportCommand(args, {
      cwd,
      env: { PATH: searched },
      stdin: () => Promise.resolve(STACK),
      stdout: (text) => (stdout += text),
      stderr: (text) => (stderr += text),
      assets: () => ({ script: "0", style: "b{}" }),
    });
    return { code, stdout, stderr };
  }

  it.each([["stack.json"], ["-"]])(
    "prints Markdown of the stack in %s, whatever became of its runs",
    async (from) => {
      const { code, stdout } = await report(["--stack-file", from]);
      expect([code, stdout.split("\n")[0]]).toEqual([0, "## Job runs: `maps / dev`"]);
    },
  );

  it("prints JSON, writes a page and appends Markdown, all at once", async () => {
    const summary = path.join(cwd, "summary.md");
    await writeFile(summary, "before\n");
    const all = ["--stack-file", "stack.json", "--json", "--html", "page.html", "--markdown", "summary.md"];
    const { code, stdout } = await report(all);
    const { version, runs } = JSON.parse(stdout) as Report;
    expect([code, version, runs[0]?.status]).toEqual([0, 1, "FAILED"]);
    expect(await readFile(summary, "utf8")).toMatch(/^before\n## Job runs/);
    expect(await readFile(path.join(cwd, "page.html"), "utf8")).toMatch(/^<!doctype html>/);
  });

  it("asks Pulumi for the stack where no file is given", async () => {
    const pulumi = path.join(cwd, "pulumi");
    await writeFile(pulumi, '#!/bin/sh\necho "$@" >&2\nread -r line < stack.json\nprintf "%s" "$line"\n');
    await chmod(pulumi, 0o755);
    const { code, stdout } = await report(["--stack", "dev", "--json"], cwd);
    expect([code, (JSON.parse(stdout) as Report).stack]).toEqual([0, "dev"]);
  });

  it("repeats what Pulumi says where that fails", async () => {
    const pulumi = path.join(cwd, "pulumi");
    await writeFile(pulumi, "#!/bin/sh\necho 'error: no stack named dev found' >&2\nexit 255\n");
    await chmod(pulumi, 0o755);
    const { code, stderr } = await report(["--stack", "dev"], cwd);
    expect([code, stderr]).toEqual([
      1,
      "pulumi-wherobots report: `pulumi stack export` failed: no stack named dev found\n",
    ]);
  });

  it.each<[string[], number, string]>([
    [
      [],
      1,
      "cannot export the stack: there is no `pulumi` on PATH; install it, or name a file with --stack-file",
    ],
    [["--stack-file", "other.json"], 1, "cannot read other.json: ENOENT"],
    [["--stack-file", "-", "--html", "none/page.html"], 1, "cannot write none/page.html: ENOENT"],
    [["--stack", "dev", "--stack-file", "-"], 2, "give --stack or --stack-file, not both"],
    [["--json", "--markdown", "-"], 2, "--json and --markdown - both print; write the Markdown to a file"],
    [["--htlm", "x"], 2, "Unknown option '--htlm'; see pulumi-wherobots report --help"],
    [["stack.json"], 2, "Unexpected argument 'stack.json'; see pulumi-wherobots report --help"],
  ])("says what is wrong with %j", async (args, code, message) => {
    expect(await report(args)).toEqual({ code, stdout: "", stderr: `pulumi-wherobots report: ${message}\n` });
  });
});
