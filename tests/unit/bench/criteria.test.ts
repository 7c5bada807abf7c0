import { CRITERIA, verdicts } from "../../../bench/performance/criteria";
import { Figures } from "../../../bench/performance/figures";

describe("criteria of the benchmark", () => {
  it("are ratios and bounds of one execution, and say which was not measured", () => {
    const figures = new Figures();
    figures.add({ measure: "up", n: 1_000, contender: "dynamic" }, 45);
    figures.add({ measure: "up", n: 1_000, contender: "closure" }, 100);
    figures.add({ measure: "up", n: 1_000, contender: "memory" }, 30);
    figures.add({ measure: "spreadMean", n: 100, contender: "rules" }, 1.4);
    const judged = new Map(verdicts(figures).map(({ name, value, ok }) => [name, { value, ok }]));
    expect(judged.get("`up` of 1,000 JobRuns, dynamic host: closure provider")).toEqual({
      value: 0.45,
      ok: true,
    });
    expect(judged.get("`up` of 1,000 JobRuns, dynamic host: answers from memory")).toEqual({
      value: 1.5,
      ok: false,
    });
    expect(judged.get("mean delay from end to report, 100 open runs, ends over 10 minutes")).toEqual({
      value: 1.4,
      ok: true,
    });
    expect(judged.get("import of the sdk, plugin")).toEqual({ value: undefined, ok: undefined });
  });

  it("have names of their own", () => {
    expect(new Set(CRITERIA.map(({ name }) => name)).size).toBe(CRITERIA.length);
  });
});
