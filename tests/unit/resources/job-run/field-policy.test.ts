import { changedFields, valueAt } from "../../../../provider/field-policy";
import type { Properties } from "../../../../provider/lifecycle";
import { diffJobRun } from "../../../../provider/resources/job-run/diff";
import { JOB_RUN_FIELDS } from "../../../../provider/resources/job-run/field-policy";
import { type JobRunInputs, jobRunInputs } from "../../../../provider/resources/job-run/inputs";
import { offlineContext } from "../../lifecycle-context";
import { someState } from "./some-state";

/** One value of each input, and another. */
const VALUES: Readonly<Record<string, readonly [unknown, unknown]>> = {
  region: ["aws-us-west-2", "aws-eu-west-1"],
  runtime: ["tiny", "small"],
  version: ["latest", "preview"],
  "runPython.uri": ["s3://bucket/a.py", "s3://bucket/b.py"],
  "runPython.args": [["a"], ["b"]],
  "runJar.uri": ["s3://bucket/a.jar", "s3://bucket/b.jar"],
  "runJar.args": [["a"], ["a", "b"]],
  "runJar.mainClass": ["test.A", "test.B"],
  "environment.sparkDriverDiskGB": [50, 60],
  "environment.sparkExecutorDiskGB": [50, 60],
  "environment.sparkConfigs": [{ a: "1" }, { a: "2" }],
  "environment.dependencies": [[{ libraryName: "a" }], [{ libraryName: "b" }]],
  triggers: [{ commit: "a" }, { commit: "b" }],
  name: ["name-of-run-1", "name-of-run-2"],
  timeoutSeconds: [100, 200],
  runOn: ["triggers", "change"],
  "wait.until": ["running", "submitted"],
  "wait.maxSeconds": [10, 20],
  "wait.maxQueueSeconds": [10, 20],
  "wait.onTimeout": ["cancel", "continue"],
  "logs.stream": [false, true],
  "logs.tailLines": [5, 6],
  onFailure: ["warn", "fail"],
  onInterrupt: ["cancel", "detach"],
  "rerun.on": [["FAILED"], []],
  "rerun.max": [5, 6],
  "retry.maxAttempts": [2, 3],
  "retry.on": [["FAILED"], ["TIMED_OUT"]],
  "retry.backoffSeconds": [0, 1],
  adopt: ["never", "recent"],
  adoptWithinHours: [1, 2],
  takeOverRunId: ["run-1", "run-2"],
  __identity: ["a", "b"],
  __recordedRun: ["tiles-a", "tiles-b"],
  __secretPaths: [[["name"]], [["region"]]],
  __name: ["tiles-a", "tiles-b"],
};

/** What a change of a field of each class means for a run that completed. */
const VERDICT = {
  run: "replace",
  trigger: "replace",
  next: "update",
  local: "update",
  attach: "none",
  internal: "none",
} as const;

function inputsWith(path: string, value: unknown): JobRunInputs {
  const [top = "", inner] = path.split(".");
  const base: Properties = path.startsWith("runJar") ? {} : { runPython: { uri: "s3://bucket/job.py" } };
  if (inner === undefined) return { ...base, [top]: value };
  const siblings = path.startsWith("runJar") ? { uri: "s3://bucket/job.jar" } : base[top];
  return { ...base, [top]: { ...(siblings as object | undefined), [inner]: value } };
}

function verdict(from: JobRunInputs, to: JobRunInputs): string {
  const state = { ...someState(), ...from };
  if (from.runJar) delete state.runPython;
  return diffJobRun("run-0", state, to, offlineContext()).changes;
}

it("the table has a row for every input, and no other", () => {
  const paths = JOB_RUN_FIELDS.map((row) => row.path);
  expect(Object.keys(VALUES).sort()).toEqual([...paths].sort());
  expect(new Set(paths.map((path) => path.split(".")[0]))).toEqual(new Set(Object.keys(jobRunInputs.shape)));
});

it("every row says why", () => {
  expect(JOB_RUN_FIELDS.filter((row) => row.why.length < 5)).toEqual([]);
});

describe.each(JOB_RUN_FIELDS.map((row) => [row.path, row] as const))("%s", (path, row) => {
  const [value, other] = VALUES[path] ?? [];

  it(`is of class ${row.class}: a change of it alone means ${VERDICT[row.class]}`, () => {
    expect(verdict(inputsWith(path, value), inputsWith(path, other))).toBe(VERDICT[row.class]);
  });

  it("means the same absent, null and undefined", () => {
    const absent = inputsWith(path, undefined);
    for (const same of [null, undefined]) {
      const given = inputsWith(path, same);
      expect([verdict(absent, given), verdict(given, absent)]).toEqual(["none", "none"]);
    }
  });

  it("means the same with keys in another order, and unchanged", () => {
    const copy: unknown = JSON.parse(JSON.stringify(value));
    expect(verdict(inputsWith(path, value), inputsWith(path, copy))).toBe("none");
  });
});

describe.each(JOB_RUN_FIELDS.flatMap((row) => ("default" in row ? [[row.path, row] as const] : [])))(
  "%s",
  (path, row) => {
    it("means the same absent as with its default", () => {
      const absent = inputsWith(path, undefined);
      const given = inputsWith(path, row.default);
      expect([verdict(absent, given), verdict(given, absent)]).toEqual(["none", "none"]);
    });
  },
);

describe.each(["region", "runtime", "version"] as const)("%s, which an account may choose", (field) => {
  const inForce = valueAt(someState(), `effective.${field}`);

  it("is no wish when absent, whatever is in force", () => {
    expect(verdict(inputsWith(field, "an-older-wish"), inputsWith(field, undefined))).toBe("none");
  });

  it("is no change when what is in force is said", () => {
    expect(verdict(inputsWith(field, undefined), inputsWith(field, inForce))).toBe("none");
    expect(verdict(inputsWith(field, undefined), inputsWith(field, "another"))).toBe("replace");
  });
});

describe("triggers", () => {
  const KEY = "4dabf18193072939515e22adb298388d";
  const asset = (more: object): object => ({ [KEY]: "c44067f5952c0a294b673a41bacd8c17", ...more });
  const compare = (a: unknown, b: unknown): string =>
    verdict(inputsWith("triggers", { t: a }), inputsWith("triggers", { t: b }));

  it("are compared as JSON, whatever the order of keys, at any depth", () => {
    expect(compare({ a: [{ x: 1, y: 2 }], b: null }, { a: [{ y: 2, x: 1 }] })).toBe("none");
    expect(compare([1, 2], [2, 1])).toBe("replace");
    expect(compare(1, "1")).toBe("replace");
    expect(compare([null, 1], [1])).toBe("replace");
  });

  it("compare assets by their content, wherever the file lies", () => {
    expect(compare(asset({ hash: "h1", path: "a.py" }), asset({ hash: "h1", path: "/x/a.py" }))).toBe("none");
    expect(compare(asset({ hash: "h1", path: "a.py" }), asset({ hash: "h2", path: "a.py" }))).toBe("replace");
    expect(compare([asset({ hash: "h1" })], [asset({ hash: "h2" })])).toBe("replace");
  });

  it("compare assets without a hash by their text", () => {
    expect(compare(asset({ text: "a" }), asset({ text: "a", hash: "" }))).toBe("none");
    expect(compare(asset({ text: "a" }), asset({ text: "b" }))).toBe("replace");
    expect(compare(asset({ path: "a" }), asset({ path: "b" }))).toBe("replace");
  });
});

it("a dependency means the same with its sourceType said", () => {
  const path = "environment.dependencies";
  const said = [
    { libraryName: "a", sourceType: "PYPI" },
    { filePath: "s3://x.whl", sourceType: "FILE" },
  ];
  const unsaid = [{ libraryName: "a" }, { filePath: "s3://x.whl" }];
  expect(verdict(inputsWith(path, said), inputsWith(path, unsaid))).toBe("none");
});

it("an input that a later version adds is no change for states that lack it", () => {
  const later = [
    ...JOB_RUN_FIELDS,
    { path: "later", class: "run", default: "usual", why: "a test" } as const,
  ];
  expect(changedFields(later, someState(), { ...someState(), later: "usual" })).toEqual([]);
});
