import { readFile } from "node:fs/promises";
import { attempt } from "../attempt";
import { type Arguments, type Option, type Shell, UsageError } from "../command";
import { runPulumi, stackWords } from "../run-pulumi";
import { readStackExport, type StackExport } from "./stack-export";

type Options = Arguments["options"];

/** Which stack a command reads. */
export const STACK_OPTIONS: Readonly<Record<"stack" | "stack-file", Option>> = {
  stack: {
    value: "NAME",
    help: "the stack to export; by default the selected one of the project in this folder",
  },
  "stack-file": { value: "FILE", help: "a file of `pulumi stack export`, or - for standard input" },
};

/**
 * The stack that these options name.
 *
 * @param command whose options they are, for the message
 * @throws UsageError, UserError
 */
export async function stackOf(
  command: string,
  { stack, "stack-file": file }: Options,
  { env, input }: Shell,
): Promise<StackExport> {
  if (stack !== undefined && file !== undefined)
    throw new UsageError(`${command} takes --stack or --stack-file, and not both`);
  if (typeof file !== "string") return readStackExport(await exported(stack, env), "`pulumi stack export`");
  if (file === "-") return readStackExport(await input(), "standard input");
  return readStackExport(await attempt(`cannot read ${file}`, readFile(file, "utf8")), file);
}

async function exported(stack: Options["stack"], env: Shell["env"]): Promise<string> {
  const { stdout, problem } = await runPulumi(
    ["stack", "export", "--non-interactive", ...stackWords(stack)],
    env,
    "--stack-file",
  );
  if (problem) throw problem;
  return stdout;
}
