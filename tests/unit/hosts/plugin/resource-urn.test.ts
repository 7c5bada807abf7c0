import { identityOf, nounOf } from "../../../../provider/hosts/plugin/resource-urn";

const PLACE = { organization: "acme", backend: "file" };
const identity = (urn: string): unknown => identityOf(urn, nounOf(urn) ?? "", PLACE);

describe("a URN", () => {
  it.each([
    ["wherobots:index:JobRun::tiles", "JobRun", "JobRun::tiles"],
    ["wherobots:index:RunCompletion::end", "RunCompletion", "RunCompletion::end"],
    ["my:mod:Part$wherobots:index:JobRun::tiles", "JobRun", "my:mod:Part$JobRun::tiles"],
    // A run below a run: only the last type is its own.
    [
      "wherobots:index:JobRun$wherobots:index:JobRun::tiles",
      "JobRun",
      "wherobots:index:JobRun$JobRun::tiles",
    ],
    // Names may hold anything.
    ["wherobots:index:JobRun::a::b$c:d", "JobRun", "JobRun::a::b$c:d"],
    [
      "wherobots:index:JobRun::wherobots:index:RunCompletion",
      "JobRun",
      "JobRun::wherobots:index:RunCompletion",
    ],
  ])("tells resource and path: %s", (rest, noun, path) => {
    const urn = `urn:pulumi:dev::maps::${rest}`;
    expect(nounOf(urn)).toBe(noun);
    expect(identity(urn)).toEqual({ ...PLACE, project: "maps", stack: "dev", path, urn });
  });

  it.each([
    "urn:pulumi:dev::maps::wherobots:index:Other::tiles",
    "urn:pulumi:dev::maps::pulumi-nodejs:dynamic/wherobots:JobRun::tiles",
    "urn:pulumi:dev::maps::wherobots:index:toString::tiles",
    "urn:pulumi:dev::maps::pulumi:pulumi:Stack::maps-dev",
    "nonsense",
    "",
  ])("of nothing of this package is none: %s", (urn) => {
    expect(nounOf(urn)).toBeUndefined();
  });
});
