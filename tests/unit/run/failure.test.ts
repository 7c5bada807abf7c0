import { FAILURE_KINDS, FAILURES, type FailedRun, failureOf } from "../../../provider/run/failure";
import { read } from "../../support/markdown";

const STARTED = "2026-01-01T00:01:30.500Z";

/** A run that failed after its start. */
function failed(fields: Partial<FailedRun> & { message?: string }): FailedRun {
  const { message, ...rest } = fields;
  return {
    status: "FAILED",
    startTime: STARTED,
    ...(message === undefined ? {} : { kubeApp: { id: "app-1", message } }),
    ...rest,
  };
}

function logged(...logTail: string[]): FailedRun {
  return failed({ logTail });
}

/** A run that failed after these events. */
function after(...events: [code: string, message?: string][]): FailedRun {
  const list = events.map(([code, message]) => ({ code, ...(message === undefined ? {} : { message }) }));
  return failed({ kubeApp: { id: "app-1", events: [{ code: "APP_START_CREATION" }, ...list] } });
}

function neverStarted({ startTime, ...run }: FailedRun): FailedRun {
  return run;
}

const TRACEBACK = ["Traceback (most recent call last):", '  File "/opt/job/tiles.py", line 404, in <module>'];
const HARNESS = [
  ...TRACEBACK,
  '  File "/opt/run-scripts/run_submit.py", line 61, in main',
  "subprocess.CalledProcessError: Command returned non-zero exit status 1.",
  "Subprocess finished with return code: 1",
];

const CASES: [kind: string, what: string, run: FailedRun][] = [
  ["CANCELLED", "its status, whatever its log says", { ...logged("MemoryError"), status: "CANCELLED" }],
  ["TIMED_OUT", "its status, whatever its log says", { ...logged("MemoryError"), status: "TIMED_OUT" }],
  ["CAPACITY", "a code", neverStarted(after(["APP_INSUFFICIENT_CAPACITY"]))],
  ["CAPACITY", "a code of quotas", neverStarted(after(["RUN_FAIL_QUOTA", "limit reached"]))],
  [
    "CAPACITY",
    "words of an event",
    neverStarted(after(["RUN_FAIL_START", "0/12 nodes are available: 12 Insufficient cpu."])),
  ],
  [
    "CAPACITY",
    "words of the application",
    neverStarted(failed({ message: "InsufficientInstanceCapacity: no machine of this size" })),
  ],
  ["PROGRAM_ERROR", "no capacity once it ran", logged(...TRACEBACK, "ValueError: no capacity in tank 7")],
  ["OUT_OF_MEMORY", "a code", after(["APP_OOM_KILLED", "driver"])],
  ["OUT_OF_MEMORY", "a code, although words say otherwise", after(["APP_OOM_KILLED", "403 Forbidden"])],
  ["OUT_OF_MEMORY", "Java", logged("java.lang.OutOfMemoryError: Java heap space", ...HARNESS)],
  ["OUT_OF_MEMORY", "Python", logged(...TRACEBACK, "MemoryError", ...HARNESS)],
  ["OUT_OF_MEMORY", "NumPy", logged("numpy.core._exceptions._ArrayMemoryError: Unable to allocate 64 GiB")],
  ["OUT_OF_MEMORY", "a signal", logged("Subprocess finished with return code: -9")],
  [
    "OUT_OF_MEMORY",
    "a lost executor",
    logged("ExecutorLostFailure (executor 3 exited). The executor exited with exit code 137", ...HARNESS),
  ],
  ["STORAGE_ACCESS_DENIED", "a code", after(["RUN_FAIL_ACCESS_DENIED"])],
  [
    "STORAGE_ACCESS_DENIED",
    "Spark",
    logged(
      "java.nio.file.AccessDeniedException: s3://raw.test/day=1: getFileStatus: Forbidden (Status Code: 403)",
      ...HARNESS,
    ),
  ],
  [
    "STORAGE_ACCESS_DENIED",
    "boto3",
    logged(
      ...TRACEBACK,
      "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the PutObject operation",
    ),
  ],
  [
    "STORAGE_ACCESS_DENIED",
    "the script",
    failed({ message: "s3://jobs.test/tiles.py could not be read: Access Denied" }),
  ],
  ["SCRIPT_NOT_FOUND", "a code", neverStarted(after(["RUN_FAIL_SCRIPT_NOT_FOUND"]))],
  [
    "SCRIPT_NOT_FOUND",
    "Python",
    logged("python: can't open file '/opt/job/tiles.py': [Errno 2] No such file or directory", ...HARNESS),
  ],
  [
    "SCRIPT_NOT_FOUND",
    "storage",
    neverStarted(failed({ message: "An error occurred (NoSuchKey): s3://jobs.test/tiles.py" })),
  ],
  [
    "SCRIPT_NOT_FOUND",
    "words of an event",
    neverStarted(after(["RUN_FAIL_EXEC", "The script was not found"])),
  ],
  ["PROGRAM_ERROR", "what its script does not find", logged("script tiles: ValueError: zoom 9 not found")],
  ["SCRIPT_NOT_FOUND", "a JAR", failed({ message: "s3://jobs.test/tiles.jar does not exist" })],
  ["DEPENDENCY_NOT_INSTALLED", "a code", after(["RUN_FAIL_DEPENDENCIES"])],
  ["DEPENDENCY_NOT_INSTALLED", "a missing library", logged("ModuleNotFoundError: No module named 'h3'")],
  [
    "DEPENDENCY_NOT_INSTALLED",
    "a version that does not exist",
    neverStarted(failed({ message: "ERROR: No matching distribution found for h3==99.0" })),
  ],
  ["DEPENDENCY_NOT_INSTALLED", "a class", logged("java.lang.NoClassDefFoundError: test/geo/Tiles")],
  ["NEVER_LAUNCHED", "nothing but its end", neverStarted(failed({}))],
  ["NEVER_LAUNCHED", "words that say nothing", neverStarted(after(["RUN_FAIL_START", "unexpected"]))],
  ["PROGRAM_ERROR", "a traceback", logged(...TRACEBACK, "KeyError: 'zoom'", ...HARNESS)],
  [
    "PROGRAM_ERROR",
    "data that is missing",
    logged("AnalysisException: [PATH_NOT_FOUND] Path does not exist: s3://raw.test/day=9", ...HARNESS),
  ],
  ["PROGRAM_ERROR", "the message alone", failed({ message: "ValueError: bad zoom" })],
  ["PROGRAM_ERROR", "the usual event alone", after(["RUN_FAIL_EXEC"])],
  ["PROGRAM_ERROR", "a return code", logged("done with errors", "Subprocess finished with return code: 3")],
  ["UNKNOWN", "a log that says nothing", logged("reading", "writing")],
  ["UNKNOWN", "no log at all", failed({})],
  [
    "UNKNOWN",
    "events of what went well",
    after(
      ["APP_QUOTA_CHECKED"],
      ["APP_PERMISSION_GRANTED"],
      ["APP_DEPENDENCIES_INSTALLED"],
      ["RUN_START_EXEC"],
    ),
  ],
];

// rule: failure-kind
describe("why a run failed", () => {
  it.each(CASES)("%s: %s", (kind, _, run) => {
    expect(failureOf(run)).toEqual({ kind, hint: FAILURES.find((row) => row.kind === kind)?.hint });
  });

  it("has a case for each kind", () => {
    expect([...new Set(CASES.map(([kind]) => kind))].sort()).toEqual([...FAILURE_KINDS].sort());
  });

  it.each(["COMPLETED", "RUNNING", "PENDING", "HIBERNATING"])("is nothing for %s", (status) => {
    expect(failureOf({ ...logged("MemoryError"), status })).toBeUndefined();
  });

  it("is said in one line, without the words by which another kind is told", () => {
    for (const { hint } of FAILURES) expect(hint).toMatch(/^[a-z][^\n]{20,110}[^.]$/);
  });

  it("has a heading for each kind in docs/troubleshooting.md, in the order of the table", () => {
    const page = read("docs/troubleshooting.md");
    const headings = [...page.matchAll(/^### `([A-Z_]+)`$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(FAILURE_KINDS);
  });
});
