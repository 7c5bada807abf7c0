import { execFile } from "node:child_process";
import { UserError } from "../../provider/resource";
import { safeLine } from "../../provider/text/safe-line";

/** A state of thousands of runs has some megabytes. */
const MAX_BYTES = 1024 ** 3;
const MAX_MESSAGE_LENGTH = 500;

/**
 * What `pulumi stack export` prints for the project in this folder.
 *
 * @param stack its name; undefined for the selected one
 * @throws UserError
 */
export function exportStack(
  stack: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const args = ["stack", "export", "--non-interactive", ...(stack === undefined ? [] : ["--stack", stack])];
  return new Promise((resolve, reject) => {
    execFile("pulumi", args, { env, maxBuffer: MAX_BYTES }, (error, stdout, stderr) => {
      if (error) reject(new UserError(whyNot(error, stderr), { cause: error }));
      else resolve(stdout);
    });
  });
}

function whyNot(error: { code?: unknown }, stderr: string): string {
  if (error.code === "ENOENT")
    return "cannot export the stack: there is no `pulumi` on PATH; install it, or name a file with --stack-file";
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const said = safeLine(lines.join("; ").replace(/^error: /, ""), MAX_MESSAGE_LENGTH);
  return `\`pulumi stack export\` failed: ${said || `exit code ${String(error.code)}`}`;
}
