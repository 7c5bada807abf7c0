/** A line of a plot. */
export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Labels {
  readonly title: string;
  /** For those who do not see it. */
  readonly description: string;
  readonly x: string;
  readonly y: string;
  /** Names the line of slope 1 that is drawn to compare with. */
  readonly slope: string;
}

const SIZE = { width: 820, height: 460, left: 64, right: 230, top: 44, bottom: 52 };
/** Told apart without colour too, by their dashes. */
const STYLES = [
  { colour: "#0b5fa5", dash: "" },
  { colour: "#1a936f", dash: "" },
  { colour: "#c1121f", dash: "" },
  { colour: "#6c757d", dash: "2 4" },
  { colour: "#222222", dash: "7 4" },
  { colour: "#0b5fa5", dash: "7 4" },
  { colour: "#7b2cbf", dash: "" },
  { colour: "#7b2cbf", dash: "7 4" },
];
const MIN_LABEL_GAP = 16;

/** Both axes are logarithmic: a straight line of slope 1 is a cost that grows with the number of runs. */
export function logLogPlot(series: readonly Series[], labels: Labels): string {
  const points = series.flatMap((line) => line.points);
  const x = axis(
    points.map((point) => point.x),
    SIZE.left,
    SIZE.width - SIZE.right,
  );
  const y = axis(
    points.map((point) => point.y),
    SIZE.height - SIZE.bottom,
    SIZE.top,
  );
  const middleY = (SIZE.height - SIZE.bottom + SIZE.top) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(labels.title)}</title>`,
    `<desc>${escaped(labels.description)}</desc>`,
    `<rect width="${SIZE.width}" height="${SIZE.height}" fill="#ffffff"/>`,
    text(SIZE.left, 24, labels.title, 'font-size="15"'),
    ...x.ticks.map((tick) => verticalTick(x.at(tick), tick)),
    ...y.ticks.map((tick) => horizontalTick(y.at(tick), tick)),
    slopeOne(x, y, labels.slope),
    text((SIZE.left + SIZE.width - SIZE.right) / 2, SIZE.height - 12, labels.x, 'text-anchor="middle"'),
    text(16, middleY, labels.y, `text-anchor="middle" transform="rotate(-90 16 ${middleY})"`),
    ...series.map(({ points }, index) =>
      polyline(
        points.map((point) => [x.at(point.x), y.at(point.y)]),
        index,
      ),
    ),
    ...legend(series, y.at),
    "</svg>\n",
  ].join("\n");
}

interface Axis {
  readonly ticks: readonly number[];
  /** Where a value lies. */
  readonly at: (value: number) => number;
}

/** From the power of ten below the smallest value to the one above the largest. */
function axis(values: readonly number[], start: number, end: number): Axis {
  const logs = values.filter((value) => value > 0).map(Math.log10);
  if (logs.length === 0) throw new RangeError("there is nothing to draw: no values above 0");
  const low = Math.floor(Math.min(...logs));
  const high = Math.max(low + 1, Math.ceil(Math.max(...logs)));
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  const at = (value: number): number =>
    rounded(start + ((Math.log10(value) - low) / (high - low)) * (end - start));
  return { ticks, at };
}

function verticalTick(at: number, value: number): string {
  const [top, bottom] = [SIZE.top, SIZE.height - SIZE.bottom];
  return `<line x1="${at}" y1="${top}" x2="${at}" y2="${bottom}" stroke="#dddddd"/>\n${text(at, bottom + 18, tickText(value), 'text-anchor="middle"')}`;
}

function horizontalTick(at: number, value: number): string {
  const [left, right] = [SIZE.left, SIZE.width - SIZE.right];
  return `<line x1="${left}" y1="${at}" x2="${right}" y2="${at}" stroke="#dddddd"/>\n${text(left - 8, at + 4, tickText(value), 'text-anchor="end"')}`;
}

/** From the lower left corner, as far as both axes go. */
function slopeOne(x: Axis, y: Axis, name: string): string {
  const last = Math.min(x.ticks.length, y.ticks.length) - 1;
  const [fromX, fromY, toX, toY] = [x.ticks[0], y.ticks[0], x.ticks[last], y.ticks[last]].map(
    (tick) => tick ?? 1,
  );
  const [endX, endY] = [x.at(toX ?? 1), y.at(toY ?? 1)];
  const line = `<line x1="${x.at(fromX ?? 1)}" y1="${y.at(fromY ?? 1)}" x2="${endX}" y2="${endY}" stroke="#999999" stroke-dasharray="1 3"/>`;
  return `${line}\n${text(endX - 6, endY + 16, name, 'text-anchor="end" fill="#777777"')}`;
}

function polyline(points: readonly (readonly [number, number])[], index: number): string {
  const { colour, dash } = styleOf(index);
  const line = `<polyline points="${points.map((point) => point.join(",")).join(" ")}" fill="none" stroke="${colour}" stroke-width="2"${dash && ` stroke-dasharray="${dash}"`}/>`;
  return [line, ...points.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3" fill="${colour}"/>`)].join("\n");
}

/** Names beside the ends of the lines, pushed apart where these meet. */
function legend(series: readonly Series[], yAt: (value: number) => number): string[] {
  let lowest = Number.NEGATIVE_INFINITY;
  return [...series.entries()]
    .map(([index, { name, points }]) => ({ index, name, y: yAt(points.at(-1)?.y ?? 1) }))
    .sort((a, b) => a.y - b.y)
    .map(({ index, name, y }) => {
      lowest = Math.max(y + 4, lowest + MIN_LABEL_GAP);
      const { colour, dash } = styleOf(index);
      const x = SIZE.width - SIZE.right + 8;
      const sample = `<line x1="${x}" y1="${lowest - 4}" x2="${x + 18}" y2="${lowest - 4}" stroke="${colour}" stroke-width="2"${dash && ` stroke-dasharray="${dash}"`}/>`;
      return `${sample}\n${text(x + 24, lowest, name, `fill="${colour}"`)}`;
    });
}

function styleOf(index: number): (typeof STYLES)[number] {
  return STYLES[index % STYLES.length] ?? { colour: "#000000", dash: "" };
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escaped(content)}</text>`;
}

function tickText(value: number): string {
  return value < 1 ? String(value) : value.toLocaleString("en-GB");
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
