import type { Contender, Figures } from "./figures";
import type { MeasureId } from "./measures";

/** What a figure of one execution has to keep to. */
export interface Criterion {
  readonly name: string;
  /** The most that is allowed. */
  readonly bound: number;
  readonly unit: "×" | "s" | "1/s" | "ms" | "MB" | "bytes";
  /** Undefined if a part of it was not measured. */
  readonly measured: (figures: Figures) => number | undefined;
}

/** A criterion and how it was met; `ok` is undefined if it was not measured. */
export interface Verdict extends Omit<Criterion, "measured"> {
  readonly value: number | undefined;
  readonly ok: boolean | undefined;
}

export function verdicts(figures: Figures): Verdict[] {
  return CRITERIA.map(({ measured, ...criterion }) => {
    const value = measured(figures);
    return { ...criterion, value, ok: value === undefined ? undefined : value <= criterion.bound };
  });
}

type Point = readonly [measure: MeasureId, n: number, contender: Contender];

const HOSTS = ["dynamic", "plugin"] as const;
const HOST_NAMES = { dynamic: "dynamic host", plugin: "plugin" } as const;

export const CRITERIA: readonly Criterion[] = [
  {
    name: "`up` of 1,000 JobRuns, dynamic host: closure provider",
    ...ratio(0.45, ["up", 1_000, "dynamic"], ["up", 1_000, "closure"]),
  },
  {
    name: "`up` of 1,000 JobRuns, dynamic host: answers from memory",
    ...ratio(1.2, ["up", 1_000, "dynamic"], ["up", 1_000, "memory"]),
  },
  {
    name: "state of 1,000 JobRuns, dynamic host: closure provider",
    ...ratio(0.35, ["state", 1_000, "dynamic"], ["state", 1_000, "closure"]),
  },
  ...HOSTS.flatMap((host): Criterion[] => [
    {
      name: `batch of 1,000 runs of 2 s beyond the start, ${HOST_NAMES[host]}: HTTP loop`,
      ...ratio(1.5, ["batchWork", 1_000, host], ["batchWork", 1_000, "loop"]),
    },
    {
      name: `batch of 10,000 runs, ${HOST_NAMES[host]}: batch of 1,000`,
      ...ratio(11, ["batchWork", 10_000, host], ["batchWork", 1_000, host]),
    },
    {
      name: `record of each finished run in a batch of 1,000, its inputs aside, ${HOST_NAMES[host]}`,
      ...atMost(250, "bytes", ["batchRecord", 1_000, host]),
    },
  ]),
  ...[1, 10, 100].flatMap((n) => delays(n, 1.5, 1.2)),
  ...delays(1_000, 4, 3),
  ...HOSTS.map(
    (host): Criterion => ({
      name: `memory of the provider's process, 1,000 open runs, ${HOST_NAMES[host]}`,
      ...atMost(220, "MB", ["memoryPeak", 1_000, host]),
    }),
  ),
  ...HOSTS.map(
    (host): Criterion => ({
      name: `import of the sdk, ${HOST_NAMES[host]}`,
      ...atMost(30, "ms", ["startImport", 0, host]),
    }),
  ),
  { name: "the dynamic host is ready", ...atMost(500, "ms", ["startHost", 0, "dynamic"]) },
];

function delays(n: number, meanSeconds: number, perSecond: number): Criterion[] {
  const runs = n === 1 ? "1 open run" : `${n.toLocaleString("en-GB")} open runs`;
  return [
    {
      name: `mean delay from end to report, ${runs}, ends over 10 minutes`,
      ...atMost(meanSeconds, "s", ["spreadMean", n, "rules"]),
    },
    {
      name: `status requests, ${runs}, ends over 10 minutes`,
      ...atMost(perSecond, "1/s", ["spreadRate", n, "rules"]),
    },
  ];
}

function ratio(bound: number, ours: Point, theirs: Point): Omit<Criterion, "name"> {
  return {
    bound,
    unit: "×",
    measured: (figures) => {
      const [value, against] = [figures.value(...ours), figures.value(...theirs)];
      return value === undefined || against === undefined ? undefined : value / against;
    },
  };
}

function atMost(bound: number, unit: Criterion["unit"], point: Point): Omit<Criterion, "name"> {
  return { bound, unit, measured: (figures) => figures.value(...point) };
}
