import { formatCount } from "../../provider/text/format";
import { codeBlock, codeSpan, tableCode } from "../report/markdown-text";
import { costText, durationText } from "../report/words";
import type { Plan, PlannedResource, PlannedStart } from "./plan-of";

/** What a comment at GitHub may be long. */
const MAX_LENGTH = 65_536;
const MAX_ROWS = 200;

/** A plan for a comment on a pull request. What comes from programs and runs stands in code, and is inert. */
export function planMarkdown(plan: Plan): string {
  const whole = assembled(plan, MAX_ROWS);
  return whole.length <= MAX_LENGTH ? whole : assembled(plan, 20).slice(0, MAX_LENGTH);
}

function assembled(plan: Plan, maxRows: number): string {
  const { starts, cancels, updates, errors } = plan;
  const left = starts.length - maxRows;
  const parts = [
    `## Job runs that \`pulumi up\` would start${plan.project === undefined ? "" : `: ${codeSpan(`${plan.project} / ${plan.stack ?? ""}`)}`}`,
    headline(plan),
    ...(errors.length > 0 ? ["The preview failed:", codeBlock(errors.slice(0, 20))] : []),
    ...(starts.length > 0 ? [startTable(starts.slice(0, maxRows))] : []),
    ...(left > 0 ? [`${formatCount(left, "more resource")} not shown.`] : []),
    ...section("Active runs that would be cancelled", cancels, maxRows),
    ...section("Changes that start no run", updates, maxRows),
    ...estimate(plan),
  ];
  return `${parts.join("\n\n")}\n`;
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
  return [`### ${title}`, lines.join("\n")];
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
