import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { attempt } from "../attempt";
import { type Arguments, type Command, EXIT, PROGRAM, type Shell, UsageError } from "../command";
import { pullRequestFrom, writeComment } from "../comment/comments";
import { runPulumi, stackWords } from "../run-pulumi";
import { commentMark, planMarkdown } from "./markdown";
import { planOf } from "./plan-of";
import { type Preview, readPreview } from "./preview";

type Options = Arguments["options"];

/** Tells which runs an `up` would start, and why. */
export const PLAN: Command = {
  summary: "tell which runs `pulumi up` would start and why, for a comment on a pull request",
  about: `Reads a preview of the stack, starts nothing, and prints Markdown or JSON. Durations and costs are those of the last runs: an
estimate. It ends with 1 if the preview failed.

With --comment the plan is a comment on the pull request of this pipeline, and each further plan replaces it. GitHub needs
GITHUB_TOKEN, with the permission to write pull requests; GitLab needs GITLAB_TOKEN, a token that may use the API.`,
  maxWords: 0,
  options: {
    stack: {
      value: "NAME",
      help: "the stack to preview; by default the selected one of the project in this folder",
    },
    "preview-file": { value: "FILE", help: "a file of `pulumi preview --json`, or - for standard input" },
    refresh: { help: "ask Wherobots first what became of the open runs" },
    markdown: { value: "FILE", help: "append Markdown; - prints it" },
    comment: { help: "comment on the pull request of this pipeline, at GitHub or GitLab" },
  },
  examples: [
    [`${PROGRAM} plan --stack dev`, "which runs would start now"],
    [`${PROGRAM} plan --stack prod --comment`, "as a comment, in the pipeline of a pull request"],
  ],
  run: ({ options }, shell) => {
    checkOptions(options);
    return writePlan(options, shell);
  },
};

function checkOptions({ stack, refresh, "preview-file": file, json, markdown }: Options): void {
  for (const [name, value] of Object.entries({ stack, refresh }))
    if (value !== undefined && file !== undefined)
      throw new UsageError(`plan takes --${name} or --preview-file, and not both`);
  if (json && markdown === "-")
    throw new UsageError("--json and --markdown - both print: write the Markdown to a file");
}

async function writePlan(options: Options, shell: Shell): Promise<number> {
  const { json, comment, markdown = json || comment ? undefined : "-" } = options;
  // A pipeline that cannot comment says so before it waits for a preview.
  const pullRequest = comment ? pullRequestFrom(shell.env) : undefined;
  const plan = planOf(await previewOf(options, shell));
  if (json) shell.write(`${JSON.stringify(plan, undefined, 2)}\n`);
  if (markdown === "-") shell.write(planMarkdown(plan));
  else if (typeof markdown === "string")
    await attempt(`cannot write ${markdown}`, writeFile(markdown, planMarkdown(plan), { flag: "a" }));
  const mark = commentMark(placeOf(shell.env), options["stack"]);
  if (pullRequest) await writeComment(pullRequest, mark, planMarkdown(plan, mark));
  return plan.errors.length === 0 ? EXIT.ok : EXIT.problems;
}

/** The project's folder in the repository, which a failed preview does not tell. */
function placeOf(env: Shell["env"]): string {
  return path.relative(env["GITHUB_WORKSPACE"] ?? env["CI_PROJECT_DIR"] ?? ".", ".");
}

async function previewOf(
  { stack, refresh, "preview-file": file }: Options,
  { env, input }: Shell,
): Promise<Preview> {
  if (file === "-") return readPreview(await input(), "standard input");
  if (typeof file === "string")
    return readPreview(await attempt(`cannot read ${file}`, readFile(file, "utf8")), file);
  const chosen = [...(refresh ? ["--refresh"] : []), ...stackWords(stack)];
  const args = ["preview", "--json", "--show-sames", "--non-interactive", ...chosen];
  const { stdout, problem } = await runPulumi(args, env, "--preview-file");
  // A preview that failed says so in what it prints; a command that was not understood prints nothing there.
  if (problem && stdout.trim() === "") throw problem;
  return readPreview(stdout, "`pulumi preview --json`");
}
