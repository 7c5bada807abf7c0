import { createHash } from "node:crypto";
import path from "node:path";
import type { Problem } from "../provider/job-files/definition";
import { positionText } from "../provider/job-files/problems";
import { safeLine } from "../provider/text/safe-line";
import type { Shell } from "./command";
import { styled } from "./style";

/** What a line of a problem is made of may be in the file, and a runner would take it for a command. */
const MAX_LINE = 2000;

/** `jobs/tiles.yaml:3:5: …`, a line each. */
export function asText(problems: readonly Problem[], shell: Pick<Shell, "hasColours">): string {
  return problems
    .map((problem) => {
      const shown = styled("bold", safeLine(positionText(problem), MAX_LINE), shell);
      return `${shown}: ${safeLine(problem.message, MAX_LINE)}\n`;
    })
    .join("");
}

/**
 * Commands that GitHub's runner makes annotations of:
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function asGitHub(problems: readonly Problem[], { env }: Pick<Shell, "env">): string {
  return problems
    .map(({ file, line, column, message }) => {
      const where = `file=${property(fromRoot(file, env["GITHUB_WORKSPACE"]))},line=${line},col=${column},title=Job file`;
      return `::error ${where}::${data(safeLine(message, MAX_LINE))}\n`;
    })
    .join("");
}

/** Both systems take paths from the root of the repository, and the command may run in a folder of it. */
function fromRoot(file: string, root: string | undefined): string {
  if (root === undefined || root === "") return file;
  const relative = path.relative(root, path.resolve(file)).split(path.sep).join("/");
  return relative.startsWith("../") ? file : relative;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** GitLab's report of code quality: https://docs.gitlab.com/ci/testing/code_quality/ */
export function asGitLab(problems: readonly Problem[], { env }: Pick<Shell, "env">): string {
  const entries = problems.map(({ file, line, message }) => ({
    description: safeLine(message, MAX_LINE),
    check_name: "job-file",
    // By what is wrong and not by its line: a line above does not make it new.
    fingerprint: createHash("sha256")
      .update(JSON.stringify([fromRoot(file, env["CI_PROJECT_DIR"]), message]))
      .digest("hex"),
    severity: "major",
    location: { path: fromRoot(file, env["CI_PROJECT_DIR"]), lines: { begin: line } },
  }));
  return `${JSON.stringify(entries, undefined, 2)}\n`;
}
