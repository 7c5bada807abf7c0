import { boundedState, MAX_INIT_FAILURE_BYTES, plainJson } from "../../provider/plain-json";

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

  it("gives what JSON gives back unchanged", () => {
    const plain = plainJson({ a: [1.5, "😀", true, { b: "" }], c: {} });
    expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
  });
});

describe("boundedState", () => {
  const large = "x".repeat(MAX_INIT_FAILURE_BYTES);

  it("keeps a usual state whole", () => {
    const state = { runName: "n", logTail: ["line"], kubeApp: { id: "a" } };
    expect(boundedState(state)).toEqual(state);
  });

  it("cuts the log tail first", () => {
    expect(boundedState({ runName: "n", logTail: [large], kubeApp: { id: "a" } })).toEqual({
      runName: "n",
      kubeApp: { id: "a" },
    });
  });

  it("then the application, then the attempts", () => {
    const attempts = [{ runId: "r" }];
    expect(boundedState({ runName: "n", logTail: ["l"], kubeApp: { message: large }, attempts })).toEqual({
      runName: "n",
      attempts,
    });
    expect(boundedState({ runName: "n", kubeApp: {}, attempts: [large] })).toEqual({ runName: "n" });
  });

  it("counts bytes, not characters", () => {
    const wide = "€".repeat(MAX_INIT_FAILURE_BYTES / 2);
    expect(boundedState({ runName: "n", logTail: [wide] })).toEqual({ runName: "n" });
  });
});
