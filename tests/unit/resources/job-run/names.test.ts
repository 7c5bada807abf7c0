import type { StackState } from "../../../../provider/resource";
import type { JobRunInputs } from "../../../../provider/resources/job-run/inputs";
import {
  attemptName,
  type RunNames,
  runNames,
  stackPattern,
  uploadsName,
} from "../../../../provider/resources/job-run/names";
import type { Identity } from "../../../../wire/identity";
import { IDENTITY, offlineContext, STACK_STATE } from "../../../support/context/lifecycle-context";

const INPUTS: JobRunInputs = { runPython: { uri: "s3://bucket/job.py", args: ["--token", "s3cret"] } };

function named(logical: string): Identity {
  return { ...IDENTITY, path: `JobRun::${logical}` };
}

function namesOf(inputs: JobRunInputs = INPUTS, identity: Identity = IDENTITY, pepper?: string): RunNames {
  return runNames(inputs, { ...offlineContext(identity), random: Math.random }, pepper);
}

function spec(inputs: JobRunInputs, identity: Identity = IDENTITY, pepper?: string): string {
  return namesOf(inputs, identity, pepper).pattern;
}

const ofStack = (identity: Partial<Identity>, state: Partial<StackState> = {}): string =>
  stackPattern({ identity: { ...IDENTITY, ...identity }, stackState: { ...STACK_STATE, ...state } });

describe("the automatic name", () => {
  // rule: run-names
  it("is another one each time, and found by both patterns", () => {
    const names = namesOf();
    expect(names.next()).not.toBe(names.next());
    const [before, after] = names.pattern.split("*") as [string, string];
    const text = names.next();
    expect(text.startsWith(before) && text.endsWith(after)).toBe(true);
    expect(text.endsWith(ofStack({}).slice(1))).toBe(true);
  });

  it("ends as the state's id says, whatever its stack is called and wherever it is kept", () => {
    const id = "2026-01-02T03:04:05.678901234Z";
    expect(ofStack({ stack: "renamed" }, { id, place: "b" })).toBe(ofStack({}, { id, place: "a" }));
    expect(ofStack({}, { id: id.replace("4Z", "5Z") })).not.toBe(ofStack({}, { id }));
  });
});

describe("the spec in it", () => {
  const SAID: JobRunInputs = { environment: { sparkConfigs: {}, dependencies: [] }, triggers: {} };

  it.each<[string, isSame: boolean, JobRunInputs, JobRunInputs?]>([
    ["the script", false, { runPython: { uri: "s3://bucket/other.py" } }],
    ["an argument", false, { runPython: { uri: "s3://bucket/job.py", args: ["--token", "other"] } }],
    ["the region", false, { region: "aws-eu-west-1" }],
    ["a trigger", false, { triggers: { commit: "a" } }],
    ["the environment", false, { environment: { sparkConfigs: { a: "1" } } }],
    ["the timeout", true, { timeoutSeconds: 60 }],
    ["the wait", true, { wait: { until: "submitted" } }],
    ["what is repeated", true, { rerun: { max: 9 }, retry: { maxAttempts: 9 }, adopt: "never" }],
    ["when it runs", true, { runOn: "triggers" }],
    ["its explicit name", true, { name: "nightly-tiles" }],
    ["nothing but that defaults are said", true, SAID],
    ["an order", true, { triggers: { a: 1, b: { c: 2, d: 3 } } }, { triggers: { b: { d: 3, c: 2 }, a: 1 } }],
  ])("after a change of %s is the same: %p", (_what, isSame, change, from = {}) => {
    expect(spec({ ...INPUTS, ...change }) === spec({ ...INPUTS, ...from })).toBe(isSame);
  });

  const secret = (args: string[], __secretPaths: (string | number)[][]): JobRunInputs => ({
    runPython: { uri: "s3://bucket/job.py", args },
    __secretPaths,
  });

  it("holds secrets under the pepper: another secret is another spec, and nobody without it can try secrets", () => {
    const sealed = (value: string, pepper: string) =>
      spec(secret([value], [["runPython", "args", 0]]), IDENTITY, pepper);
    expect(sealed("one", "org-1")).toBe(sealed("one", "org-1"));
    expect(sealed("one", "org-1")).not.toBe(sealed("two", "org-1"));
    expect(sealed("one", "org-1")).not.toBe(sealed("one", "org-2"));
  });

  it("leaves secrets out without a pepper, at every depth: their hash could be guessed", () => {
    const paths = [["runPython", "args", 1]];
    expect(spec(secret(["--token", "one"], paths))).toBe(spec(secret(["--token", "two"], paths)));
    expect(spec(secret(["--t", "one"], paths))).not.toBe(spec(secret(["--token", "one"], paths)));
    expect(spec(secret(["a"], [["runPython"]]))).toBe(spec(secret(["b"], [["runPython"]])));
  });
});

describe("a resource knows its own names only", () => {
  const LONG = "n".repeat(300);

  it.each([
    ["a name that begins with the same 200 letters", named(`${LONG}a`), named(`${LONG}b`)],
    ["a name that differs in one such letter", named("läufe"), named("lüufe")],
    ["the same name under another parent", IDENTITY, { ...IDENTITY, path: "acme:Maps$JobRun::tiles" }],
  ])("beside one with %s", (_what, one, other) => {
    const [names, others] = [namesOf(INPUTS, one), namesOf(INPUTS, other)];
    expect(names.isSameResource(names.next())).toBe(true);
    expect(others.isSameResource(names.next())).toBe(false);
    expect(names.isSameResource(others.next())).toBe(false);
    expect(others.isSameSpec(names.next())).toBe(false);
    expect(others.isSameSpecInStack(names.next())).toBe(true);
  });
});

it.each<[string, (text: string) => string]>([
  ["with a longer middle", (text) => text.replace("-abcde0-", "-abcde00-")],
  ["with capitals in the middle", (text) => text.replace("-abcde0-", "-ABCDE0-")],
  ["with something before it", (text) => `x${text}`],
  ["with something after it", (text) => `${text}x`],
  ...["", "*", "tiles", "tiles-"].map((text) => [`that is "${text}"`, () => text] as [string, () => string]),
])("a name %s is not of the spec", (_what, change) => {
  const names = namesOf();
  const text = names.pattern.replace("*", "abcde0");
  expect(names.isSameSpec(text)).toBe(true);
  expect(names.isSameSpec(change(text))).toBe(false);
});

// rule: storage-file-places
it("uploads of two resources never lie in one folder, of whatever kind, stack or state they are", () => {
  const paths = [
    "JobRun::tiles",
    "StorageFile::tiles",
    "acme:Maps$StorageFile::tiles",
    "StorageFile::t/iles",
  ];
  const names = [
    ...paths.map((path) => uploadsName({ ...IDENTITY, path }, STACK_STATE)),
    uploadsName({ ...IDENTITY, stack: "other" }, { ...STACK_STATE, id: "" }),
    uploadsName(IDENTITY, { ...STACK_STATE, id: "2026-01-01T00:00:00Z" }),
    uploadsName(IDENTITY, { ...STACK_STATE, id: "2026-01-01T00:00:01Z" }),
  ];
  expect(new Set(names).size).toBe(names.length);
  expect(names.join()).toMatch(/^[\w,.-]+$/);
});

describe("attemptName", () => {
  it("counts in the last letter of the nonce", () => {
    const first = "tiles-abcdefgh-ijklm0-nopqrs";
    expect(attemptName(first, 1)).toBe(first);
    expect(attemptName(first, 2)).toBe("tiles-abcdefgh-ijklm1-nopqrs");
    expect(attemptName(first, 11)).toBe("tiles-abcdefgh-ijklma-nopqrs");
    expect(attemptName(attemptName(first, 5), 2)).toBe(attemptName(first, 2));
  });
});
