import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "../../provider/resource";
import { textAt } from "../../provider/values";
import { pageAssets } from "./assets";
import { htmlOf, type PageAssets } from "./html";
import { markdownOf } from "./markdown";
import { exportStack } from "./pulumi-export";
import { reportOf } from "./report-of";
import { readStackExport } from "./stack-export";

/** What a command has of the world. */
export interface CommandIo {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: () => Promise<string>;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** What the page is made with; by default that of the package. */
  readonly assets?: () => PageAssets;
}

/** It did what was asked; the stack could not be read, or a file not written; the arguments are wrong. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

const USAGE = `pulumi-wherobots report: what ran in a stack, how long it took and what it cost

  pulumi-wherobots report [--stack NAME | --stack-file FILE] [--html FILE] [--markdown FILE] [--json]

  --stack NAME       the stack to export; without it the selected one of the project in this folder
  --stack-file FILE  a file of \`pulumi stack export\`, or - for standard input
  --html FILE        writes one page that needs no network
  --markdown FILE    appends Markdown, for example to "$GITHUB_STEP_SUMMARY"; - prints it, as does no option
  --json             prints the report as JSON, to keep it before a destroy

Exit codes: 0 written, whatever became of the runs; 1 not read or not written; 2 wrong arguments.
`;

const OPTIONS = {
  stack: { type: "string" },
  "stack-file": { type: "string" },
  html: { type: "string" },
  markdown: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

type Options = ReturnType<typeof parsedArgs>;

/** `pulumi-wherobots report`: resolves with the exit code. */
export async function reportCommand(args: readonly string[], io: CommandIo): Promise<number> {
  try {
    const options = parsedArgs(args);
    if (options.help) io.stdout(USAGE);
    else await writeReport(options, io);
    return EXIT.done;
  } catch (error) {
    io.stderr(`pulumi-wherobots report: ${messageOf(error)}\n`);
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
}

class UsageError extends UserError {}

function parsedArgs(args: readonly string[]) {
  const { values } = parsedStrictly(args);
  if (values.stack !== undefined && values["stack-file"] !== undefined)
    throw new UsageError("give --stack or --stack-file, not both");
  if (values.json && values.markdown === "-")
    throw new UsageError("--json and --markdown - both print; write the Markdown to a file");
  return values;
}

function parsedStrictly(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS });
  } catch (error) {
    const [why = ""] = messageOf(error).split(". ");
    throw new UsageError(`${why}; see pulumi-wherobots report --help`, { cause: error });
  }
}

async function writeReport(options: Options, io: CommandIo): Promise<void> {
  const report = reportOf(await stackOf(options, io));
  const { html, json, markdown = html === undefined && !json ? "-" : undefined } = options;
  if (json) io.stdout(`${JSON.stringify(report, undefined, 2)}\n`);
  if (html !== undefined) await written(html, htmlOf(report, (io.assets ?? pageAssets)()), io, "w");
  if (markdown === "-") io.stdout(markdownOf(report));
  else if (markdown !== undefined) await written(markdown, markdownOf(report), io, "a");
}

async function stackOf(options: Options, io: CommandIo): Promise<ReturnType<typeof readStackExport>> {
  const file = options["stack-file"];
  if (file === undefined)
    return readStackExport(await exportStack(options.stack, io), "`pulumi stack export`");
  if (file === "-") return readStackExport(await io.stdin(), "standard input");
  const text = await readFile(path.resolve(io.cwd, file), "utf8").catch((error: unknown) => {
    throw new UserError(`cannot read ${file}: ${codeOf(error)}`, { cause: error });
  });
  return readStackExport(text, file);
}

async function written(file: string, text: string, { cwd }: CommandIo, flag: "a" | "w"): Promise<void> {
  await writeFile(path.resolve(cwd, file), text, { flag }).catch((error: unknown) => {
    throw new UserError(`cannot write ${file}: ${codeOf(error)}`, { cause: error });
  });
}

function codeOf(error: unknown): string {
  return textAt(error, "code") ?? messageOf(error);
}

function messageOf(error: unknown): string {
  return textAt(error, "message") ?? String(error);
}
