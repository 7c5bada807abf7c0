import { type Properties, UNKNOWN } from "../../../provider/lifecycle";
import { lifecycleOf } from "../../../provider/resources/registry";
import { someState } from "./job-run/some-state";

const SCRIPT = { runPython: { uri: "s3://bucket.test/job.py" } };
const JOB_RUN = lifecycleOf("JobRun");
const COMPLETION = lifecycleOf("RunCompletion");

const OUTPUTS = [
  ...["runId", "runName", "status", "createTime", "startTime", "completeTime", "effective", "triggeredBy"],
  ...["kubeApp", "timing", "cost", "logTail", "consoleUrl", "account", "attempts"],
];
const ALL_UNKNOWN = Object.fromEntries(OUTPUTS.map((output) => [output, UNKNOWN]));

function known(planned: Properties, inputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(planned).filter(([output, value]) => value !== UNKNOWN && !(output in inputs)),
  );
}

describe("the plan of a create", () => {
  it("knows the inputs, and nothing that only the run tells", () => {
    const inputs = { ...SCRIPT, __name: "tiles-abcdefgh-ijklm0-nopqrs", __identity: "a" };
    expect(JOB_RUN.plan(inputs, undefined)).toEqual({ ...ALL_UNKNOWN, ...SCRIPT });
  });

  it("knows the name if it is given, unless another run is taken over", () => {
    expect(JOB_RUN.plan({ ...SCRIPT, name: "nightly-load" }, undefined)).toMatchObject({
      runName: "nightly-load",
    });
    expect(JOB_RUN.plan({ ...SCRIPT, name: UNKNOWN }, undefined)).toMatchObject({ runName: UNKNOWN });
    const taken = JOB_RUN.plan({ ...SCRIPT, name: "nightly-load", takeOverRunId: "run-1" }, undefined);
    expect(taken).toMatchObject({ runName: UNKNOWN, runId: UNKNOWN });
  });

  it("keeps what is not known yet, and drops null", () => {
    const planned = JOB_RUN.plan({ runPython: { uri: UNKNOWN }, region: null, triggers: UNKNOWN }, undefined);
    expect(planned).toMatchObject({ runPython: { uri: UNKNOWN }, triggers: UNKNOWN });
    expect(planned).not.toHaveProperty("region");
  });

  it("of a RunCompletion knows the id of its run", () => {
    const planned = COMPLETION.plan({ runId: "run-1" }, undefined);
    expect(known(planned, {})).toEqual({ runId: "run-1" });
    expect(planned).not.toHaveProperty("attempts");
  });
});

describe("the plan of an update", () => {
  const attempts = [{ runId: "run-0", status: "FAILED" }];

  it("leaves a run that has ended as it is, and records the inputs", () => {
    const state = someState({ attempts, logTail: ["line"] });
    const inputs = { ...SCRIPT, logs: { tailLines: 5 } };
    expect(JOB_RUN.plan(inputs, state)).toEqual({ ...state, ...inputs });
  });

  it("leaves a run alone whose goal is reached", () => {
    const state = someState({ status: "RUNNING" });
    const inputs = { ...SCRIPT, wait: { until: "running" }, onFailure: "warn" };
    expect(JOB_RUN.plan(inputs, state)).toEqual({ ...state, ...inputs });
  });

  it("of an open run knows what cannot change", () => {
    const state = someState({ status: "RUNNING", attempts, startTime: "2026-01-01T00:00:01Z" });
    const { runId, runName, createTime, effective, account, consoleUrl } = state;
    expect(known(JOB_RUN.plan(SCRIPT, state), SCRIPT)).toEqual({
      ...{ runId, runName, createTime, effective, account, consoleUrl, attempts },
    });
  });

  it("of an open run does not know what may still come", () => {
    const state = someState({ status: "PENDING", effective: { runtime: "tiny" } });
    expect(JOB_RUN.plan(SCRIPT, state)).toMatchObject({
      effective: UNKNOWN,
      triggeredBy: UNKNOWN,
      kubeApp: UNKNOWN,
      cost: UNKNOWN,
    });
  });
});

describe("what is wrong with a record", () => {
  const failed = someState({ status: "FAILED", logTail: ["KeyError: tile"] });

  it.each([
    ["JobRun", JOB_RUN, "The next `pulumi up` starts a new run"],
    ["RunCompletion", COMPLETION, "The run belongs to the resource that started it"],
  ] as const)("is a run that did not complete: %s", (_, lifecycle, next) => {
    const problem = lifecycle.problem("run-1", failed);
    expect(problem?.join("\n")).toMatch(/^run run-1 \(tiles-.*\) failed\n {4}\| KeyError: tile\n/);
    expect(problem?.at(-1)).toContain(next);
  });

  it("is nothing where that only warns, where the run completed, and while it is open", () => {
    expect(JOB_RUN.problem("run-1", { ...failed, onFailure: "warn" })).toBeUndefined();
    expect(JOB_RUN.problem("run-1", someState())).toBeUndefined();
    expect(JOB_RUN.problem("run-1", someState({ status: "RUNNING" }))).toBeUndefined();
  });
});
