import { decode, encode, stateOf } from "../../../../provider/hosts/plugin/properties";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../../../wire/pulumi-values";

const secret = (value: unknown): object => ({ [SIGNATURE_KEY]: SECRET_SIGNATURE, value });

describe("records of the plugin", () => {
  it("believe what the dynamic host recorded, whose lists the engine marks as a whole", () => {
    const inputs = decode({
      runPython: { args: secret(["a", "b"]) },
      __secretPaths: [["runPython", "args", 1]],
      __provider: "text",
      __identity: "who",
    });
    expect(stateOf(decode({ runPython: { args: secret(["a", "b"]) } }), inputs)).toEqual({
      runPython: { args: ["a", "b"] },
      __secretPaths: [["runPython", "args", 1]],
    });
  });

  it("keep the text of the dynamic host in a state that has it, and nothing else of it", () => {
    const { values, kept } = decode({ name: "x", __provider: "text", __identity: "who", __secretPaths: [] });
    expect({ values, kept }).toEqual({ values: { name: "x" }, kept: { __provider: "text" } });
    const next = { name: "y", __secretPaths: [["name"]], __identity: "who", __name: "y-1" };
    expect(encode(next, [["name"]], kept)).toEqual({ name: secret("y"), __name: "y-1", __provider: "text" });
    expect(encode(next, [])).toEqual({ name: "y", __name: "y-1" });
  });
});
