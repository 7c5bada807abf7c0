import { secretOutputs } from "../../../provider/hosts/secret-outputs";

const state = {
  name: "nightly-tiles",
  region: "aws-us-west-2",
  runPython: { uri: "s3://x", args: ["tiny"] },
  runName: "nightly-tiles",
  effective: { region: "aws-us-west-2", runtime: "tiny", timeoutSeconds: 3600 },
  kubeApp: { message: "[secret]" },
};

describe("secretOutputs", () => {
  it("names the outputs that are kept whole and repeat a secret", () => {
    expect(secretOutputs(state, [["name"]])).toEqual([["runName"]]);
    expect(secretOutputs(state, [["region"], ["runPython", "args", 0]])).toEqual([
      ["effective", "region"],
      ["effective", "runtime"],
    ]);
  });

  it("names the runtimes of earlier attempts too", () => {
    const attempts = [{ runtime: "small" }, { runId: "tiny" }, { runtime: "tiny" }];
    expect(secretOutputs({ ...state, attempts }, [["runPython", "args", 0]])).toEqual([
      ["effective", "runtime"],
      ["attempts", 2, "runtime"],
    ]);
  });

  it("names those of each run of a batch too", () => {
    const results = { a: { effective: { runtime: "tiny" } }, b: { runName: "tiny-x" }, c: { runId: "tiny" } };
    const batch = { defaults: { runtime: "tiny" }, results };
    expect(secretOutputs(batch, [["defaults", "runtime"]])).toEqual([
      ["results", "a", "effective", "runtime"],
      ["results", "b", "runName"],
    ]);
  });

  it("names none without a secret, for an id, or where nothing is repeated", () => {
    expect(secretOutputs(state, [])).toEqual([]);
    expect(secretOutputs({ ...state, takeOverRunId: "nightly-tiles" }, [["takeOverRunId"]])).toEqual([]);
    expect(
      secretOutputs(state, [
        ["runPython", "uri"],
        ["absent", 1],
      ]),
    ).toEqual([]);
  });
});
