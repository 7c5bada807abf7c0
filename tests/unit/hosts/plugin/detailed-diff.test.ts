import { detailedDiff } from "../../../../provider/hosts/plugin/detailed-diff";
import type { DiffResult } from "../../../../provider/resource";
import type { Properties } from "../../../../provider/values";

function result(changed: string[], replaces?: string[]): DiffResult {
  const changes = replaces ? "replace" : "update";
  return { changes, replaces: replaces ?? [], changed, reasons: {}, deleteBeforeReplace: false };
}

/** Kind by path, with "!" where it asks for the new run. */
function kinds(diff: DiffResult, state: Properties, inputs: Properties): Record<string, string> {
  const changes = detailedDiff(diff, state, inputs);
  return Object.fromEntries(changes.map(({ path, kind, replaces }) => [path, kind + (replaces ? "!" : "")]));
}

describe("detailedDiff", () => {
  it("tells what came, went and changed, at any depth and with any key", () => {
    const state = { triggers: { "a.b": 1, gone: 0 }, runPython: { args: ["x", "y"] }, name: "old" };
    const inputs = { triggers: { "a.b": 2, 'q"t': null, new: [1] }, runPython: { args: ["z"] } };
    const args = ["runPython.args[0]", "runPython.args[1]"];
    const paths = ['triggers["a.b"]', "triggers.gone", "triggers.new", ...args];
    expect(kinds(result([...paths, "name"], ["triggers"]), state, inputs)).toEqual({
      'triggers["a.b"]': "update!",
      "triggers.gone": "delete!",
      "triggers.new": "add!",
      "runPython.args[0]": "update",
      "runPython.args[1]": "delete",
      name: "delete",
    });
  });

  it("compares the status with what was observed, everything else with inputs", () => {
    const changed = result(["status", "triggers"], ["status"]);
    expect(detailedDiff(changed, { status: "FAILED" }, { triggers: {} })).toEqual([
      { path: "status", kind: "update", replaces: true, isInput: false },
      { path: "triggers", kind: "add", replaces: false, isInput: true },
    ]);
  });

  it("names values that became secret or are no more, and shows no side that is in clear", () => {
    const runPython = { args: ["a", "b"] };
    const secret = (index: number) => ({
      runPython,
      __secretPaths: [["triggers"], ["runPython", "args", index]],
    });
    const [state, inputs] = [secret(0), secret(1)];
    expect(kinds(result(["__secretPaths[1][2]"]), state, inputs)).toEqual({
      "runPython.args[0]": "delete",
      "runPython.args[1]": "add",
    });
    expect(kinds(result(["__secretPaths[0]", "__secretPaths[1]"]), {}, inputs)).toEqual({
      triggers: "add",
      "runPython.args[1]": "add",
    });
  });

  it("says of a value that also changed how it changed", () => {
    const state = { runPython: { args: ["a"] } };
    const inputs = { runPython: { args: ["b"] }, __secretPaths: [["runPython", "args", 0]] };
    expect(kinds(result(["runPython.args[0]", "__secretPaths[0]"], ["runPython"]), state, inputs)).toEqual({
      "runPython.args[0]": "update!",
    });
  });
});
