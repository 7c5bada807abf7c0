import type { JobRunState } from "../../../provider/resources/job-run/state";
import { lifecycleOf } from "../../../provider/resources/registry";
import { type Properties } from "../../../provider/values";
import { UNKNOWN } from "../../../wire/pulumi-values";
import { someState } from "../../support/context/some-state";

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
  // rule: preview-outputs
  it("knows the inputs, and nothing that only the run tells", () => {
    const inputs = { ...SCRIPT, __name: "tiles-abcdefgh-ijklm0-nopqrs", __identity: "a" };
    expect(JOB_RUN.preview(inputs, undefined)).toEqual({ ...ALL_UNKNOWN, ...SCRIPT });
  });
});

describe("the plan of an update", () => {
  const attempts = [{ runId: "run-0", status: "FAILED" }];

  it.each<[string, Partial<JobRunState>, Properties]>([
    ["that has ended", { attempts, logTail: ["line"] }, { logs: { tailLines: 5 } }],
    ["whose goal is reached", { status: "RUNNING" }, { wait: { until: "running" }, onFailure: "warn" }],
  ])("leaves a run as it is %s, and records the inputs", (_, fields, more) => {
    const [state, inputs] = [someState(fields), { ...SCRIPT, ...more }];
    expect(JOB_RUN.preview(inputs, state)).toEqual({ ...state, ...inputs });
  });

  it("of an open run knows what cannot change, and not what may still come", () => {
    const state = someState({ status: "RUNNING", attempts, startTime: "2026-01-01T00:00:01Z" });
    const { runId, runName, createTime, effective, account, consoleUrl } = state;
    expect(known(JOB_RUN.preview(SCRIPT, state), SCRIPT)).toEqual({
      ...{ runId, runName, createTime, effective, account, consoleUrl, attempts },
    });
    const queued = someState({ status: "PENDING", effective: { runtime: "tiny" } });
    expect(JOB_RUN.preview(SCRIPT, queued)).toMatchObject({ effective: UNKNOWN });
  });
});

describe("what is wrong with a record", () => {
  const failed = someState({ status: "FAILED", logTail: ["KeyError: tile"] });

  // rule: reported-again
  it.each([
    ["JobRun", JOB_RUN, "The next `pulumi up` starts a new run"],
    ["RunCompletion", COMPLETION, "The run belongs to the resource that started it"],
  ] as const)("is a run that did not complete: %s", (_, lifecycle, next) => {
    const problem = lifecycle.failureReason("run-1", failed);
    expect(problem?.join("\n")).toMatch(/^run run-1 \(tiles-.*\) failed\n {4}\| KeyError: tile\n/);
    expect(problem?.at(-1)).toContain(next);
  });

  it("is nothing where that only warns, where the run completed, and while it is open", () => {
    expect(JOB_RUN.failureReason("run-1", { ...failed, onFailure: "warn" })).toBeUndefined();
    expect(JOB_RUN.failureReason("run-1", someState())).toBeUndefined();
    expect(JOB_RUN.failureReason("run-1", someState({ status: "RUNNING" }))).toBeUndefined();
  });
});
