import { writeFile } from "node:fs/promises";
import { attempt } from "../attempt";
import { type Arguments, type Command, EXIT, PROGRAM, type Shell, UsageError } from "../command";
import { pageAssets } from "./assets";
import { STACK_OPTIONS, stackOf } from "./chosen-stack";
import { htmlOf, type PageAssets } from "./html";
import { markdownOf } from "./markdown";
import { reportOf } from "./report-of";

/** Tells what ran in a stack. */
export const REPORT: Command = reportCommand(pageAssets);

/** The same with a page of one's own. */
export function reportCommand(assets: () => PageAssets): Command {
  return {
    summary: "tell what ran in a stack, how long, at what cost, and why it failed",
    about: `Reads the state of a stack, and nothing else, and makes a page, Markdown or JSON of its runs. Without an option it
prints Markdown. It ends with 0 whatever became of the runs.`,
    maxWords: 0,
    options: {
      ...STACK_OPTIONS,
      html: { value: "FILE", help: "write one page that needs no network" },
      markdown: { value: "FILE", help: "append Markdown; - prints it" },
    },
    examples: [
      [`${PROGRAM} report --html report.html`, "a page of the selected stack"],
      [`${PROGRAM} report --markdown "$GITHUB_STEP_SUMMARY"`, "in the summary of a GitHub job"],
      [`${PROGRAM} report --json > runs.json`, "to keep what a destroy removes"],
    ],
    run: async ({ options }, shell) => {
      checkOptions(options);
      await writeReport(options, shell, assets);
      return EXIT.ok;
    },
  };
}

type Options = Arguments["options"];

function checkOptions({ json, markdown }: Options): void {
  if (json && markdown === "-")
    throw new UsageError("--json and --markdown - both print: write the Markdown to a file");
}

async function writeReport(options: Options, shell: Shell, assets: () => PageAssets): Promise<void> {
  const { html, json, markdown = html === undefined && !json ? "-" : undefined } = options;
  const report = reportOf(await stackOf("report", options, shell));
  if (json) shell.write(`${JSON.stringify(report, undefined, 2)}\n`);
  if (typeof html === "string") await written(html, htmlOf(report, assets()), "w");
  if (markdown === "-") shell.write(markdownOf(report));
  else if (typeof markdown === "string") await written(markdown, markdownOf(report), "a");
}

async function written(file: string, text: string, flag: "a" | "w"): Promise<void> {
  await attempt(`cannot write ${file}`, writeFile(file, text, { flag }));
}
