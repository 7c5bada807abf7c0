import { type Command, EXIT, PROGRAM, type Shell } from "./command";
import { STACK_OPTIONS, stackOf } from "./report/chosen-stack";
import type { ReportRun } from "./report/model";
import { reportOf } from "./report/report-of";
import { costText, durationText, headline, statusWord, VERDICT_WORDS } from "./report/words";
import { styled } from "./style";

/** Lists the runs of a stack. */
export const LS: Command = {
  summary: "list the runs of a stack, with status, times and cost",
  about:
    "Reads the state of a stack, and nothing else: what the last `pulumi up` or `pulumi refresh` has seen.",
  maxWords: 0,
  options: STACK_OPTIONS,
  examples: [
    [`${PROGRAM} ls --stack dev`, "the runs of one stack"],
    [`${PROGRAM} ls --json | jq -r '.[] | select(.verdict == "failed").name'`, "the failed ones"],
  ],
  run: async ({ options }, shell) => {
    const report = reportOf(await stackOf("ls", options, shell));
    shell.write(
      options["json"] ? `${JSON.stringify(report.runs, undefined, 2)}\n` : listText(report.runs, shell),
    );
    if (!options["json"]) shell.say(`${headline(report)}\n`);
    return EXIT.ok;
  },
};

const HEAD = ["JOB", "STATUS", "QUEUED", "RAN", "COST", "RUN"];
/** Columns of figures, which end below each other. */
const FIGURES: ReadonlySet<number> = new Set([2, 3, 4]);

function listText(runs: readonly ReportRun[], shell: Shell): string {
  if (runs.length === 0) return "";
  const rows = [HEAD, ...runs.map(cellsOf)];
  const widths = HEAD.map((_, at) => Math.max(...rows.map((cells) => cells[at]?.length ?? 0)));
  const lines = rows.map((cells) =>
    cells
      .map((cell, at) => (FIGURES.has(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  const styles = [
    undefined,
    ...runs.map(({ verdict }) => (verdict === "failed" ? ("red" as const) : undefined)),
  ];
  return `${lines.map((line, at) => (styles[at] ? styled(styles[at], line, shell) : line)).join("\n")}\n`;
}

function cellsOf(run: ReportRun): string[] {
  const { group, name, queuedSeconds, runningSeconds, usd, runId = "", verdict } = run;
  return [
    group === undefined ? name : `${group} / ${name}`,
    `${VERDICT_WORDS[verdict].sign} ${statusWord(run)}`,
    ...[durationText(queuedSeconds), durationText(runningSeconds), costText(usd)],
    runId,
  ];
}
