import { SPREADS, type Spread } from "./delay-cases";

/** The parts of the benchmark, each of which can be run alone. */
export const PARTS = ["ups", "batch", "slots", "delay", "start", "memory"] as const;

export type Part = (typeof PARTS)[number];

/** What each part is of, and under which conditions, for a reader of its table. */
export const PART_WORDS: Readonly<Record<Part, { title: string; conditions: string }>> = {
  ups: {
    title: "A resource for each run",
    conditions:
      "Runs of 0.4 s, `--parallel 100`, without a preview. The rows of 0 runs are the engine's start.",
  },
  batch: {
    title: "A batch",
    conditions:
      "One resource, 100 runs at a time. The start is the `up` of a batch of one run that is not waited for: the time " +
      "in which the engine starts program and provider, and one submit.",
  },
  slots: {
    title: "Slots",
    conditions: "100 runs of 10 s, dynamic host.",
  },
  delay: {
    title: "From the end of a run to its report",
    conditions:
      "On a simulated clock, with at most 10 requests a second and all runs submitted at the same moment. Fewer than 20 " +
      "runs are tried until there are 20 ends. Each poller begins within one interval after the submit.",
  },
  start: {
    title: "Start",
    conditions: "New processes of Node.js, with Pulumi loaded.",
  },
  memory: {
    title: "Memory",
    conditions:
      "The highest value that the kernel recorded of the process, with all runs open at the same time.",
  },
};

/** What is measured. */
export interface Measure {
  readonly part: Part;
  readonly words: string;
  readonly unit: "s" | "ms" | "bytes" | "MB" | "1/s" | "requests";
}

type DelayFigure = "Mean" | "P95" | "Worst" | "Rate" | "PerRun";

/** Every measure, in the order of the table. */
export const MEASURES = {
  up: { part: "ups", words: "`up`, a resource for each run of 0.4 s", unit: "s" },
  preview: { part: "ups", words: "`preview`, nothing changed", unit: "s" },
  refresh: { part: "ups", words: "`refresh`", unit: "s" },
  destroy: { part: "ups", words: "`destroy`", unit: "s" },
  stateEmpty: { part: "ups", words: "state of a stack without resources", unit: "bytes" },
  state: { part: "ups", words: "state of each run", unit: "bytes" },
  batchStart: { part: "batch", words: "`up` of a batch of one run that is not waited for", unit: "s" },
  batchShortUp: { part: "batch", words: "`up` of a batch of runs of 0.4 s", unit: "s" },
  batchShortWork: { part: "batch", words: "the same beyond the start", unit: "s" },
  batchUp: { part: "batch", words: "`up` of a batch of runs of 2 s", unit: "s" },
  batchWork: { part: "batch", words: "the same beyond the start", unit: "s" },
  batchStateOfOne: { part: "batch", words: "state of a batch of one run", unit: "bytes" },
  batchState: { part: "batch", words: "state of each run in a batch, inputs included", unit: "bytes" },
  batchRecord: { part: "batch", words: "record of each finished run in it", unit: "bytes" },
  slotsDefault: { part: "slots", words: "runs of 10 s, `--parallel` as it is", unit: "s" },
  slotsParallel: { part: "slots", words: "runs of 10 s, `--parallel 100`", unit: "s" },
  slotsBatch: { part: "slots", words: "runs of 10 s in one batch", unit: "s" },
  slotsSubmitted: { part: "slots", words: 'runs of 10 s, `wait.until: "submitted"`', unit: "s" },
  ...delayMeasures("spread"),
  ...delayMeasures("together"),
  ...delayMeasures("hour"),
  startImport: { part: "start", words: "import of the sdk, beyond Pulumi's own", unit: "ms" },
  startHost: {
    part: "start",
    words: "the provider is loaded and has a host, beyond Pulumi's own",
    unit: "ms",
  },
  startPort: { part: "start", words: "the provider's process begins and says its port", unit: "ms" },
  memoryPeak: {
    part: "memory",
    words: "most memory of the provider's process, all runs open at once",
    unit: "MB",
  },
} as const satisfies Readonly<Record<string, Measure>>;

export type MeasureId = keyof typeof MEASURES;

function delayMeasures<S extends Spread>(spread: S): Record<`${S}${DelayFigure}`, Measure> {
  const { words } = SPREADS[spread];
  const figures: Record<DelayFigure, Omit<Measure, "part">> = {
    Mean: { words: `from end to report, ${words}: mean`, unit: "s" },
    P95: { words: `from end to report, ${words}: 95 of 100`, unit: "s" },
    Worst: { words: `from end to report, ${words}: worst`, unit: "s" },
    Rate: { words: `status requests, ${words}`, unit: "1/s" },
    PerRun: { words: `status requests for each run, ${words}`, unit: "requests" },
  };
  const named = Object.entries(figures).map(([name, figure]) => [
    `${spread}${name}`,
    { part: "delay", ...figure },
  ]);
  return Object.fromEntries(named) as Record<`${S}${DelayFigure}`, Measure>;
}
