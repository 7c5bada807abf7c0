import { MEASURES, type MeasureId, type Part } from "./measures";
import { median } from "./statistics";

/** Who does the work. */
export const CONTENDERS = {
  dynamic: "dynamic host",
  plugin: "plugin",
  rules: "both hosts",
  quiet: "without logs",
  closure: "closure provider",
  memory: "from memory",
  loop: "HTTP loop",
  poll20: "poll each 20 s",
  poll5: "poll each 5 s",
} as const;

export type Contender = keyof typeof CONTENDERS;

/** One measured figure: all values that were measured, in order. Their median counts. */
export interface Figure {
  readonly measure: MeasureId;
  /** How many runs. */
  readonly n: number;
  readonly contender: Contender;
  readonly values: readonly number[];
}

/** What one execution measured. */
export class Figures {
  private readonly kept = new Map<string, { figure: Omit<Figure, "values">; values: number[] }>();

  constructor(figures: readonly Figure[] = []) {
    for (const { values, ...figure } of figures) for (const value of values) this.add(figure, value);
  }

  get all(): Figure[] {
    return [...this.kept.values()].map(({ figure, values }) => ({ ...figure, values }));
  }

  add({ measure, n, contender }: Omit<Figure, "values">, value: number): void {
    const key = keyOf(measure, n, contender);
    const known = this.kept.get(key) ?? { figure: { measure, n, contender }, values: [] };
    known.values.push(value);
    this.kept.set(key, known);
  }

  /** The median; undefined if it was not measured. */
  value(measure: MeasureId, n: number, contender: Contender): number | undefined {
    const known = this.kept.get(keyOf(measure, n, contender));
    return known && median(known.values);
  }

  /** How many runs each measure was taken with. */
  sizes(measure: MeasureId): number[] {
    const some = this.all.filter((figure) => figure.measure === measure);
    return [...new Set(some.map(({ n }) => n))].sort((a, b) => a - b);
  }

  /** How often it was measured, by the contender that was most often. */
  times(measure: MeasureId, n: number): number {
    const some = this.all.filter((figure) => figure.measure === measure && figure.n === n);
    return Math.max(0, ...some.map(({ values }) => values.length));
  }

  has(contender: Contender): boolean {
    return this.all.some((figure) => figure.contender === contender);
  }

  /** Those of one part alone. */
  of(part: Part): Figures {
    return new Figures(this.all.filter(({ measure }) => MEASURES[measure].part === part));
  }
}

function keyOf(measure: MeasureId, n: number, contender: Contender): string {
  return `${measure} ${n} ${contender}`;
}
