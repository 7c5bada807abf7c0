import type { Figure } from "../../../bench/performance/figures";
import type { Part } from "../../../bench/performance/measures";
import { headOf, type Results, withParts } from "../../../bench/performance/results";

const UP: Figure = { measure: "up", n: 1, contender: "dynamic", values: [3] };
const MEMORY: Figure = { measure: "memoryPeak", n: 1, contender: "dynamic", values: [100] };

function results(command: string, parts: readonly Part[], figures: readonly Figure[]): Results {
  return {
    executions: [{ command, parts, minutes: 2, commit: "abc1234" }],
    versions: { engine: "3" },
    machine: { cores: 2, processor: "made up", memoryGB: 8, platform: "linux x64" },
    failed: {},
    figures,
  };
}

describe("a part that is measured again", () => {
  const whole: Results = {
    ...results("all", ["ups", "memory"], [UP, MEMORY]),
    failed: { memory: "x", ups: "y" },
  };
  const better: Figure = { ...MEMORY, values: [90] };

  it("takes the place of that part alone, its failure included, and says where it is from", () => {
    const both = withParts(whole, results("again", ["memory"], [better]));
    expect(both.figures).toEqual([UP, better]);
    expect(both.failed).toEqual({ ups: "y" });
    expect(headOf(both)).toContain(
      "ups by `all` in 2 minutes at abc1234; memory by `again` in 2 minutes at abc1234",
    );
  });

  it("leaves no mention of an execution of which nothing is kept", () => {
    const again = withParts(whole, results("again", ["ups", "memory"], [UP, better]));
    expect(again.executions.map(({ command }) => command)).toEqual(["again"]);
  });

  it.each([
    ["machine", { machine: { ...whole.machine, cores: 4 } }],
    ["versions", { versions: { engine: "4" } }],
  ])("is refused with another %s, since nothing could be compared", (what, other) => {
    expect(() => withParts(whole, { ...results("again", ["memory"], [better]), ...other })).toThrow(
      `${what} of the kept figures`,
    );
  });
});
