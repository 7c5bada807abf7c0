import { evaluated, holds, interpolated, type Progress } from "../../support/pipelines/expressions";

const CONTEXTS = {
  github: { ref: "refs/heads/main", event: { number: 7 } },
  inputs: { unlock: true },
  env: {},
};

describe("expressions of GitHub, as far as the workflows have them", () => {
  it.each<[string, unknown]>([
    ["github.ref == 'refs/heads/main'", true],
    ["github.ref == 'REFS/heads/main' && inputs.unlock", true],
    ["github.event.number", 7],
    ["github.event.pull_request.head", null],
    ["github.event.action != 'closed'", true],
    ["!(inputs.unlock || false)", false],
    ["'it''s'", "it's"],
    ["env.NONE || 'other'", "other"],
  ])("%s is %j", (expression, value) => {
    expect(evaluated(expression, CONTEXTS, "success")).toEqual(value);
  });

  it.each<[string | undefined, Progress, boolean]>([
    [undefined, "success", true],
    [undefined, "failure", false],
    ["inputs.unlock", "failure", false],
    ["always()", "cancelled", true],
    ["failure() && inputs.unlock", "failure", true],
    ["failure()", "cancelled", false],
    ["cancelled()", "cancelled", true],
  ])("if: %s after %s holds: %j", (condition, progress, expected) => {
    expect(holds(condition, CONTEXTS, progress)).toBe(expected);
  });

  it.each([
    "github.ref === 'x'",
    "startsWith(github.ref, 'x')",
    "hashFiles()",
    "vars.X",
    "github.ref ==",
    "(github.ref",
    "github.ref inputs.unlock",
    "github.event.number == '7'",
    "github.event['number']",
    "1 < 2",
  ])("%s is refused", (expression) => {
    expect(() => evaluated(expression, CONTEXTS, "success")).toThrow();
  });

  it("stand in texts", () => {
    expect(interpolated("review-${{ github.event.number }}${{ env.NONE }}", CONTEXTS, "success")).toBe(
      "review-7",
    );
    expect(() => interpolated("${{ github.event }}", CONTEXTS, "success")).toThrow("no text");
  });
});
