import { mean, median, mostAtOnce, quantile, sum } from "../../../bench/performance/statistics";

describe("statistics of the benchmark", () => {
  it("adds and averages", () => {
    expect(sum([])).toBe(0);
    expect(mean([1, 2, 6])).toBe(3);
  });

  it("takes the middle, or what is between the two middle ones", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 1, 4, 2])).toBe(3);
  });

  it("takes the value that a share of all are not above", () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(quantile(values, 0.95)).toBe(95);
    expect(quantile(values, 1)).toBe(100);
    expect(quantile([7], 0.5)).toBe(7);
  });

  it("refuses to say anything of nothing", () => {
    for (const measure of [mean, median]) expect(() => measure([])).toThrow(RangeError);
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });

  it("counts what goes on together; what ends as another begins does not", () => {
    const times = [
      { fromMs: 0, toMs: 10 },
      { fromMs: 5, toMs: 15 },
      { fromMs: 10, toMs: 20 },
      { fromMs: 30, toMs: 40 },
    ];
    expect(mostAtOnce(times)).toBe(2);
    expect(mostAtOnce([])).toBe(0);
  });
});
