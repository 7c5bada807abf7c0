import { command } from "../../support/command";
import { exported, resource, run } from "../../support/report/stacks";

const STACK = JSON.stringify(
  exported(
    resource("JobRun", "tiles", run("COMPLETED", 0)),
    resource("JobRunBatch", "regions", { results: { north: { runId: "r-2", status: "FAILED" } } }),
  ),
);
const ls = (args: readonly string[], hasColours = false, stdin = STACK) =>
  command(["ls", "--stack-file", "-", ...args], { stdin, hasColours });

describe("pulumi-wherobots ls", () => {
  it("lists each run in a line, figures below each other, and sums up beside it", async () => {
    const { code, out, said } = await ls([]);
    const [head = "", ...lines] = out.trimEnd().split("\n");
    expect([code, said]).toEqual([0, "2 runs: 1 failed, 1 completed.\n"]);
    expect(head).toMatch(/^JOB +STATUS +QUEUED +RAN +COST +RUN$/);
    expect(lines).toEqual([
      expect.stringMatching(/^tiles +✓ Completed +[\d.]+ s +/),
      expect.stringMatching(/^regions\[north\] +✕ Failed +– +– +– +r-2$/),
    ]);
    const ends = [head.indexOf("QUEUED") + 6, head.indexOf("RAN") + 3, head.indexOf("COST") + 4];
    for (const line of lines)
      for (const end of ends) expect(line.slice(end - 1, end + 2)).toMatch(/^\S {2}$/);
  });

  it("shows a failed run in red where a person looks, and nowhere else", async () => {
    expect((await ls([], true)).out).toContain("\u001b[31mregions[north]");
    expect((await ls([])).out).not.toContain("\u001b");
  });

  it("writes JSON for programs, and nothing for a stack without runs", async () => {
    const { out, said } = await ls(["--json"]);
    expect([(JSON.parse(out) as unknown[]).length, said]).toEqual([2, ""]);
    expect(await ls([], false, JSON.stringify(exported()))).toMatchObject({
      out: "",
      said: "This stack has no job runs.\n",
    });
  });

  it("says what is wrong", async () => {
    const { code, said } = await command(["ls", "--stack", "dev", "--stack-file", "-"]);
    expect([code, said.split("\n")[0]]).toEqual([
      2,
      "pulumi-wherobots: ls takes --stack or --stack-file, and not both",
    ]);
  });
});
