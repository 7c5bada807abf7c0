import { logLogPlot } from "../../../bench/performance/plot";

const LABELS = { title: "a < b", description: "what it shows", x: "runs", y: "seconds", slope: "slope 1" };

/** Where the circles of a plot stand. */
function circles(svg: string): [number, number][] {
  return [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

describe("the plot of the benchmark", () => {
  it("draws a cost that grows with the number of runs as a straight line", () => {
    const points = [1, 10, 100].map((x) => ({ x, y: 2 * x }));
    const [a, b, c] = circles(logLogPlot([{ name: "linear", points }], LABELS));
    expect(b?.[0]).toBeCloseTo(((a?.[0] ?? 0) + (c?.[0] ?? 0)) / 2, 0);
    expect(b?.[1]).toBeCloseTo(((a?.[1] ?? 0) + (c?.[1] ?? 0)) / 2, 0);
    expect(c?.[1]).toBeLessThan(a?.[1] ?? 0);
  });

  it("names its lines and escapes what it is told", () => {
    const svg = logLogPlot(
      [
        { name: "one", points: [{ x: 1, y: 1 }] },
        { name: "another & more", points: [{ x: 1, y: 1 }] },
      ],
      LABELS,
    );
    expect(svg).toContain("a &lt; b");
    expect(svg).toContain("another &amp; more");
    expect(svg).not.toContain("NaN");
  });

  it("refuses to draw nothing", () => {
    expect(() => logLogPlot([], LABELS)).toThrow(RangeError);
  });
});
