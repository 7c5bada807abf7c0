import { explicitProvider, identityOf, nounOf } from "../../../../provider/hosts/plugin/resource-urn";

const identity = (urn: string): unknown => identityOf(urn, nounOf(urn) ?? "");

it.each([
  ["wherobots:index:JobRun::tiles", "JobRun", "JobRun::tiles"],
  ["my:mod:Part$wherobots:index:RunCompletion::end", "RunCompletion", "my:mod:Part$RunCompletion::end"],
  // A run below a run: only the last type is its own.
  ["wherobots:index:JobRun$wherobots:index:JobRun::a", "JobRun", "wherobots:index:JobRun$JobRun::a"],
  // Names may hold anything.
  ["wherobots:index:JobRun::a::b$c:d", "JobRun", "JobRun::a::b$c:d"],
  [
    "wherobots:index:JobRun::wherobots:index:RunCompletion",
    "JobRun",
    "JobRun::wherobots:index:RunCompletion",
  ],
])("a URN tells resource and path: %s", (rest, noun, path) => {
  const urn = `urn:pulumi:dev::maps::${rest}`;
  expect(nounOf(urn)).toBe(noun);
  expect(identity(urn)).toEqual({ organization: "organization", project: "maps", stack: "dev", path, urn });
});

it.each([
  "urn:pulumi:dev::maps::wherobots:index:Other::tiles",
  "urn:pulumi:dev::maps::pulumi-nodejs:dynamic/wherobots:JobRun::tiles",
  "urn:pulumi:dev::maps::wherobots:index:toString::tiles",
  "urn:pulumi:dev::maps::pulumi:pulumi:Stack::maps-dev",
  "nonsense",
  "",
])("a URN of nothing of this package tells none: %s", (urn) => {
  expect(nounOf(urn)).toBeUndefined();
});

it.each([
  ["default", undefined],
  ["default_0_1_0", undefined],
  ["emea", "emea"],
  ["defaults", "defaults"],
  ["a::b", "a::b"],
])("a provider of the name %s is the program's own: %s", (name, expected) => {
  expect(explicitProvider(`urn:pulumi:dev::tiles::pulumi:providers:wherobots::${name}`)).toBe(expected);
  // One whose URN the engine does not tell is taken for the engine's own.
  expect(explicitProvider("")).toBeUndefined();
});
