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
});
