import * as Plot from "@observablehq/plot";
import type { Report, ReportRun, Verdict } from "../model";
import { costText, durationText, statusWord, VERDICT_WORDS } from "../words";
import { type Span, ticksOf, timeAxis } from "./time-axis";

interface Bar {
  row: string;
  from: number;
  to: number;
  verdict: Verdict;
  part: "queue" | "run" | "attempt";
  title: string;
}

/** Above so many rows, names would make the chart longer than anybody scrolls. */
const MAX_NAMED_ROWS = 300;
const NARROW = 560;
const ROOMY = 18;

/** Queue and run time of each run that was submitted; undefined if there is none. */
export function drawTimeline({ runs, asOf }: Report, width: number): Element | undefined {
  const nowMs = asOf === undefined ? Date.now() : Date.parse(asOf);
  const rows = runs.filter(({ createTime }) => createTime !== undefined);
  if (rows.length === 0) return undefined;
  const ids = new Map(rows.map((run, index) => [String(index), run]));
  const bars = [...ids].flatMap(([row, run]) => barsOf(row, run, nowMs));
  const spans: Span[] = bars.map(({ from, to }) => [from, to]);
  const axis = timeAxis(spans);
  const isNamed = rows.length <= MAX_NAMED_ROWS;
  const labelWidth = isNamed ? labelWidthOf(rows, width) : 24;
  const rowHeight = isNamed ? namedRowHeight(rows.length) : 3;
  const place = (bar: Bar): { x1: number; x2: number } => ({ x1: axis.at(bar.from), x2: axis.at(bar.to) });
  const chars = Math.floor((labelWidth - 14) / 6.6);
  const band = (bar: Bar): string => bar.row;
  const marks = (part: Bar["part"], inset: number, className: string): Plot.Markish[] =>
    (Object.keys(VERDICT_WORDS) as Verdict[]).map((verdict) =>
      Plot.barX(
        bars.filter((bar) => bar.part === part && bar.verdict === verdict),
        {
          x1: (bar: Bar) => place(bar).x1,
          x2: (bar: Bar) => place(bar).x2,
          y: band,
          insetTop: inset,
          insetBottom: inset,
          className: `${className} is-${verdict}`,
          rx: isNamed && part !== "queue" ? 2 : 0,
        },
      ),
    );
  const ends = bars.filter(({ part, verdict }) => part === "run" && verdict !== "succeeded");
  const inset = isNamed ? rowHeight / 6 : 0.5;
  const ticks = ticksOf(axis, spans, Math.max(2, (width - labelWidth) / 110));
  const days = new Set(ticks.map((ms) => new Date(ms).toISOString().slice(0, 10)));
  return Plot.plot({
    className: "plot",
    width,
    height: rows.length * rowHeight + 44,
    marginLeft: labelWidth,
    marginRight: 26,
    marginTop: 32,
    marginBottom: 8,
    ariaLabel: `Timeline of ${rows.length} runs`,
    ariaDescription: "The table of runs has the same times in words.",
    x: { domain: [0, Math.max(1, axis.length)], type: "linear", axis: null },
    y: { domain: [...ids.keys()], type: "band", padding: 0, axis: null },
    marks: [
      Plot.ruleX(ticks.map(axis.at), { className: "grid" }),
      Plot.text(ticks, {
        x: (ms: number) => axis.at(ms),
        text: (ms: number) => tickText(ms, days.size > 1, axis.length),
        frameAnchor: "top",
        dy: -16,
        className: "tick",
      }),
      Plot.ruleX(axis.cuts, { x: "place", className: "cut" }),
      ...(isNamed
        ? [
            Plot.text([...ids.keys()], {
              y: (row: string) => row,
              text: (row: string) => shortened(ids.get(row)?.name ?? "", chars),
              frameAnchor: "left",
              textAnchor: "end",
              dx: -10,
              className: rowHeight < ROOMY ? "label is-small" : "label",
            }),
          ]
        : []),
      ...marks("attempt", inset, "attempt"),
      ...marks("queue", inset * 2, "queue"),
      ...marks("run", inset, "run"),
      ...(Object.keys(VERDICT_WORDS) as Verdict[]).map((verdict) =>
        Plot.text(
          ends.filter((bar) => bar.verdict === verdict),
          {
            x: (bar: Bar) => place(bar).x2,
            y: band,
            text: () => VERDICT_WORDS[verdict].sign,
            textAnchor: "start",
            dx: isNamed ? 5 : 3,
            className: `end is-${verdict}`,
          },
        ),
      ),
      Plot.tip(
        bars,
        Plot.pointerY({
          x: (bar: Bar) => (place(bar).x1 + place(bar).x2) / 2,
          y: band,
          title: (bar: Bar) => bar.title,
          className: "tip",
        }),
      ),
    ],
  });
}

function barsOf(row: string, run: ReportRun, nowMs: number): Bar[] {
  const created = Date.parse(run.createTime ?? "");
  const isActive = run.verdict === "active";
  const ended =
    run.completeTime === undefined
      ? isActive
        ? Math.max(nowMs, created)
        : created
      : Date.parse(run.completeTime);
  const started = run.startTime === undefined ? ended : Date.parse(run.startTime);
  const title = tipOf(run);
  const common = { row, verdict: run.verdict, title };
  const earlier = run.attempts.flatMap(({ startTime, completeTime, status }): Bar[] => {
    if (startTime === undefined || completeTime === undefined) return [];
    const [from, to] = [Date.parse(startTime), Date.parse(completeTime)];
    return [
      { row, from, to, verdict: "failed", part: "attempt", title: `${run.name}, an earlier run\n${status}` },
    ];
  });
  return [
    ...earlier,
    { ...common, from: created, to: started, part: "queue" },
    { ...common, from: started, to: Math.max(started, ended), part: "run" },
  ];
}

function tipOf(run: ReportRun): string {
  const { queuedSeconds, runningSeconds, usd, name, verdict } = run;
  const figures = [
    ...(queuedSeconds === undefined ? [] : [`queued ${durationText(queuedSeconds)}`]),
    ...(runningSeconds === undefined ? [] : [`ran ${durationText(runningSeconds)}`]),
    ...(usd === undefined ? [] : [costText(usd)]),
  ];
  return [name, `${VERDICT_WORDS[verdict].sign} ${statusWord(run)}`, figures.join(", ")]
    .filter(Boolean)
    .join("\n");
}

/** In pixels: of few rows each has room, of many each has the height of its name. */
function namedRowHeight(rows: number): number {
  return rows > 60 ? 13 : rows > 30 ? ROOMY : 24;
}

function labelWidthOf(runs: readonly ReportRun[], width: number): number {
  const longest = Math.max(...runs.map(({ name }) => name.length));
  return Math.min(longest * 6.8 + 18, width < NARROW ? width * 0.34 : 260);
}

function shortened(text: string, chars: number): string {
  return text.length > chars ? `${text.slice(0, Math.max(1, chars - 1))}…` : text;
}

function tickText(ms: number, withDay: boolean, lengthMs: number): string {
  const iso = new Date(ms).toISOString();
  const time = lengthMs < 600_000 ? iso.slice(11, 19) : iso.slice(11, 16);
  return withDay ? `${iso.slice(5, 10)} ${time}` : time;
}
