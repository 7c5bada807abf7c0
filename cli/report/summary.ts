import { formatCount } from "../../provider/text/format";
import { el, type Markup } from "./markup";
import { type Report, type ReportTotals, VERDICTS } from "./model";
import { costText, durationText, VERDICT_WORDS } from "./words";

const BAR_WIDTH = 1_000;
const BAR_HEIGHT = 8;
/** Between two parts. */
const GAP = 3;

/** The share of each verdict, as one bar. The figures below it say the same. */
export function statusBar(totals: ReportTotals): Markup {
  const present = VERDICTS.filter((verdict) => totals[verdict] > 0).toReversed();
  const room = BAR_WIDTH - GAP * (present.length - 1);
  let x = 0;
  const parts = present.map((verdict) => {
    const width = (room * totals[verdict]) / totals.runs;
    const part = el("rect", {
      class: `is-${verdict}`,
      x: x.toFixed(1),
      y: 0,
      width: width.toFixed(1),
      height: BAR_HEIGHT,
    });
    x += width + GAP;
    return part;
  });
  const box = { class: "bar", viewBox: `0 0 ${BAR_WIDTH} ${BAR_HEIGHT}`, preserveAspectRatio: "none" };
  return el("svg", { ...box, "aria-hidden": "true" }, ...parts);
}

/** The figures of the whole stack. */
export function summaryList({ totals, runs }: Report): Markup {
  const present = VERDICTS.filter((verdict) => totals[verdict] > 0).toReversed();
  const counts = present.map((verdict) =>
    figure(formatCount(totals[verdict]), VERDICT_WORDS[verdict].word, verdict),
  );
  const more = [
    figure(durationText(totals.runningSeconds), "Run time"),
    figure(durationText(medianQueue(runs)), "Median queue"),
    figure(costText(totals.usd), totals.withoutCost > 0 ? "Cost known" : "Cost"),
    ...(totals.spatialUnits > 0 ? [figure(totals.spatialUnits.toLocaleString("en"), "Spatial units")] : []),
  ];
  return el("dl", { class: "figures" }, ...counts, ...more);
}

function figure(value: string, title: string, verdict?: keyof typeof VERDICT_WORDS): Markup {
  const sign =
    verdict &&
    el("span", { class: `sign is-${verdict}`, "aria-hidden": "true" }, VERDICT_WORDS[verdict].sign);
  return el("div", {}, el("dt", {}, sign, title), el("dd", {}, value));
}

function medianQueue(runs: Report["runs"]): number | undefined {
  const queued = runs.flatMap(({ queuedSeconds }) => (queuedSeconds === undefined ? [] : [queuedSeconds]));
  return queued.toSorted((a, b) => a - b)[Math.floor((queued.length - 1) / 2)];
}
