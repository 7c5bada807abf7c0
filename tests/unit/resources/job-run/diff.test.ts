import { type DiffResult, UNKNOWN } from "../../../../provider/lifecycle";
import { diffJobRun } from "../../../../provider/resources/job-run/diff";
import type { JobRunInputs } from "../../../../provider/resources/job-run/inputs";
import type { JobRunState } from "../../../../provider/resources/job-run/state";
import { IDENTITY, offlineContext } from "../../lifecycle-context";
import { someState } from "./some-state";

interface Case {
  when: string;
  state?: Partial<JobRunState>;
  inputs?: JobRunInputs;
  expected: DiffResult["changes"];
  replaces?: string[];
  reason?: [path: string, text: RegExp];
  deletesFirst?: boolean;
}

const PYTHON = { uri: "s3://bucket/job.py" };
const OTHER = { runPython: { uri: "s3://bucket/other.py" } };
const FAILED = { status: "FAILED" };
const TIMED_OUT = { status: "TIMED_OUT" };
const RUNNING = { status: "RUNNING" };
const RERUN: [string, RegExp] = ["status", /^run run-1 ended as FAILED$/];

/** In the order in which the rules win. */
const CASES: Case[] = [
  { when: "nothing changed", expected: "none" },
  // 1. A new wish.
  {
    when: "the script changed",
    inputs: OTHER,
    expected: "replace",
    replaces: ["runPython"],
    reason: ["runPython.uri", /^runPython\.uri changed$/],
  },
  {
    when: "a trigger changed, one came and one went",
    state: { triggers: { a: 1, b: 2, same: 0 } },
    inputs: { triggers: { b: 3, c: 4, same: 0 } },
    expected: "replace",
    replaces: ["triggers"],
    reason: ["triggers", /^triggers \(a, b, c\) changed$/],
  },
  {
    when: "a JAR takes the script's place",
    inputs: { runPython: undefined, runJar: { uri: "s3://bucket/job.jar" } },
    expected: "replace",
    replaces: ["runPython", "runJar"],
  },
  {
    when: "the script is not known yet",
    inputs: { runPython: { uri: UNKNOWN } },
    expected: "replace",
    replaces: ["runPython"],
    reason: ["runPython.uri", /may have changed: it is not known yet$/],
  },
  {
    when: "all triggers are not known yet",
    inputs: { triggers: UNKNOWN as unknown as JobRunInputs["triggers"] },
    expected: "replace",
    replaces: ["triggers"],
    reason: ["triggers", /^triggers may have changed: it is not known yet$/],
  },
  {
    when: "the script changed with a failed run",
    state: FAILED,
    inputs: OTHER,
    expected: "replace",
    replaces: ["runPython"],
  },
  {
    when: "the script changed while the run is open",
    state: RUNNING,
    inputs: OTHER,
    expected: "replace",
    replaces: ["runPython"],
    deletesFirst: true,
  },
  {
    when: "a trigger changed with runOn triggers",
    state: { runOn: "triggers", triggers: { a: 1 } },
    inputs: { runOn: "triggers", triggers: { a: 2 } },
    expected: "replace",
    replaces: ["triggers"],
  },
  {
    when: "the script changed with runOn triggers",
    state: { runOn: "triggers" },
    inputs: { runOn: "triggers", ...OTHER },
    expected: "update",
    reason: ["runPython.uri", /changed; no new run$/],
  },
  {
    when: "triggers came for the first time with the run that was taken over",
    state: { takeOverRunId: "run-1" },
    inputs: { takeOverRunId: "run-1", triggers: { a: 1 } },
    expected: "update",
  },
  {
    when: "triggers came for the first time with a run that was not taken over",
    state: { takeOverRunId: "run-0" },
    inputs: { takeOverRunId: "run-0", triggers: { a: 1 } },
    expected: "replace",
    replaces: ["triggers"],
  },
  {
    when: "triggers came for the first time with a run that was imported",
    state: { takeOverRunId: "run-1" },
    inputs: { triggers: { a: 1 } },
    expected: "update",
  },
  { when: "another run is to be taken over", inputs: { takeOverRunId: "run-9" }, expected: "none" },
  // 2. An end that is repeated.
  { when: "the run failed", state: FAILED, expected: "replace", replaces: ["status"], reason: RERUN },
  {
    when: "the run failed, with runOn triggers",
    state: { ...FAILED, runOn: "triggers" },
    inputs: { runOn: "triggers" },
    expected: "replace",
    replaces: ["status"],
    reason: RERUN,
  },
  {
    when: "the run failed and local settings changed",
    state: FAILED,
    inputs: { logs: { tailLines: 5 } },
    expected: "replace",
    replaces: ["status"],
  },
  {
    when: "this program cancelled the run",
    state: { status: "CANCELLED", cancelledByProvider: true },
    expected: "replace",
    replaces: ["status"],
    reason: ["status", /was cancelled by an earlier up/],
  },
  {
    when: "this program cancelled the run, which failed meanwhile, and nothing is repeated",
    state: { ...FAILED, cancelledByProvider: true },
    inputs: { rerun: { on: [] } },
    expected: "replace",
    replaces: ["status"],
  },
  {
    when: "the run timed out and its timeout is raised",
    state: TIMED_OUT,
    inputs: { timeoutSeconds: 3_601 },
    expected: "replace",
    replaces: ["status"],
    reason: ["status", /TIMED_OUT after 3600 s, and timeoutSeconds is 3601 now$/],
  },
  {
    when: "the run timed out at the organisation's limit, and no more is asked for",
    state: { ...TIMED_OUT, timeoutSeconds: 9_000, effective: { timeoutSeconds: 9_000 } },
    inputs: { timeoutSeconds: 9_000 },
    expected: "update",
  },
  {
    when: "the run timed out and time-outs are repeated",
    state: TIMED_OUT,
    inputs: { rerun: { on: ["TIMED_OUT"] } },
    expected: "replace",
    replaces: ["status"],
  },
  {
    when: "this program cancelled the run, and its end was not seen",
    state: { ...RUNNING, cancelledByProvider: true },
    expected: "replace",
    replaces: ["status"],
    reason: ["status", /was cancelled by an earlier up/],
    deletesFirst: true,
  },
  // 3. A wait that is to be resumed.
  {
    when: "the run was running when last seen",
    state: RUNNING,
    expected: "update",
    reason: ["status", /was RUNNING when last seen; the wait for it goes on$/],
    deletesFirst: true,
  },
  {
    when: "the run has a status that is not known here",
    state: { status: "PAUSED" },
    expected: "update",
    deletesFirst: true,
  },
  {
    when: "the run is running, which was the goal",
    state: { ...RUNNING, wait: { until: "running" } },
    inputs: { wait: { until: "running" } },
    expected: "none",
    deletesFirst: true,
  },
  {
    when: "the run is queued, and it was only to be submitted",
    state: { status: "PENDING", wait: { until: "submitted" } },
    inputs: { wait: { until: "submitted" } },
    expected: "none",
    deletesFirst: true,
  },
  {
    when: "the run is queued, and it was to be running",
    state: { status: "PENDING", wait: { until: "running" } },
    inputs: { wait: { until: "running" } },
    expected: "update",
    deletesFirst: true,
  },
  // 4. An end that is reported again.
  {
    when: "the run timed out",
    state: TIMED_OUT,
    expected: "update",
    reason: ["status", /^run run-1 ended as TIMED_OUT$/],
  },
  { when: "a person cancelled the run", state: { status: "CANCELLED" }, expected: "update" },
  {
    when: "the run failed and nothing is repeated",
    state: FAILED,
    inputs: { rerun: { on: [] } },
    expected: "update",
  },
  {
    when: "the run failed, which only warns",
    state: { ...FAILED, onFailure: "warn" },
    inputs: { onFailure: "warn" },
    expected: "none",
  },
  {
    when: "the run failed, which only warns, but is to be repeated",
    state: { ...FAILED, onFailure: "warn", rerun: { on: ["FAILED"] } },
    inputs: { onFailure: "warn", rerun: { on: ["FAILED"] } },
    expected: "replace",
    replaces: ["status"],
  },
  // 5. What is only recorded.
  {
    when: "the name changed",
    inputs: { name: "another-name" },
    expected: "update",
    reason: ["name", /no new run$/],
  },
  { when: "the timeout changed", inputs: { timeoutSeconds: 60 }, expected: "update" },
  { when: "a local setting changed", inputs: { onFailure: "warn" }, expected: "update" },
  { when: "the identity changed", inputs: { __identity: "a::renamed" }, expected: "none" },
];

function matching(reason: Case["reason"]): Record<string, unknown> {
  return reason ? { [reason[0]]: expect.stringMatching(reason[1]) } : {};
}

describe("diff", () => {
  it.each(CASES)(
    "says $expected when $when",
    ({ state, inputs, expected, replaces = [], reason, deletesFirst }) => {
      const context = offlineContext();
      const recorded = someState(state);
      const wished = { runPython: PYTHON, ...inputs };
      const { why, ...result } = diffJobRun("run-1", recorded, wished, context);
      expect(why?.startsWith("new run due: ") ?? false).toBe(expected === "replace");
      expect({ ...result, reasons: {}, changed: [] }).toEqual({
        changes: expected,
        replaces,
        reasons: {},
        changed: [],
        deleteBeforeReplace: deletesFirst ?? false,
      });
      expect(Object.keys(result.reasons).length > 0).toBe(expected !== "none");
      expect(result.changed.length > 0).toBe(expected !== "none");
      expect(result.reasons).toMatchObject(matching(reason));
    },
  );

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
    const result = diffJobRun("run-1", someState(state), { runPython: PYTHON, ...inputs }, offlineContext());
    expect(result.changed).toEqual(changed);
    const rows = changed.map((path) => Object.keys(result.reasons).find((row) => path.startsWith(row)));
    expect(rows).not.toContain(undefined);
  });

  it("says in its one line only what asks for the run", () => {
    const wished = { runPython: PYTHON, triggers: { commit: "b" }, name: "another-name" };
    const recorded = someState({ triggers: { commit: "a" } });
    const { why, reasons } = diffJobRun("run-1", recorded, wished, offlineContext());
    expect(why).toBe("new run due: triggers (commit) changed");
    expect(reasons).toEqual({ triggers: "triggers (commit) changed", name: "name changed" });
  });

  it("remembers the run in state, so that a create does not take it for an orphan", () => {
    const context = offlineContext();
    diffJobRun("run-1", someState({ timeoutSeconds: 60 }), { runPython: PYTHON }, context);
    expect(context.session.recordedRuns.get(IDENTITY.urn)).toEqual({
      runId: "run-1",
      status: "COMPLETED",
      createTime: "2026-01-01T00:00:00.000Z",
      takeOverRunId: undefined,
      timeoutSeconds: 60,
      cancelledByProvider: undefined,
    });
  });

  it("never shows a value of a changed input", () => {
    const wished = { runPython: { uri: "s3://canary-4711" }, triggers: { commit: "canary-4711" } };
    const { reasons } = diffJobRun("run-1", someState(), wished, offlineContext());
    expect(Object.values(reasons)).toHaveLength(2);
    expect(JSON.stringify(reasons)).not.toContain("canary-4711");
  });
});

it("the order in which secrets are found says nothing", () => {
  const environment = { sparkConfigs: { a: "x", z: "y" } };
  const paths = [
    ["environment", "sparkConfigs", "z"],
    ["environment", "sparkConfigs", "a"],
  ];
  const inputs = { runPython: { uri: "s3://bucket.test/job.py" }, environment };
  const state = { ...someState(), ...inputs, __secretPaths: paths };
  const verdict = diffJobRun(
    "run-1",
    state,
    { ...inputs, __secretPaths: paths.toReversed() },
    offlineContext(),
  );
  expect(verdict).toMatchObject({ changes: "none", changed: [] });
});
