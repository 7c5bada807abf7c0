import { formatCount, formatList } from "../../provider/text/format";
import { codeBlock, codeSpan, tableCode } from "./markdown-text";
import type { Report, ReportRun } from "./model";
import { costText, durationText, headline, statusWord, timeText, titleOf, VERDICT_WORDS } from "./words";

/** The length of a comment at GitHub. A job summary may be longer, and is not worth reading beyond. */
const MAX_LENGTH = 65_536;
/** Logs of the first failures; the page has all. */
const MAX_LOGS = 10;
/** Names of jobs in one cell; more are counted. */
const MAX_NEEDS = 5;

/**
 * A report for the summary of a pipeline's job or for a comment. What comes from runs stands in code, where nothing is a
 * link, a mention or HTML. What does not fit is left out from the least needed on, and counted.
 */
export function markdownOf(report: Report, maxLength = MAX_LENGTH): string {
  const forms = [
    () => assembled(report, report.runs, MAX_LOGS),
    () => assembled(report, report.runs, 0),
    ...[1_000, 500, 200, 100, 50, 20, 0].map((rows) => () => assembled(report, gravest(report, rows), 0)),
  ];
  for (const form of forms) {
    const text = form();
    if (text.length <= maxLength) return text;
  }
  return `## Job runs\n\n${headline(report)}\n`.slice(0, maxLength);
}

function gravest({ runs }: Report, rows: number): ReportRun[] {
  const isBad = ({ verdict }: ReportRun): boolean => verdict !== "succeeded" && verdict !== "notRun";
  return [...runs.filter(isBad), ...runs.filter((run) => !isBad(run))].slice(0, rows);
}

function assembled(report: Report, runs: readonly ReportRun[], maxLogs: number): string {
  const left = report.runs.length - runs.length;
  const failed = runs.filter(({ failure }) => failure !== undefined).slice(0, maxLogs);
  const parts = [
    `## Job runs: ${codeSpan(titleOf(report))}`,
    `**${headline(report)}** ${totalsText(report)}`,
    ...(runs.length > 0 ? [table(report, runs)] : []),
    ...(left > 0 ? [`${formatCount(left, "more run")} not shown.`] : []),
    ...failed.map(failureText),
    ...(report.asOf === undefined ? [] : [`State of ${timeText(report.asOf)}.`]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function totalsText({ totals }: Report): string {
  if (totals.runs === 0) return "";
  const unknown =
    totals.withoutCost > 0 ? ` (cost of ${formatCount(totals.withoutCost, "run")} not known)` : "";
  return `Run time ${durationText(totals.runningSeconds)}, cost ${costText(totals.usd)}${unknown}.`;
}

function table(report: Report, runs: readonly ReportRun[]): string {
  const names = new Map(report.resources.map(({ urn, name }) => [urn, name]));
  const needs = new Map(
    report.resources.map(({ urn, needs: of }) => [urn, of.map((need) => names.get(need) ?? need)]),
  );
  const hasNeeds = report.resources.some(({ needs: of }) => of.length > 0);
  const head = ["Run", "Status", "Runs", "Queued", "Ran", "Cost", ...(hasNeeds ? ["After"] : [])];
  const rows = runs.map((run) => {
    const after = formatList((needs.get(run.resource) ?? []).map(tableCode), MAX_NEEDS);
    const { queuedSeconds, runningSeconds, usd } = run;
    const figures = [
      run.attemptCount,
      durationText(queuedSeconds),
      durationText(runningSeconds),
      costText(usd),
    ];
    const cells = [tableCode(runTitle(run)), statusCell(run), ...figures, ...(hasNeeds ? [after] : [])];
    return `| ${cells.join(" | ")} |`;
  });
  const rule = `|---|---|--:|--:|--:|--:|${hasNeeds ? "---|" : ""}`;
  return [`| ${head.join(" | ")} |`, rule, ...rows].join("\n");
}

function runTitle({ group, name }: ReportRun): string {
  return group === undefined ? name : `${group} / ${name}`;
}

function statusCell(run: ReportRun): string {
  const word = statusWord(run);
  const known = /^[A-Z][a-z]+(?:,? [a-z]+)*$/.test(word);
  return `${VERDICT_WORDS[run.verdict].sign} ${known ? word : tableCode(word)}`;
}

function failureText(run: ReportRun): string {
  const { failure, logTail = [], links } = run;
  const addresses = links.map(({ title, url }) => `${title}: ${codeSpan(url)}`);
  return [
    `<details><summary>${VERDICT_WORDS[run.verdict].sign} ${summaryText(runTitle(run))}</summary>`,
    ...(failure?.reason === undefined ? [] : [codeSpan(failure.reason)]),
    ...(failure ? [`Hint (${codeSpan(failure.kind)}): ${codeSpan(failure.hint)}`] : []),
    ...(logTail.length > 0 ? [codeBlock(logTail)] : []),
    ...(run.runId === undefined ? [] : [[`Run ${codeSpan(run.runId)}`, ...addresses].join(" · ")]),
    "</details>",
  ].join("\n\n");
}

/** Within HTML, Markdown is not read, and `code` keeps mentions from being one. */
function summaryText(text: string): string {
  const escaped = text.replace(/[^\p{L}\p{N} /.,()-]/gu, (sign) => `&#${sign.codePointAt(0) ?? 0};`);
  return `<code>${escaped}</code>`;
}
