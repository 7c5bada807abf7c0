import { boundedState, MAX_INIT_FAILURE_BYTES } from "../../provider/run/bounded-state";
import { type Properties, plainJson } from "../../provider/values";

describe("plainJson", () => {
  it.each([
    ["undefined", undefined],
    ["null", null],
    ["NaN", Number.NaN],
    ["infinity", Number.NEGATIVE_INFINITY],
    ["functions", () => 1],
    ["symbols", Symbol("x")],
    ["invalid dates", new Date("never")],
  ])("leaves out %s", (_what, value) => {
    expect(plainJson({ kept: 1, left: value, deep: { left: value } })).toEqual({ kept: 1, deep: {} });
  });

  it("writes large integers and dates as text", () => {
    expect(plainJson({ big: 2n ** 64n, at: new Date(0) })).toEqual({
      big: "18446744073709551616",
      at: "1970-01-01T00:00:00.000Z",
    });
  });

  it("keeps the place of what cannot be carried in a list, holes too", () => {
    expect(plainJson({ list: [1, , undefined, Number.NaN, "x"] })).toEqual({
      list: [1, null, null, null, "x"],
    });
  });

  it("copies, so that nothing that follows changes what was handed over", () => {
    const state = { args: ["a"] };
    const copy = plainJson(state);
    state.args.push("b");
    expect(copy).toEqual({ args: ["a"] });
  });
});

describe("boundedState", () => {
  const large = "x".repeat(MAX_INIT_FAILURE_BYTES);
  const attempts = [{ runId: "r" }];

  // rule: bounded-state
  it.each<[string, Properties, Properties]>([
    [
      "keeps a usual state whole",
      { logTail: ["l"], kubeApp: { id: "a" } },
      { logTail: ["l"], kubeApp: { id: "a" } },
    ],
    ["cuts the log tail first", { logTail: [large], kubeApp: { id: "a" } }, { kubeApp: { id: "a" } }],
    ["then the application", { logTail: ["l"], kubeApp: { message: large }, attempts }, { attempts }],
    ["then the attempts", { kubeApp: {}, attempts: [large] }, {}],
    ["counts bytes, not characters", { logTail: ["€".repeat(MAX_INIT_FAILURE_BYTES / 2)] }, {}],
  ])("%s", (_, state, kept) => {
    expect(boundedState({ runName: "n", ...state })).toEqual({ runName: "n", ...kept });
  });
});
