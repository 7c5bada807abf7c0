import { checkJobRun } from "../../../../provider/resources/job-run/check";
import { type Properties } from "../../../../provider/values";
import { UNKNOWN } from "../../../../wire/pulumi-values";
import { IDENTITY, offlineContext } from "../../../support/context/lifecycle-context";

const PYTHON = { uri: "s3://bucket/job.py" };
const CANARY = "canary-value-4711";

function check(news: Properties, olds?: Properties): ReturnType<typeof checkJobRun> {
  return checkJobRun(olds, news, offlineContext());
}

function failures(news: Properties): string[] {
  return check(news).failures.map(({ path, reason }) => `${path} ${reason}`);
}

function dependency(item: unknown): Properties {
  return { environment: { dependencies: [item] } };
}

describe("what check refuses, with path and reason", () => {
  it.each<[Properties, RegExp]>([
    [{}, /^runPython one of runPython and runJar is required/],
    [{ runPython: null, runJar: null }, /^runPython one of/],
    [{ runPython: { uri: "" } }, /^runPython\.uri must not be empty/],
    [{ runPython: { args: [] } }, /^runPython\.uri one of uri .* and script .* is required/],
    [{ runPython: { uri: "x", args: ["a", 1.5] } }, /^runPython\.args\[1\] must be text.*in quotes/],
    [{ runPython: { uri: "x", args: [null] } }, /^runPython\.args\[0\] /],
    [{ runPython: { ...PYTHON, arg: [] } }, /^runPython\.arg is not a known property: did you mean `args`\?/],
    [{ runJar: { uri: "x", mainClass: "" } }, /^runJar\.mainClass must not be empty/],
  ])("program %#", (news, expected) => {
    expect(failures(news)).toEqual([expect.stringMatching(expected)]);
  });

  it.each<[Properties, RegExp]>([
    [{ runJar: PYTHON }, /^runPython, runJar only one of them/],
    [{ name: "with a space" }, /^name may hold letters, digits, and _ - \. only/],
    [{ version: 2.1 }, /^version must be text.*in quotes/],
    [{ timeoutSeconds: 0 }, /^timeoutSeconds must be above 0/],
    [{ timeoutSeconds: 1.5 }, /^timeoutSeconds must be a whole number/],
    [{ timeoutSeconds: "60" }, /^timeoutSeconds /],
    [{ timeoutSeconds: 2 ** 31 }, /^timeoutSeconds must be at most 2147483647/],
    [{ environment: { sparkDriverDiskGB: 1e10 } }, /sparkDriverDiskGB must be at most/],
    [
      { environment: { sparkConfigs: { "spark.x": 0.6 } } },
      /^environment\.sparkConfigs\["spark\.x"\] must be text/,
    ],
    [dependency({}), /^environment\.dependencies\[0\] needs one of libraryName .* filePath .* and file /],
    [dependency({ libraryName: "a", filePath: "b" }), /^environment\.dependencies\[0\] needs one of/],
    [dependency({ filePath: "b", libraryVersion: "1" }), /libraryVersion belongs to a libraryName/],
    [dependency({ filePath: "b", sourceType: "PYPI" }), /sourceType does not fit .* write FILE/],
    [dependency({ libraryName: "b", sourceType: "FILE" }), /sourceType does not fit .* write PYPI/],
    [dependency({ libname: "b", filePath: "x" }), /dependencies\[0\]\.libname is not a known property/],
    [{ runOn: "always" }, /^runOn must be "change" or "triggers"$/],
    [{ wait: { until: "done" } }, /^wait\.until /],
    [{ logs: { tailLines: 1_001 } }, /^logs\.tailLines /],
    [{ rerun: { on: ["COMPLETED"] } }, /^rerun\.on\[0\] /],
    [{ retry: { maxAttempts: 11 } }, /^retry\.maxAttempts must be at most 10/],
    [{ retry: { on: ["OOM"] } }, /^retry\.on\[0\] .*OUT_OF_MEMORY/],
    [{ retry: { runtimes: [""], maxAttempts: 2 } }, /^retry\.runtimes\[0\] must not be empty/],
    [{ retry: { backoffSeconds: -1 } }, /^retry\.backoffSeconds must not be negative/],
    [{ retry: { backoffSeconds: 1e6 } }, /^retry\.backoffSeconds must be at most 604800/],
    [{ takeOverRunId: "" }, /^takeOverRunId is not the id of a run/],
    [{ triggers: ["a"] }, /^triggers /],
    [{ runpython: PYTHON }, /^runpython is not a known property: did you mean `runPython`\?/],
    [{ timeout: 5 }, /^timeout is not a known property: did you mean `timeoutSeconds`\?/],
  ])("beside a script %#", (news, expected) => {
    expect(failures({ runPython: PYTHON, ...news })).toEqual([expect.stringMatching(expected)]);
  });

  // rule: input-errors
  it("names everything that is wrong at once", () => {
    expect(
      failures({ runPython: { uri: 1.5 }, adopt: "x", environment: { dependencies: [{}] } }),
    ).toHaveLength(3);
  });

  it.each<Properties>([
    { runPython: { uri: [CANARY] } },
    { runPython: { uri: PYTHON.uri, args: [{ CANARY }] } },
    { name: `${CANARY} with space` },
    { name: CANARY.repeat(20) },
    { runOn: CANARY },
    { rerun: { on: [CANARY] } },
    { timeoutSeconds: CANARY },
    { environment: { dependencies: [{ sourceType: CANARY, libraryName: CANARY }] } },
    { triggers: CANARY },
    { colour: CANARY },
  ])("never repeats a value: %j", (news) => {
    const said = failures({ runPython: PYTHON, ...news });
    expect(said).not.toEqual([]);
    expect(said.join()).not.toContain(CANARY);
  });
});

describe("what check lets pass", () => {
  it("null wherever an input may be absent, and returns what was given", () => {
    const script = { runPython: { uri: "x", args: null }, runJar: null, name: "a-name-of-8" };
    const news = { ...script, environment: { sparkConfigs: null }, wait: null };
    expect(check(news)).toEqual({ inputs: news, failures: [] });
  });

  it.each<[what: string, news: Properties, warnings: string[]]>([
    ["any setting of one's own cloud", { region: "byoc-acme-1", runtime: "gigantic", version: "9.9.9" }, []],
    [
      "a slip of the pen, with a warning",
      { runtime: "tinny", region: "aws-us-west-22" },
      [
        'runtime "tinny" is not one known to this version; did you mean "tiny"?',
        'region "aws-us-west-22" is not one known to this version; did you mean "aws-us-west-2"?',
      ],
    ],
    [
      "sizes for attempts that there are not, with a warning",
      { retry: { runtimes: ["small"] } },
      [
        "retry.runtimes does nothing unless retry.maxAttempts, which counts the first attempt too, is above 1",
      ],
    ],
    ["sizes for attempts that there may be", { retry: { runtimes: ["small"], maxAttempts: UNKNOWN } }, []],
    ["a secret slip, without showing it", { runtime: "tinny", __secretPaths: [["runtime"]] }, []],
  ])("%s", (_, news, warnings) => {
    const context = offlineContext();
    expect(checkJobRun(undefined, { runPython: PYTHON, ...news }, context).failures).toEqual([]);
    expect(context.lines).toEqual(warnings.map((text) => ["warning", text]));
  });
});

describe("check", () => {
  // rule: check-adds-nothing
  it.each([
    { runPython: PYTHON },
    { runPython: PYTHON, name: "my-own-name" },
    { runPython: { uri: UNKNOWN } },
  ])("adds nothing to what was given, not even what an earlier version has added: %j", (given) => {
    expect(check(given, { __name: "tiles-old" }).inputs).toEqual(given);
  });

  it("takes out what the sdk has told of the resource, and remembers the run in state for a create", () => {
    const context = offlineContext();
    const recorded = { runId: "run-7", status: "RUNNING", createTime: "2026-01-01T00:00:00Z" };
    const told = { __recordedRun: recorded, __resource: { heldRunIds: ["r2"] } };
    const checked = checkJobRun(undefined, { runPython: PYTHON, ...told }, context);
    expect(checked).toEqual({ inputs: { runPython: PYTHON }, failures: [] });
    expect(context.session.recordedRuns.get(IDENTITY.urn)).toEqual(recorded);
  });
});
