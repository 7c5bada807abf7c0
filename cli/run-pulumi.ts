import { execFile } from "node:child_process";
import { UserError } from "../provider/resource";
import { safeLine } from "../provider/text/safe-line";

/** A state of thousands of runs has some megabytes. */
const MAX_BYTES = 1024 ** 3;
const MAX_MESSAGE_LENGTH = 500;

/** Words for the stack that somebody chose; none for the selected one. */
export function stackWords(stack: string | true | undefined): readonly string[] {
  return typeof stack === "string" ? ["--stack", stack] : [];
}

/** What `pulumi` printed. */
export interface Printed {
  readonly stdout: string;
  /** Why it ended otherwise than with 0; undefined if it did not. */
  readonly problem: UserError | undefined;
}

/**
 * Runs Pulumi for the project in this folder.
 *
 * @param args its words
 * @param env the environment, in whose PATH it is looked for
 * @param instead which option names a file in its place, for the message
 * @throws UserError if there is no Pulumi
 */
export function runPulumi(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  instead: string,
): Promise<Printed> {
  const words = args.slice(
    0,
    args.findIndex((word) => word.startsWith("-")),
  );
  const command = `\`pulumi ${words.join(" ")}\``;
  return new Promise((resolve, reject) => {
    execFile("pulumi", [...args], { env, maxBuffer: MAX_BYTES }, (error, stdout, stderr) => {
      if (error?.code === "ENOENT")
        reject(
          new UserError(
            `cannot run ${command}: there is no \`pulumi\` on PATH; install it, or name a file with ${instead}`,
            { cause: error },
          ),
        );
      else resolve({ stdout, problem: error ? failed(command, error, stderr) : undefined });
    });
  });
}

function failed(command: string, error: Error & { code?: unknown }, stderr: string): UserError {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const said = safeLine(lines.join("; ").replace(/^error: /, ""), MAX_MESSAGE_LENGTH);
  return new UserError(`${command} failed: ${said || `exit code ${String(error.code)}`}`, { cause: error });
}
