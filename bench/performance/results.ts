import { isDeepStrictEqual } from "node:util";
import { type Verdict, verdicts } from "./criteria";
import { CONTENDERS, type Contender, type Figure, Figures } from "./figures";
import { MEASURES, type MeasureId, PART_WORDS, PARTS, type Part } from "./measures";
import { logLogPlot, type Series } from "./plot";
import { markdownTable, number, plainTable, tableCells } from "./table";

/** Figures, and where they are from. */
export interface Results {
  /** A part is of one execution as a whole, so that figures can be compared. */
  readonly executions: readonly Execution[];
  /** Of this package, the engine and Node.js. */
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: Machine;
  /** Parts that ended with an error, and the error. */
  readonly failed: Readonly<Record<string, string>>;
  readonly figures: readonly Figure[];
}

export interface Execution {
  readonly command: string;
  readonly parts: readonly Part[];
  readonly minutes: number;
  /** What was measured, as git describes it. */
  readonly commit: string;
}

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGB: number;
  readonly platform: string;
}

/**
 * The kept results with the parts of another execution in the place of theirs.
 *
 * @throws Error if the two were not measured with and on the same
 */
export function withParts(kept: Results, again: Results): Results {
  for (const what of ["versions", "machine"] as const)
    if (!isDeepStrictEqual(kept[what], again[what]))
      throw new Error(
        `${what} of the kept figures are ${JSON.stringify(kept[what])}, here ${JSON.stringify(again[what])}`,
      );
  const replaced = new Set(again.executions.flatMap(({ parts }) => parts));
  const isKept = (part: Part): boolean => !replaced.has(part);
  const executions = kept.executions.map((one) => ({ ...one, parts: one.parts.filter(isKept) }));
  const failed = Object.entries(kept.failed).filter(([part]) => isKept(part as Part));
  return {
    ...kept,
    executions: [...executions.filter(({ parts }) => parts.length > 0), ...again.executions],
    failed: { ...Object.fromEntries(failed), ...again.failed },
    figures: [...kept.figures.filter(({ measure }) => isKept(MEASURES[measure].part)), ...again.figures],
  };
}

/** As data, a figure a line. */
export function jsonOf({ figures, ...head }: Results): string {
  const lines = figures.map((figure) => `    ${JSON.stringify(figure)}`);
  return `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "figures": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

/** For a terminal: the table, and how the criteria are met. */
export function textOf(results: Results): string {
  const figures = new Figures(results.figures);
  const failed = Object.entries(results.failed).map(([part, error]) => `${part} FAILED: ${error}`);
  return [
    plainTable(tableCells(figures)),
    plainTable(criteriaCells(verdicts(figures))),
    ...failed,
    headOf(results),
  ].join("\n\n");
}

/** The same as a page. */
export function pageOf(results: Results): string {
  return `# Performance\n\n${sectionOf(results)}`;
}

/** The tables, and what they were measured with and on. In a page a table for each part can be read more easily. */
export function sectionOf(results: Results): string {
  const figures = new Figures(results.figures);
  const criteria = markdownTable(criteriaCells(verdicts(figures)));
  const parts = PARTS.map((part) => {
    const { title, conditions } = PART_WORDS[part];
    return `### ${title}\n\n${conditions}\n\n${markdownTable(tableCells(figures.of(part)))}`;
  });
  return [headOf(results), criteria, ...parts].join("\n\n").replaceAll("\n\n\n", "\n\n");
}

/** When, with what and on what it was measured. */
export function headOf({ executions, versions, machine }: Results): string {
  const { cores, processor, memoryGB, platform } = machine;
  const said = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const made = executions.map(({ command, parts, minutes, commit }) => {
    const which = executions.length > 1 ? `${parts.join(", ")} ` : "";
    return `${which}by \`${command}\` in ${minutes} minutes at ${commit}`;
  });
  return `Made ${made.join("; ")}; with ${said.join(", ")}, on ${cores} cores (${processor}), ${memoryGB} GB, ${platform}.`;
}

/** A row for each criterion, the header first. */
export function criteriaCells(all: readonly Verdict[]): string[][] {
  const rows = all.map(({ name, bound, unit, value, ok }) => [
    name,
    value === undefined ? "–" : `${number(value)} ${unit}`,
    `${bound} ${unit}`,
    ok === undefined ? "not measured" : ok ? "yes" : "NO",
  ]);
  return [["criterion", "measured", "at most", "met"], ...rows];
}

/** Seconds against the number of runs; undefined if no `up` was measured. */
export function plotOf(results: Results): string | undefined {
  const figures = new Figures(results.figures);
  const series = PLOTTED.map(({ measure, contender, name }) => ({
    name,
    points: figures
      .sizes(measure)
      .filter((n) => n > 0)
      .flatMap((n) => pointAt(n, figures.value(measure, n, contender))),
  })).filter(({ points }) => points.length > 0);
  if (series.length === 0) return undefined;
  return logLogPlot(series, {
    title: "Seconds of one pulumi up",
    description:
      "Seconds of one up against the number of runs, both axes logarithmic: a line for each contender.",
    x: "runs",
    y: "seconds",
    slope: "slope 1",
  });
}

const PLOTTED: readonly { measure: MeasureId; contender: Contender; name: string }[] = [
  ...(["dynamic", "plugin", "closure", "memory"] as const).map((contender) => ({
    measure: "up" as const,
    contender,
    name: `0.4 s runs, ${CONTENDERS[contender]}`,
  })),
  { measure: "up", contender: "loop", name: "0.4 s runs, HTTP loop" },
  { measure: "batchShortUp", contender: "dynamic", name: "0.4 s runs, one batch" },
  { measure: "batchUp", contender: "dynamic", name: "2 s runs, one batch" },
  { measure: "batchWork", contender: "loop", name: "2 s runs, HTTP loop" },
];

function pointAt(x: number, y: number | undefined): Series["points"] {
  return y === undefined ? [] : [{ x, y }];
}
