import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { commentMark, planMarkdown } from "../../../../cli/plan/markdown";
import { type Plan, planOf } from "../../../../cli/plan/plan-of";
import { readPreview } from "../../../../cli/plan/preview";
import type { Properties } from "../../../../provider/values";
import { command } from "../../../support/command";
import { resource, run, urnOf } from "../../../support/report/stacks";

/** A step of a preview, as the engine prints it. */
function step(
  op: string,
  name: string,
  states: { old?: Properties; next?: Properties } = {},
  more: object = {},
): object {
  const stateOf = (outputs: Properties | undefined, noun = "JobRun"): Properties | undefined =>
    outputs && resource(noun, name, outputs);
  return { op, urn: urnOf(name), oldState: stateOf(states.old), newState: stateOf(states.next), ...more };
}

const message = (name: string, text: string, severity = "info"): object => ({
  urn: urnOf(name),
  severity,
  message: `${text}\n`,
});

function plan(steps: readonly object[], diagnostics: readonly object[] = []): Plan {
  return planOf(readPreview(JSON.stringify({ steps, diagnostics }), "preview.json"));
}

const COMPLETED = run("COMPLETED", 0);

describe("a plan", () => {
  it("says which runs start and why, with what the last ones took", () => {
    const { starts, unchanged, estimate } = plan(
      [
        step("same", "ingest", { old: COMPLETED, next: COMPLETED }),
        step("create", "new", { next: {} }),
        step("replace", "changed", { old: COMPLETED, next: {} }, { replaceReasons: ["runPython"] }),
        step("create-replacement", "changed", { next: {} }),
        step("replace", "failed", { old: run("FAILED", 0), next: {} }, { replaceReasons: ["status"] }),
      ],
      [message("changed", "will start a new run: runPython.args changed")],
    );
    expect(starts.map(({ name, why, last }) => [name, why, last?.runningSeconds])).toEqual([
      ["changed", "runPython.args changed", expect.any(Number)],
      ["failed", "its last run ended as FAILED", expect.any(Number)],
      ["new", "new", undefined],
    ]);
    expect([unchanged, estimate.runs, estimate.withoutEarlierRun]).toEqual([1, 3, 1]);
    expect(estimate.runningSeconds).toBeGreaterThan(0);
  });

  it("tells a batch's runs by what its row says, and starts none where the stack starts none", () => {
    const batch = (op: string, outputs: Properties): object => ({
      op,
      urn: urnOf("tiles", "JobRunBatch"),
      newState: resource("JobRunBatch", "tiles", outputs),
      oldState: resource("JobRunBatch", "tiles", {}),
    });
    const said = [{ urn: urnOf("tiles", "JobRunBatch"), severity: "info", message: "1 run to start: north" }];
    expect(plan([batch("update", {})], said).starts).toMatchObject([
      { kind: "JobRunBatch", why: "1 run to start: north" },
    ]);
    const { starts, updates } = plan([step("create", "review", { next: { status: "NOT_RUN" } })]);
    expect([starts, updates.map(({ name }) => name)]).toEqual([[], ["review"]]);
  });

  it("says what became of a run in a line, without its log", () => {
    const found = [
      "warning: Refreshed resource is in an unhealthy state:",
      "* run r1 (tiles) was cancelled",
      "    | Starting the script",
      "    | @everyone",
      "    Hint: find out who cancelled it",
    ];
    const { updates } = plan(
      [step("update", "tiles", { old: COMPLETED, next: COMPLETED })],
      [message("tiles", found.join("\n"), "warning")],
    );
    expect(updates.map(({ why }) => why)).toEqual([
      "run r1 (tiles) was cancelled. Hint: find out who cancelled it",
    ]);
  });

  it("names active runs that would be cancelled, and changes that start nothing", () => {
    const { cancels, updates, starts } = plan([
      step("delete", "gone", { old: run("RUNNING", 0) }),
      step("delete", "done", { old: COMPLETED }),
      step("update", "patient", { old: COMPLETED, next: COMPLETED }),
    ]);
    expect([cancels, updates].map((list) => list.map(({ name }) => name))).toEqual([["gone"], ["patient"]]);
    expect(starts).toEqual([]);
  });

  it("is Markdown in which nothing of others is a link, a mention, a table or HTML", () => {
    const hostile = "@everyone | <img src=x> `x` [a](https://a.test)";
    const text = planMarkdown(
      plan(
        [step("create", "tiles", { next: {} })],
        [message("tiles", hostile), message("tiles", hostile, "error")],
      ),
    );
    expect(text).toContain("| `tiles` | ``@everyone ¦ <img src=x> `x` [a](https://a.test)`` |");
    expect(text).toContain("```text\n@everyone | <img src=x>");
  });

  it("stays within the length of a comment", () => {
    const many = Array.from({ length: 3_000 }, (_, at) =>
      step("create", `job-${at}-${"x".repeat(150)}`, { next: {} }),
    );
    expect(planMarkdown(plan(many)).length).toBeLessThanOrEqual(65_536);
    expect(planMarkdown(plan(many))).toMatch(/more resources not shown/);
  });

  it("leaves out whole lines of each kind, and counts them, so that no text of others ends up outside code", () => {
    const names = Array.from({ length: 30 }, (_, at) => `job-${at}`);
    const why = `@everyone ${"x".repeat(900)}`;
    const steps = names.flatMap((name) => [
      step("create", `new-${name}`, { next: {} }),
      step("delete", `gone-${name}`, { old: run("RUNNING", 0) }),
      step("update", `other-${name}`, { old: COMPLETED, next: COMPLETED }),
    ]);
    const said = names.flatMap((name) => [
      ...["new", "gone", "other"].map((kind) => message(`${kind}-${name}`, why)),
      message(name, why, "error"),
    ]);
    const text = planMarkdown(plan(steps, said), commentMark("apps/jobs", "prod"));
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text).toMatch(/^<!-- pulumi-wherobots plan apps\/jobs prod -->\n/);
    expect(text.match(/^20 more (resources|lines) not shown\.$/gm)).toHaveLength(4);
    const inCode = text.replace(/```text\n[^]*?\n```/g, "").replace(/`[^`\n]*`/g, "");
    expect(inCode).not.toMatch(/`|@everyone/);
  });

  it("begins with a mark that no path and no stack can end", () => {
    expect(commentMark("", undefined)).toBe("<!-- pulumi-wherobots plan . . -->");
    expect(commentMark("a --> <b>", "x--y")).toBe(
      "<!-- pulumi-wherobots plan a%20-%2D%3E%20%3Cb%3E x-%2Dy -->",
    );
  });
});

describe("pulumi-wherobots plan", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "plan-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const PREVIEW = JSON.stringify({ steps: [step("create", "tiles", { next: {} })] });
  const FAILED = JSON.stringify({ steps: [], diagnostics: [message("tiles", "error: bad", "error")] });

  /** A program in place of Pulumi. */
  async function pulumi(prints: string, code: number): Promise<void> {
    const lines = [
      "#!/bin/sh",
      'echo "$@" > "$0.args"',
      'read -r line < "$0.json"',
      'printf "%s" "$line"',
      `exit ${code}`,
    ];
    await writeFile(path.join(folder, "pulumi.json"), `${prints}\n`);
    await writeFile(path.join(folder, "pulumi"), [...lines, ""].join("\n"));
    await chmod(path.join(folder, "pulumi"), 0o755);
  }

  it("asks Pulumi for a preview, and appends to a comment", async () => {
    await pulumi(PREVIEW, 0);
    const comment = path.join(folder, "comment.md");
    await writeFile(comment, "before\n");
    const { code, out } = await command(["plan", "--stack", "dev", "--json", "--markdown", comment], {
      env: { PATH: folder },
    });
    expect([code, (JSON.parse(out) as Plan).starts.length]).toEqual([0, 1]);
    expect(await readFile(comment, "utf8")).toMatch(/^before\n## Job runs/);
    const args = await readFile(path.join(folder, "pulumi.args"), "utf8");
    expect(args).toBe("preview --json --show-sames --non-interactive --stack dev\n");
  });

  it("ends with 1 and says why where the preview failed", async () => {
    await pulumi(FAILED, 255);
    const { code, out } = await command(["plan"], { env: { PATH: folder } });
    expect([code, out]).toEqual([
      1,
      expect.stringContaining("The preview failed:\n\n```text\nerror: bad\n```"),
    ]);
  });

  it.each<[string[], number, string]>([
    [
      [],
      1,
      "cannot run `pulumi preview`: there is no `pulumi` on PATH; install it, or name a file with --preview-file",
    ],
    [["--preview-file", "/none/p.json"], 1, "cannot read /none/p.json: ENOENT"],
    [
      ["--preview-file", "-"],
      1,
      "standard input is not a preview: it has no `steps`; write one with `pulumi preview --json`",
    ],
    [["--stack", "dev", "--preview-file", "-"], 2, "plan takes --stack or --preview-file, and not both"],
    [["--json", "--markdown", "-"], 2, "--json and --markdown - both print: write the Markdown to a file"],
  ])("says what is wrong with %j", async (args, code, text) => {
    const { said, ...ended } = await command(["plan", ...args], { env: { PATH: "/nowhere" }, stdin: "{}" });
    expect(ended).toEqual({ code, out: "" });
    expect(said.split("\n")[0]).toBe(`pulumi-wherobots: ${text}`);
  });
});
