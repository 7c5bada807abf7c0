import { type Properties, UNKNOWN } from "../../../../provider/lifecycle";
import { checkJobRun } from "../../../../provider/resources/job-run/check";
import { IDENTITY, offlineContext } from "../../lifecycle-context";

const PYTHON = { uri: "s3://bucket/job.py" };
const CANARY = "canary-value-4711";

function check(news: Properties, olds?: Properties): ReturnType<typeof checkJobRun> {
  return checkJobRun(olds, news, offlineContext());
}

function failures(news: Properties): string[] {
  return check(news).failures.map(({ path, reason }) => `${path} ${reason}`);
}

function dependency(item: unknown): Properties {
  return { runPython: PYTHON, environment: { dependencies: [item] } };
}

describe("what check refuses, with path and reason", () => {
  it.each<[Properties, RegExp]>([
    [{}, /^runPython one of runPython and runJar is required/],
    [{ runPython: null, runJar: null }, /^runPython one of/],
    [{ runPython: PYTHON, runJar: PYTHON }, /^runPython, runJar only one of them/],
    [{ runPython: PYTHON, name: "short" }, /^name must have at least 8 characters/],
    [{ runPython: PYTHON, name: "x".repeat(256) }, /^name must have at most 255 characters/],
    [{ runPython: PYTHON, name: "with a space" }, /^name may hold letters, digits, and _ - \. only/],
    [{ runPython: PYTHON, name: "line-end\n" }, /^name may hold/],
    [{ runPython: { uri: "" } }, /^runPython\.uri must not be empty/],
    [{ runPython: { args: [] } }, /^runPython\.uri .*expected string/],
    [{ runPython: { uri: "x", args: ["a", 1] } }, /^runPython\.args\[1\] .*expected string/],
    [{ runPython: { uri: "x", args: [null] } }, /^runPython\.args\[0\] /],
    [{ runJar: { uri: "x", mainClass: "" } }, /^runJar\.mainClass must not be empty/],
    [{ runPython: PYTHON, timeoutSeconds: 0 }, /^timeoutSeconds must be above 0/],
    [{ runPython: PYTHON, timeoutSeconds: -5 }, /^timeoutSeconds must be above 0/],
    [{ runPython: PYTHON, timeoutSeconds: 1.5 }, /^timeoutSeconds must be a whole number/],
    [{ runPython: PYTHON, timeoutSeconds: "60" }, /^timeoutSeconds /],
    [{ runPython: PYTHON, environment: { sparkDriverDiskGB: 0 } }, /^environment\.sparkDriverDiskGB /],
    [{ runPython: PYTHON, environment: { sparkExecutorDiskGB: -1 } }, /^environment\.sparkExecutorDiskGB /],
    [
      { runPython: PYTHON, environment: { sparkConfigs: { "spark.x": 4 } } },
      /^environment\.sparkConfigs\["spark\.x"\] must be a string: .*"4" and not 4/,
    ],
    [dependency({}), /^environment\.dependencies\[0\] needs either libraryName .* or filePath/],
    [dependency({ libraryName: "a", filePath: "b" }), /^environment\.dependencies\[0\] needs either/],
    [dependency({ filePath: "b", libraryVersion: "1" }), /libraryVersion belongs to a libraryName/],
    [dependency({ filePath: "b", sourceType: "PYPI" }), /sourceType does not fit .* write FILE/],
    [dependency({ libraryName: "b", sourceType: "FILE" }), /sourceType does not fit .* write PYPI/],
    [dependency({ libname: "b", filePath: "x" }), /dependencies\[0\]\.libname is not a known property/],
    [{ runPython: PYTHON, runOn: "always" }, /^runOn .*"change"\|"triggers"/],
    [{ runPython: PYTHON, wait: { until: "done" } }, /^wait\.until /],
    [{ runPython: PYTHON, wait: { maxSeconds: 0 } }, /^wait\.maxSeconds must be above 0/],
    [{ runPython: PYTHON, wait: { maxQueueSeconds: -1 } }, /^wait\.maxQueueSeconds must be above 0/],
    [{ runPython: PYTHON, wait: { onTimeout: "stop" } }, /^wait\.onTimeout /],
    [{ runPython: PYTHON, logs: { tailLines: 1_001 } }, /^logs\.tailLines /],
    [{ runPython: PYTHON, onFailure: "ignore" }, /^onFailure /],
    [{ runPython: PYTHON, rerun: { on: ["COMPLETED"] } }, /^rerun\.on\[0\] /],
    [{ runPython: PYTHON, rerun: { max: 0 } }, /^rerun\.max must be above 0/],
    [{ runPython: PYTHON, retry: { maxAttempts: 0 } }, /^retry\.maxAttempts must be above 0/],
    [{ runPython: PYTHON, retry: { backoffSeconds: -1 } }, /^retry\.backoffSeconds must not be negative/],
    [{ runPython: PYTHON, adopt: "always" }, /^adopt /],
    [{ runPython: PYTHON, adoptWithinHours: 0 }, /^adoptWithinHours must be above 0/],
    [{ runPython: PYTHON, takeOverRunId: "" }, /^takeOverRunId is not the id of a run/],
    [{ runPython: PYTHON, triggers: ["a"] }, /^triggers /],
    [
      { runPython: PYTHON, runpython: PYTHON },
      /^runpython is not a known property: did you mean `runPython`\?/,
    ],
    [{ runPython: { ...PYTHON, arg: [] } }, /^runPython\.arg is not a known property: did you mean `args`\?/],
    [{ runPython: PYTHON, takeOverRunId: ".." }, /^takeOverRunId is not the id of a run/],
    [{ runPython: PYTHON, retry: { maxAttempts: 11 } }, /^retry\.maxAttempts must be at most 10/],
    [
      { runPython: PYTHON, triggers: { big: "x".repeat(2_000_000) } },
      /at most 2000000 can be kept: put large values into a file/,
    ],
    [{ runPython: PYTHON, timeout: 5 }, /^timeout is not a known property: did you mean `timeoutSeconds`\?/],
  ])("case %#", (news, expected) => {
    expect(failures(news)).toEqual([expect.stringMatching(expected)]);
  });

  it("names everything that is wrong at once", () => {
    expect(failures({ runPython: { uri: 1 }, adopt: "x", environment: { dependencies: [{}] } })).toHaveLength(
      3,
    );
  });

  it.each<Properties>([
    { runPython: { uri: [CANARY] } },
    { runPython: { uri: PYTHON.uri, args: [{ CANARY }] } },
    { runPython: PYTHON, name: `${CANARY} with space` },
    { runPython: PYTHON, name: CANARY.repeat(20) },
    { runPython: PYTHON, runOn: CANARY },
    { runPython: PYTHON, rerun: { on: [CANARY] } },
    { runPython: PYTHON, timeoutSeconds: CANARY },
    { runPython: PYTHON, environment: { dependencies: [{ sourceType: CANARY, libraryName: CANARY }] } },
    { runPython: PYTHON, triggers: CANARY },
    { runPython: PYTHON, colour: CANARY },
  ])("never repeats a value: %j", (news) => {
    const said = failures(news);
    expect(said).not.toEqual([]);
    expect(said.join()).not.toContain(CANARY);
  });
});

describe("what check lets pass", () => {
  it.each<Properties>([
    { runPython: UNKNOWN },
    { runPython: { uri: UNKNOWN } },
    { runPython: { uri: "x", args: UNKNOWN } },
    { runPython: { uri: "x", args: ["a", UNKNOWN] } },
    { runPython: PYTHON, timeoutSeconds: UNKNOWN },
    { runPython: PYTHON, triggers: UNKNOWN },
    { runPython: PYTHON, triggers: { a: { b: [UNKNOWN] } } },
    { runPython: PYTHON, environment: UNKNOWN },
    {
      runPython: PYTHON,
      environment: { sparkDriverDiskGB: UNKNOWN, sparkConfigs: UNKNOWN, dependencies: UNKNOWN },
    },
    { runPython: PYTHON, environment: { sparkConfigs: { a: UNKNOWN }, dependencies: [UNKNOWN] } },
    { runPython: PYTHON, environment: { dependencies: [{ libraryName: UNKNOWN, libraryVersion: UNKNOWN }] } },
    { runPython: PYTHON, runJar: UNKNOWN },
    dependency({ libraryName: "a", sourceType: UNKNOWN }),
    dependency({ libraryName: UNKNOWN, filePath: UNKNOWN }),
    dependency({ libraryName: "a", filePath: UNKNOWN }),
    { runPython: PYTHON, wait: UNKNOWN, logs: UNKNOWN, rerun: UNKNOWN, retry: { on: UNKNOWN } },
    { runPython: PYTHON, adopt: UNKNOWN, takeOverRunId: UNKNOWN, name: UNKNOWN, runOn: UNKNOWN },
  ])("what a preview does not know yet: %j", (news) => {
    expect(failures(news)).toEqual([]);
  });

  it("null wherever an input may be absent, and returns what was given", () => {
    const news = {
      runPython: { uri: "x", args: null },
      runJar: null,
      environment: { sparkConfigs: null },
      wait: null,
    };
    const { inputs, failures: found } = check({ ...news, name: "a-name-of-8" });
    expect(found).toEqual([]);
    expect(inputs).toEqual({ ...news, name: "a-name-of-8" });
  });

  it("any region, runtime and version, for new ones and those of one's own cloud", () => {
    const context = offlineContext();
    const news = { runPython: PYTHON, region: "byoc-acme-1", runtime: "gigantic", version: "9.9.9" };
    expect(checkJobRun(undefined, news, context).failures).toEqual([]);
    expect(context.lines).toEqual([]);
  });

  it("a slip of the pen, with a warning", () => {
    const context = offlineContext();
    checkJobRun(undefined, { runPython: PYTHON, runtime: "tinny", region: "aws-us-west-22" }, context);
    expect(context.lines).toEqual([
      ["warning", 'runtime "tinny" is not one known to this version; did you mean "tiny"?'],
      ["warning", 'region "aws-us-west-22" is not one known to this version; did you mean "aws-us-west-2"?'],
    ]);
  });

  it("a secret slip of the pen, without showing it", () => {
    const context = offlineContext();
    checkJobRun(undefined, { runPython: PYTHON, runtime: "tinny", __secretPaths: [["runtime"]] }, context);
    expect(context.lines).toEqual([]);
  });
});

describe("the automatic name", () => {
  it("is chosen where none is given, and nothing else is added", () => {
    const { inputs } = check({ runPython: PYTHON });
    expect(inputs).toEqual({ runPython: PYTHON, __name: expect.stringMatching(/^tiles-\w{8}-\w{6}-\w{6}$/) });
  });

  it("is kept from the old inputs", () => {
    const { inputs } = check({ runPython: { uri: "s3://other" } }, { __name: "tiles-old" });
    expect(inputs["__name"]).toBe("tiles-old");
  });

  it("is not chosen beside an explicit one, nor while inputs are unknown", () => {
    expect(check({ runPython: PYTHON, name: "my-own-name" }).inputs).not.toHaveProperty("__name");
    expect(check({ runPython: { uri: UNKNOWN } }).inputs).not.toHaveProperty("__name");
    expect(check({ runPython: PYTHON, name: null }).inputs).toHaveProperty("__name");
  });
});

describe("the run in state, as the sdk read it", () => {
  it("is remembered for a create, and kept out of the inputs", () => {
    const context = offlineContext();
    const recorded = { runId: "run-7", status: "RUNNING", createTime: "2026-01-01T00:00:00Z" };
    const { inputs, failures } = checkJobRun(
      undefined,
      { runPython: PYTHON, __recordedRun: recorded },
      context,
    );
    expect(failures).toEqual([]);
    expect(inputs).not.toHaveProperty("__recordedRun");
    expect(context.session.recordedRuns.get(IDENTITY.urn)).toEqual(recorded);
  });
});
