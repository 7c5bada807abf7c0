import { type Contender, Figures } from "./figures";
import type { MeasureId } from "./measures";
import type { Results } from "./results";
import { markdownTable, number } from "./table";

/** The figures that a reader asks for first, and from which execution they are. */
export function summaryOf(results: Results): string {
  const figures = new Figures(results.figures);
  const of = (measure: MeasureId, contender: Contender): string =>
    number(figures.value(measure, 1_000, contender));
  const row = (what: string, measure: MeasureId, unit: string, rival: Contender, name: string): string[] => [
    what,
    `${of(measure, "dynamic")} ${unit}`,
    `${of(measure, "plugin")} ${unit}`,
    `${of(measure, rival)} ${unit} (${name})`,
  ];
  const table = markdownTable([
    ["1,000 runs", "dynamic provider", "provider plugin", "compared with"],
    row("`pulumi up`, a `JobRun` each", "up", "s", "closure", "serialised provider"),
    row("state of each `JobRun`", "state", "bytes", "closure", "serialised provider"),
    row("one `JobRunBatch` of 2 s runs, without Pulumi's start", "batchWork", "s", "loop", "HTTP loop"),
    [
      "memory of the provider's process, all runs open",
      `${of("memoryPeak", "dynamic")} MB`,
      `${of("memoryPeak", "plugin")} MB`,
      "",
    ],
    [
      "from a run's end to its report, on average",
      `${of("spreadMean", "rules")} s`,
      `${of("spreadMean", "rules")} s`,
      `${of("spreadMean", "poll5")} s (a request for each run every 5 s)`,
    ],
  ]);
  const { cores, processor, platform } = results.machine;
  const executions = results.executions.map(({ command, commit }) => `\`${command}\` at ${commit}`);
  return `${table}\nMeasured by ${executions.join(", ")}, on ${cores} cores (${processor}, ${platform}).\n`;
}

/** What a slot costs, and the ways out, in a sentence. */
export function slotsOf({ figures, machine }: Results): string {
  const all = new Figures(figures);
  const seconds = (measure: MeasureId): string => `${number(all.value(measure, 100, "dynamic"))} s`;
  return (
    `100 runs of 10 s take ${seconds("slotsDefault")} on ${machine.cores} cores, ${seconds("slotsParallel")} with ` +
    `\`--parallel 100\`, and ${seconds("slotsBatch")} in one batch. An \`up\` that waits for none of them takes ` +
    `${seconds("slotsSubmitted")}.\n`
  );
}
