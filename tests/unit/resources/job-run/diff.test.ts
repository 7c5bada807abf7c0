import type { DiffResult } from "../../../../provider/resource";
import { diffJobRun } from "../../../../provider/resources/job-run/diff";
import type { JobRunInputs } from "../../../../provider/resources/job-run/inputs";
import type { JobRunState } from "../../../../provider/resources/job-run/state";
import { UNKNOWN } from "../../../../wire/pulumi-values";
import { IDENTITY, offlineContext } from "../../../support/context/lifecycle-context";
import { someState } from "../../../support/context/some-state";

const PYTHON = { uri: "s3://bucket/job.py" };
const OTHER = { runPython: { uri: "s3://bucket/other.py" } };
const FAILED = { status: "FAILED" };
const TIMED_OUT = { status: "TIMED_OUT" };
const RUNNING = { status: "RUNNING" };
const PENDING = { status: "PENDING" };
const TRIGGERED = { runOn: "triggers" } as const;
const NO_RERUN: JobRunInputs = { rerun: { on: [] } };
const LATE = UNKNOWN as unknown as JobRunInputs["triggers"];

const RERUN = /^run run-1 ended as FAILED$/;
const CANCELLED = /was cancelled by an earlier up/;
const RESUMED = /was RUNNING when last seen; the wait for it goes on$/;
const RAISED = /TIMED_OUT after 3600 s, and timeoutSeconds is 3601 now$/;
const MAY_HAVE = /^triggers may have changed: it is not known yet$/;

/**
 * The verdict names what asks for a new run: "replace runPython". "!" after it: the open run is cancelled first. The
 * reason is that of the property at its key.
 */
type Case = [
  when: string,
  state: Partial<JobRunState>,
  inputs: JobRunInputs,
  verdict: string,
  reason?: Readonly<Record<string, RegExp>>,
];

/** In the order in which the rules win. */
const CASES: Case[] = [
  ["nothing changed", {}, {}, "none"],
  // 1. A new spec.
  ["the script changed", {}, OTHER, "replace runPython", { "runPython.uri": /^runPython\.uri changed$/ }],
  [
    "a trigger changed, one came and one went",
    { triggers: { a: 1, b: 2, same: 0 } },
    { triggers: { b: 3, c: 4, same: 0 } },
    "replace triggers",
    { triggers: /^triggers \(a, b, c\) changed$/ },
  ],
  ["a JAR takes its place", {}, { runPython: undefined, runJar: PYTHON }, "replace runPython runJar"],
  [
    "the script is not known yet",
    ...([{}, { runPython: { uri: UNKNOWN } }, "replace runPython"] as const),
    { "runPython.uri": /may have changed: it is not known yet$/ },
  ],
  ["all triggers are not known yet", {}, { triggers: LATE }, "replace triggers", { triggers: MAY_HAVE }],
  ["the script changed with a failed run", FAILED, OTHER, "replace runPython"],
  ["the script changed while the run is open", RUNNING, OTHER, "replace runPython!"],
  [
    "a trigger changed with runOn triggers",
    { ...TRIGGERED, triggers: { a: 1 } },
    { ...TRIGGERED, triggers: { a: 2 } },
    "replace triggers",
  ],
  [
    "the script changed with runOn triggers",
    ...([TRIGGERED, { ...TRIGGERED, ...OTHER }, "update"] as const),
    { "runPython.uri": /changed; no new run$/ },
  ],
  [
    "triggers came for the first time with the run that was taken over",
    { takeOverRunId: "run-1" },
    { takeOverRunId: "run-1", triggers: { a: 1 } },
    "update",
  ],
  [
    "triggers came for the first time with a run that was not taken over",
    { takeOverRunId: "run-0" },
    { takeOverRunId: "run-0", triggers: { a: 1 } },
    "replace triggers",
  ],
  [
    "triggers came for the first time with a run that was imported",
    ...([{ takeOverRunId: "run-1" }, { triggers: { a: 1 } }, "update"] as const),
  ],
  ["another run is to be taken over", {}, { takeOverRunId: "run-9" }, "none"],
  // 2. An end that is repeated.
  ["the run failed", FAILED, {}, "replace status", { status: RERUN }],
  [
    "it failed, with runOn triggers",
    { ...FAILED, ...TRIGGERED },
    TRIGGERED,
    "replace status",
    { status: RERUN },
  ],
  ["it failed and local settings changed", FAILED, { logs: { tailLines: 5 } }, "replace status"],
  [
    "this program cancelled the run",
    ...([{ status: "CANCELLED", cancelledByProvider: true }, {}, "replace status"] as const),
    { status: CANCELLED },
  ],
  [
    "this program cancelled the run, which failed meanwhile, and nothing is repeated",
    ...([{ ...FAILED, cancelledByProvider: true }, NO_RERUN, "replace status"] as const),
  ],
  ["its timeout is raised", TIMED_OUT, { timeoutSeconds: 3_601 }, "replace status", { status: RAISED }],
  [
    "the run timed out at the organisation's limit, and no more is asked for",
    { ...TIMED_OUT, timeoutSeconds: 9_000, effective: { timeoutSeconds: 9_000 } },
    { timeoutSeconds: 9_000 },
    "update",
  ],
  [
    "the run timed out and time-outs are repeated",
    TIMED_OUT,
    { rerun: { on: ["TIMED_OUT"] } },
    "replace status",
  ],
  [
    "this program cancelled the run, and its end was not seen",
    ...([{ ...RUNNING, cancelledByProvider: true }, {}, "replace status!"] as const),
    { status: CANCELLED },
  ],
  // 3. A wait that is to be resumed.
  ["the run was running when last seen", RUNNING, {}, "update!", { status: RESUMED }],
  ["the run has a status that is not known here", { status: "PAUSED" }, {}, "update!"],
  ["the run is running, which was the goal", ...waiting(RUNNING, "running"), "none!"],
  ["the run is queued, and it was only to be submitted", ...waiting(PENDING, "submitted"), "none!"],
  ["the run is queued, and it was to be running", ...waiting(PENDING, "running"), "update!"],
  // 4. An end that is reported again.
  ["the run timed out", TIMED_OUT, {}, "update", { status: /^run run-1 ended as TIMED_OUT$/ }],
  ["a person cancelled the run", { status: "CANCELLED" }, {}, "update"],
  ["the run failed and nothing is repeated", FAILED, NO_RERUN, "update"],
  ["it failed, which only warns", { ...FAILED, onFailure: "warn" }, { onFailure: "warn" }, "none"],
  [
    "the run failed, which only warns, but is to be repeated",
    { ...FAILED, onFailure: "warn", rerun: { on: ["FAILED"] } },
    { onFailure: "warn", rerun: { on: ["FAILED"] } },
    "replace status",
  ],
  // 5. What is only recorded.
  ["the name changed", {}, { name: "another-name" }, "update", { name: /no new run$/ }],
  ["the timeout changed", {}, { timeoutSeconds: 60 }, "update"],
  ["a local setting changed", {}, { onFailure: "warn" }, "update"],
  ["the identity changed", {}, { __identity: "a::renamed" }, "none"],
];

function waiting(state: Partial<JobRunState>, until: "running" | "submitted") {
  const wait = { wait: { until } };
  return [{ ...state, ...wait }, wait] as const;
}

function diff(state: Partial<JobRunState>, inputs: JobRunInputs, context = offlineContext()): DiffResult {
  return diffJobRun("run-1", someState(state), { runPython: PYTHON, ...inputs }, context);
}

describe("diff", () => {
  // rule: verdict-order
  it.each(CASES)("when %s", (_when, state, inputs, verdict, reason = {}) => {
    const [expected, ...replaces] = verdict.replace("!", "").split(" ");
    const { why, changes, reasons, changed, ...result } = diff(state, inputs);
    expect(changes).toBe(expected);
    expect(result).toEqual({ replaces, deleteBeforeReplace: verdict.endsWith("!") });
    expect(why?.startsWith("will start a new run: ") ?? false).toBe(expected === "replace");
    expect([Object.keys(reasons).length > 0, changed.length > 0]).toEqual(Array(2).fill(expected !== "none"));
    for (const [path, text] of Object.entries(reason)) expect(reasons[path]).toMatch(text);
  });

  // rule: named-changes
  it.each<[when: string, state: Partial<JobRunState>, inputs: JobRunInputs, changed: string[]]>([
    [
      "an argument",
      { runPython: { ...PYTHON, args: ["a", "b", "c"] } },
      { runPython: { ...PYTHON, args: ["a", "b", "d"] } },
      ["runPython.args[2]"],
    ],
    ["one argument more", {}, { runPython: { ...PYTHON, args: ["a"] } }, ["runPython.args[0]"]],
    [
      "a value of Spark's",
      { environment: { sparkConfigs: { "spark.x": "1", same: "0" } } },
      { environment: { sparkConfigs: { "spark.x": "2", same: "0" } } },
      ['environment.sparkConfigs["spark.x"]'],
    ],
    [
      "a nested trigger, one that came, and what is only recorded",
      { triggers: { commit: { sha: "a", branch: "main" } } },
      { triggers: { commit: { sha: "b", branch: "main" }, date: "2026" }, name: "another-name" },
      ["triggers.commit.sha", "triggers.date", "name"],
    ],
    ["what is not known yet", {}, { triggers: UNKNOWN as unknown as { a: 1 } }, ["triggers"]],
    ["a failed run", { status: "FAILED" }, { wait: { maxSeconds: 5 } }, ["wait.maxSeconds", "status"]],
    ["an open run", RUNNING, { logs: { stream: false } }, ["logs.stream", "status"]],
  ])("names exactly what changed: %s", (_, state, inputs, changed) => {
    const result = diff(state, inputs);
    expect(result.changed).toEqual(changed);
    const rows = changed.map((path) => Object.keys(result.reasons).find((row) => path.startsWith(row)));
    expect(rows).not.toContain(undefined);
  });

  it("says in its one line only what asks for the run", () => {
    const inputs = { triggers: { commit: "b" }, name: "another-name" };
    const { why, reasons } = diff({ triggers: { commit: "a" } }, inputs);
    expect(why).toBe("will start a new run: triggers (commit) changed");
    expect(reasons).toEqual({ triggers: "triggers (commit) changed", name: "name changed" });
  });

  it("remembers the run in state, so that a create does not take it for an orphan", () => {
    const context = offlineContext();
    diff({ timeoutSeconds: 60 }, {}, context);
    expect(context.session.recordedRuns.get(IDENTITY.urn)).toEqual({
      runId: "run-1",
      status: "COMPLETED",
      createTime: "2026-01-01T00:00:00.000Z",
      account: someState().account,
      takeOverRunId: undefined,
      timeoutSeconds: 60,
      cancelledByProvider: undefined,
    });
  });

  it("never shows a value of a changed input", () => {
    const inputs = { runPython: { uri: "s3://canary-4711" }, triggers: { commit: "canary-4711" } };
    const { reasons } = diff({}, inputs);
    expect(Object.values(reasons)).toHaveLength(2);
    expect(JSON.stringify(reasons)).not.toContain("canary-4711");
  });
});

it("the order in which secrets are found says nothing", () => {
  const inputs = { environment: { sparkConfigs: { a: "x", z: "y" } } };
  const paths = ["z", "a"].map((key) => ["environment", "sparkConfigs", key]);
  const reversed = { ...inputs, __secretPaths: paths.toReversed() };
  expect(diff({ ...inputs, __secretPaths: paths }, reversed)).toMatchObject({ changes: "none", changed: [] });
});
