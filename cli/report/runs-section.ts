import { formatCount } from "../../provider/text/format";
import { el, type Markup } from "./markup";
import { type Report, type ReportAttempt, type ReportRun, VERDICTS, type Verdict } from "./model";
import { costText, durationText, statusWord, timeText, VERDICT_WORDS } from "./words";

/** Failures whose details are open from the start. */
const MAX_OPEN = 3;

const COLUMNS = ["Run", "Status", "Runs", "Queued", "Ran", "Cost", "Runtime"] as const;

/** Every run as a row, with its details in the row below, which the name opens. */
export function runsSection(report: Report): Markup {
  const needs = needsByUrn(report);
  const opened = new Set(report.runs.filter(({ verdict }) => verdict === "failed").slice(0, MAX_OPEN));
  const head = COLUMNS.map((title) => el("th", { scope: "col", class: classOf(title) }, title));
  return el(
    "section",
    { id: "runs", "aria-labelledby": "runs-title", tabindex: -1 },
    el("h2", { id: "runs-title" }, "Runs"),
    filterOf(report),
    el(
      "table",
      {},
      el("caption", {}, "Job runs by the time of their submit. A name opens the details of its run."),
      el("thead", {}, el("tr", {}, ...head)),
      el(
        "tbody",
        {},
        report.runs.flatMap((run) => rowsOf(run, needs.get(run.resource) ?? [], opened.has(run))),
      ),
    ),
  );
}

function classOf(title: (typeof COLUMNS)[number]): string | undefined {
  return ["Runs", "Queued", "Ran", "Cost"].includes(title) ? "number" : undefined;
}

function needsByUrn({ resources }: Report): Map<string, string[]> {
  const names = new Map(resources.map(({ urn, name }) => [urn, name]));
  return new Map(resources.map(({ urn, needs }) => [urn, needs.map((need) => names.get(need) ?? need)]));
}

/** Works without JavaScript: the style hides the rows of other verdicts. */
function filterOf({ totals }: Report): Markup | undefined {
  const present = VERDICTS.filter((verdict) => totals[verdict] > 0);
  if (present.length < 2) return undefined;
  const choice = (id: string, label: string, count: number, verdict?: Verdict): Markup =>
    el(
      "label",
      {},
      el("input", { type: "radio", name: "show", id: `show-${id}`, checked: id === "all" }),
      el(
        "span",
        {},
        verdict &&
          el("i", { class: `sign is-${verdict}`, "aria-hidden": "true" }, VERDICT_WORDS[verdict].sign),
        `${label} `,
        el("b", {}, formatCount(count)),
      ),
    );
  return el(
    "fieldset",
    { class: "filter" },
    el("legend", {}, "Show"),
    choice("all", "All", totals.runs),
    ...present.map((verdict) => choice(verdict, VERDICT_WORDS[verdict].word, totals[verdict], verdict)),
  );
}

function rowsOf(run: ReportRun, needs: readonly string[], isOpen: boolean): Markup[] {
  const { verdict, name, group } = run;
  const title = [
    ...(group === undefined ? [] : [el("span", { class: "group" }, el("bdi", {}, group), " / ")]),
    el("bdi", {}, name),
  ];
  const summary = el("summary", {}, ...title);
  const row = el(
    "tr",
    { class: `run v-${verdict}` },
    el("th", { scope: "row" }, el("details", { open: isOpen }, summary)),
    el("td", { class: `status is-${verdict}` }, statusOf(run)),
    cell("Runs", run.attemptCount === 0 ? "–" : formatCount(run.attemptCount)),
    cell("Queued", durationText(run.queuedSeconds)),
    cell("Ran", durationText(run.runningSeconds)),
    cell("Cost", costText(run.usd)),
    el("td", { "data-label": "Runtime" }, run.runtime ?? "–"),
  );
  const detail = el(
    "tr",
    { class: `detail v-${verdict}` },
    el("td", { colspan: COLUMNS.length }, ...detailsOf(run, needs)),
  );
  return [row, detail];
}

function statusOf(run: ReportRun): Markup[] {
  const { sign } = VERDICT_WORDS[run.verdict];
  return [el("span", { class: "sign", "aria-hidden": "true" }, sign), el("span", {}, statusWord(run))];
}

function cell(label: string, text: string): Markup {
  return el("td", { class: "number", "data-label": label }, text);
}

function detailsOf(run: ReportRun, needs: readonly string[]): Markup[] {
  const { failure, logTail, attempts, links } = run;
  return [
    ...(failure?.reason === undefined ? [] : [el("p", { class: "reason" }, el("bdi", {}, failure.reason))]),
    ...(failure
      ? [
          el(
            "p",
            { class: "hint" },
            el("b", {}, "Hint "),
            sentence(failure.hint),
            " ",
            el("code", {}, failure.kind),
          ),
        ]
      : []),
    ...(logTail && logTail.length > 0 ? [logOf(run, logTail)] : []),
    factsOf(run, needs),
    ...(attempts.length > 0 ? [attemptsOf(attempts)] : []),
    ...(links.length > 0 ? [linksOf(run)] : []),
  ];
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

/** It scrolls, so it takes the focus, or a keyboard could not reach its end. */
function logOf({ name }: ReportRun, lines: readonly string[]): Markup {
  return el(
    "pre",
    { tabindex: 0, role: "region", "aria-label": `Last log lines of ${name}` },
    el("code", { dir: "ltr" }, lines.join("\n")),
  );
}

function factsOf(run: ReportRun, needs: readonly string[]): Markup {
  const facts: [string, string | undefined][] = [
    ["Run id", run.runId],
    ["Name", run.runName],
    ["After", needs.length > 0 ? needs.join(", ") : undefined],
    ["Region", run.region],
    ["Submitted", run.createTime && timeText(run.createTime)],
    ["Started", run.startTime && timeText(run.startTime)],
    ["Ended", run.completeTime && timeText(run.completeTime)],
    ["Spatial units", run.spatialUnits?.toLocaleString("en")],
  ];
  const known = facts.filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== "");
  if (known.length === 0) return el("p", { class: "note" }, "Nothing was started, so nothing is known.");
  return el(
    "dl",
    { class: "facts" },
    ...known.map(([title, text]) => el("div", {}, el("dt", {}, title), el("dd", {}, el("bdi", {}, text)))),
  );
}

function attemptsOf(attempts: readonly ReportAttempt[]): Markup {
  const items = attempts.map(({ runId, status, startTime, completeTime, reason }) => {
    const times =
      startTime === undefined ? "never started" : `${timeText(startTime)}, ended ${timeText(completeTime)}`;
    const known = [status, runId, times, reason].filter((part) => part !== undefined && part !== "");
    return el("li", {}, el("bdi", {}, known.join(" · ")));
  });
  return el("div", { class: "attempts" }, el("p", {}, "Earlier runs"), el("ol", {}, ...items));
}

function linksOf({ name, links }: ReportRun): Markup {
  const items = links.map(({ title, url }) =>
    el(
      "li",
      {},
      el(
        "a",
        { href: url, rel: "noopener noreferrer" },
        title,
        el("span", { class: "unseen" }, ` of ${name}`),
      ),
    ),
  );
  return el("ul", { class: "links" }, ...items);
}
