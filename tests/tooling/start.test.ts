import { engineArguments } from "../../scripts/start/command-line";
import { outputLines, steps } from "../../scripts/start/what-next";

describe("npm start", () => {
  it.each([
    [[], ["up", "--yes", "--skip-preview"]],
    [["up"], ["up", "--yes"]],
    [["destroy"], ["destroy", "--yes"]],
    [
      ["up", "--diff"],
      ["up", "--diff"],
    ],
    [["preview"], ["preview"]],
  ])("with %j starts the engine with %j and the settings of its own", (words, expected) => {
    const args = engineArguments(words);
    expect(args.slice(0, expected.length)).toEqual(expected);
    expect(args.slice(expected.length)).toEqual(["--config-file", expect.stringContaining(".local")]);
  });

  it("passes all other commands on as they are", () => {
    expect(engineArguments(["stack", "output", "kubeApp"])).toEqual(["stack", "output", "kubeApp"]);
  });

  it("says what is next in lines for 60 columns, but for a name that must stay whole", () => {
    const lines = [
      ...outputLines({ id: "r".repeat(90), kubeApp: { id: "k" } }),
      ...steps("urn:pulumi:dev::q"),
    ];
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
  });
});
