import { nearest } from "../../provider/nearest";

const WORDS = ["runPython", "runJar", "region", "runtime", "timeoutSeconds"];

describe("nearest", () => {
  it.each([
    ["runpython", "runPython"],
    ["RUNJAR", "runJar"],
    ["regoin", "region"],
    ["runtimes", "runtime"],
    ["timeout", "timeoutSeconds"],
    ["regionName", "region"],
  ])("takes %s for %s", (word, meant) => {
    expect(nearest(word, WORDS)).toBe(meant);
  });

  it.each(["", "x", "schedule", "ru"])("finds nothing near %j", (word) => {
    expect(nearest(word, WORDS)).toBeUndefined();
  });

  it("has nothing to say where nothing is known", () => {
    expect(nearest("region", [])).toBeUndefined();
  });
});
