/** The parts of the benchmark, each of which can be run alone. */
export const PARTS = ["ups", "batch", "slots", "delay", "start", "memory"] as const;

export type Part = (typeof PARTS)[number];

/** What is measured. */
export interface Measure {
  readonly part: Part;
  readonly words: string;
  readonly unit: "s" | "ms" | "bytes" | "MB" | "1/s" | "requests";
}

/** Every measure, in the order of the table. */
export const MEASURES = {
  up: { part: "ups", words: "`up`, a resource for each run", unit: "s" },
  preview: { part: "ups", words: "`preview`, nothing changed", unit: "s" },
  refresh: { part: "ups", words: "`refresh`", unit: "s" },
  destroy: { part: "ups", words: "`destroy`", unit: "s" },
  state: { part: "ups", words: "state of each run", unit: "bytes" },
} as const satisfies Readonly<Record<string, Measure>>;

export type MeasureId = keyof typeof MEASURES;
