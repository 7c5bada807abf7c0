import { CONTENDERS, type Contender, type Figures } from "./figures";
import { MEASURES, type MeasureId } from "./measures";

/** Cells of a table, the header first. */
export type Cells = readonly (readonly string[])[];

/**
 * A row for each measure and number of runs, with how often it was measured, a column for each contender, and what ours
 * is of each rival.
 */
export function tableCells(figures: Figures): Cells {
  const contenders = (Object.keys(CONTENDERS) as Contender[]).filter((name) => figures.has(name));
  const rivals = RIVALS.filter((name) => contenders.includes(name));
  const rows = (Object.keys(MEASURES) as MeasureId[]).flatMap((measure) =>
    figures
      .sizes(measure)
      .map((n) => [
        MEASURES[measure].words,
        counted(n),
        MEASURES[measure].unit,
        counted(figures.times(measure, n)),
        ...contenders.map((name) => number(figures.value(measure, n, name))),
        ...rivals.map((name) => ratio(figures.value(measure, n, "dynamic"), figures.value(measure, n, name))),
      ]),
  );
  const header = [
    ...["measure", "runs", "unit", "times"],
    ...contenders.map((name) => CONTENDERS[name]),
    ...rivals.map((name) => `dynamic ÷ ${CONTENDERS[name]}`),
  ];
  return [header, ...rows];
}

/** With columns of equal width, for a terminal. */
export function plainTable(cells: Cells): string {
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ");
  return cells.map((row) => line(row).trimEnd()).join("\n");
}

/** A Markdown table. */
export function markdownTable([header = [], ...rows]: Cells): string {
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return (
    line(header) + line(header.map((_, column) => (column === 0 ? "---" : "--:"))) + rows.map(line).join("")
  );
}

/** Three digits that mean something; all of them where there are more before the point. */
export function number(value: number | undefined): string {
  if (value === undefined) return "–";
  if (value === 0) return "0";
  if (Math.abs(value) >= 100) return counted(Math.round(value));
  // Rounded before its size is taken: 0.9999 has one digit before the point.
  const rounded = Number(value.toPrecision(3));
  return rounded.toFixed(Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded)))));
}

const RIVALS = ["closure", "memory", "loop"] as const satisfies readonly Contender[];

function ratio(ours: number | undefined, theirs: number | undefined): string {
  return ours === undefined || theirs === undefined || theirs === 0 ? "–" : (ours / theirs).toFixed(2);
}

function counted(n: number): string {
  return n.toLocaleString("en-GB");
}
