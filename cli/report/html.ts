import { createHash } from "node:crypto";
import { formatCount } from "../../provider/text/format";
import { el, jsonText, type Markup } from "./markup";
import { type Report, VERDICTS } from "./model";
import { runsSection } from "./runs-section";
import { statusBar, summaryList } from "./summary";
import { headline, timeText, titleOf, VERDICT_WORDS } from "./words";

/** What the page runs and looks like: both stand in it, and it loads nothing. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/**
 * A report as one page that needs no network and, for all but its charts, no JavaScript. Its own script and style are the only
 * ones that a browser accepts in it.
 */
export function htmlOf(report: Report, { script, style }: PageAssets): string {
  const raw = (html: string): Markup => ({ html });
  const head = el(
    "head",
    {},
    el("meta", { charset: "utf-8" }),
    el("meta", { "http-equiv": "Content-Security-Policy", content: policy(script, style) }),
    el("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    el("meta", { name: "color-scheme", content: "light dark" }),
    el("meta", { name: "referrer", content: "no-referrer" }),
    el("title", {}, `Job runs: ${titleOf(report)}`),
    el("style", {}, raw(style)),
  );
  const body = el(
    "body",
    {},
    el("a", { href: "#runs", class: "skip" }, "Skip to the runs"),
    header(report),
    main(report),
    footer(report),
    el("script", { type: "application/json", id: "report" }, jsonText(report)),
    el("script", {}, raw(script)),
  );
  return `<!doctype html>\n${el("html", { lang: "en" }, head, body).html}\n`;
}

function policy(script: string, style: string): string {
  const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function header(report: Report): Markup {
  const { project, stack, totals, asOf } = report;
  const name =
    project !== undefined && stack !== undefined
      ? [project, el("span", { class: "sep" }, " / "), stack]
      : ["Empty stack"];
  return el(
    "header",
    {},
    el("p", { class: "kicker" }, "Wherobots job runs"),
    el("h1", {}, el("bdi", {}, ...name)),
    el("p", { class: "headline" }, headline(report)),
    ...(totals.runs > 0 ? [statusBar(totals), summaryList(report)] : [emptyNote()]),
    ...(asOf === undefined
      ? []
      : [el("p", { class: "as-of" }, "State of ", el("time", { datetime: asOf }, timeText(asOf)))]),
  );
}

function emptyNote(): Markup {
  return el(
    "p",
    { class: "empty" },
    "When ",
    el("code", {}, "pulumi up"),
    " has created a JobRun, a JobRunBatch or a RunCompletion, its runs appear here.",
  );
}

function main(report: Report): Markup {
  if (report.runs.length === 0) return el("main", { id: "runs" });
  const hasNeeds = report.resources.some(({ needs }) => needs.length > 0);
  return el(
    "main",
    {},
    chartSection("timeline", "Timeline", "The runs below have the same times in words.", legend(report)),
    ...(hasNeeds
      ? [chartSection("needs", "Order", "What each job waits for. The details of each run name the same.")]
      : []),
    runsSection(report),
  );
}

/** It is shown by the script that draws it. */
function chartSection(id: string, title: string, note: string, legendOf?: Markup): Markup {
  return el(
    "section",
    { id, "aria-labelledby": `${id}-title`, hidden: true },
    el("h2", { id: `${id}-title` }, title),
    el("p", { class: "note" }, note),
    legendOf,
    el("div", { class: "chart", role: "group", "aria-labelledby": `${id}-title` }),
  );
}

/** What the bars of the timeline are, as far as it has them. */
function legend({ runs, totals }: Report): Markup {
  const hasQueued = runs.some(({ queuedSeconds = 0 }) => queuedSeconds > 0);
  const hasEarlier = runs.some(({ attempts }) => attempts.some(({ startTime }) => startTime !== undefined));
  const present = VERDICTS.filter((verdict) => verdict !== "notRun" && totals[verdict] > 0);
  const entry = (kind: string, text: string): Markup =>
    el("li", {}, el("i", { class: `key ${kind}`, "aria-hidden": "true" }), text);
  return el(
    "ul",
    { class: "legend" },
    ...(hasQueued ? [entry("queue", "In the queue")] : []),
    ...present.map((verdict) => entry(`is-${verdict}`, VERDICT_WORDS[verdict].word)),
    ...(hasEarlier ? [entry("attempt", "An earlier run of it")] : []),
  );
}

function footer({ totals }: Report): Markup {
  const notes = [
    totals.withoutCost > 0 &&
      `The cost of ${formatCount(totals.withoutCost, "run")} is not known, and is not in the sum.`,
    totals.replaced > 0 &&
      `${formatCount(totals.replaced, "replaced resource")} still to be deleted ${totals.replaced === 1 ? "is" : "are"} left out.`,
    totals.pendingOperations > 0 &&
      `An interrupted deployment left ${formatCount(totals.pendingOperations, "operation")} open; the next pulumi up settles ${totals.pendingOperations === 1 ? "it" : "them"}.`,
    "Costs are those known when a run ended; a bill may differ. Written by pulumi-wherobots report. All times are UTC.",
  ];
  return el("footer", {}, ...notes.filter((note) => note !== false).map((note) => el("p", {}, note)));
}
