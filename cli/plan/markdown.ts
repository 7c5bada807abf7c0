import { formatCount } from "../../provider/text/format";
import { codeBlock, codeSpan, tableCode } from "../report/markdown-text";
import { costText, durationText } from "../report/words";
import type { Plan, PlannedResource, PlannedStart } from "./plan-of";

/** The length of a comment at GitHub. */
const MAX_LENGTH = 65_536;
/** How many rows a list has, until the text fits. */
const ROWS = [200, 50, 10, 2];

/**
 * A plan for a comment on a pull request. What comes from programs and runs stands in code, and is inert: so nothing is
 * cut, but left out as a whole and counted.
 *
 * @param mark what its first line shall be, of `commentMark`
 */
export function planMarkdown(plan: Plan, mark?: string): string {
  const head = mark === undefined ? "" : `${mark}\n`;
  for (const rows of ROWS) {
    const text = head + assembled(plan, rows);
    if (text.length <= MAX_LENGTH) return text;
  }
  return `${head}## Job runs that \`pulumi up\` would start\n\n${headline(plan)}\n`;
}

/**
 * A line that nobody sees, by which the comment is found again.
 *
 * @param folder of the project in its repository
 * @param stack as the command line has it
 */
export function commentMark(folder: string, stack: string | true | undefined): string {
  const words = [folder || ".", typeof stack === "string" ? stack : "."];
  // Such a comment ends at two dashes and a bracket, and a path may have anything.
  return `<!-- pulumi-wherobots plan ${words.map((word) => encodeURI(word).replaceAll("--", "-%2D")).join(" ")} -->`;
}

function assembled(plan: Plan, maxRows: number): string {
  const { starts, cancels, updates, errors } = plan;
  const parts = [
    `## Job runs that \`pulumi up\` would start${plan.project === undefined ? "" : `: ${codeSpan(`${plan.project} / ${plan.stack ?? ""}`)}`}`,
    headline(plan),
    ...(errors.length > 0 ? ["The preview failed:", codeBlock(errors.slice(0, maxRows))] : []),
    ...leftOut(errors.length - maxRows, "more line"),
    ...(starts.length > 0 ? [startTable(starts.slice(0, maxRows))] : []),
    ...leftOut(starts.length - maxRows, "more resource"),
    ...section("Active runs that would be cancelled", cancels, maxRows),
    ...section("Changes that start no run", updates, maxRows),
    ...estimate(plan),
  ];
  return `${parts.join("\n\n")}\n`;
}

function leftOut(count: number, what: string): string[] {
  return count > 0 ? [`${formatCount(count, what)} not shown.`] : [];
}

function headline({ starts, cancels, unchanged }: Plan): string {
  const started =
    starts.length === 0 ? "No run would start" : `${formatCount(starts.length, "resource")} would start runs`;
  const cancelled =
    cancels.length === 0 ? "" : `, ${formatCount(cancels.length, "active run")} would be cancelled`;
  const same = unchanged === 0 ? "" : ` ${formatCount(unchanged, "resource")} with runs stay as they are.`;
  return `**${started}${cancelled}.**${same}`;
}

function startTable(starts: readonly PlannedStart[]): string {
  const rows = starts.map((start) => {
    const { last } = start;
    const figures = [durationText(last && last.queuedSeconds + last.runningSeconds), costText(last?.usd)];
    return `| ${[tableCode(titleOf(start)), tableCode(start.why), ...figures].join(" | ")} |`;
  });
  return ["| Job | Why | Last time | Cost last time |", "|---|---|--:|--:|", ...rows].join("\n");
}

function section(title: string, of: readonly PlannedResource[], maxRows: number): string[] {
  if (of.length === 0) return [];
  const lines = of.slice(0, maxRows).map((one) => `- ${codeSpan(titleOf(one))}: ${codeSpan(one.why)}`);
  return [`### ${title}`, lines.join("\n"), ...leftOut(of.length - maxRows, "more resource")];
}

function titleOf({ group, name }: PlannedResource): string {
  return group === undefined ? name : `${group} / ${name}`;
}

function estimate({ estimate: { runs, runningSeconds, usd, withoutEarlierRun } }: Plan): string[] {
  if (runs === 0 || runs === withoutEarlierRun) return [];
  const unknown =
    withoutEarlierRun === 0 ? "" : `, without ${formatCount(withoutEarlierRun, "resource")} that never ran`;
  return [
    `An estimate, from the last runs${unknown}: run time ${durationText(runningSeconds)}, cost ${costText(usd)}. The next runs may differ.`,
  ];
}
