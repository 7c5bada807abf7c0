import { diffJobRun } from "../../../../provider/resources/job-run/diff";
import type { JobRunState } from "../../../../provider/resources/job-run/state";
import {
  outputsOf,
  recordOf,
  recordsOf,
  stateOfRecord,
} from "../../../../provider/resources/job-run-batch/records";
import { offlineContext } from "../../../support/context/lifecycle-context";
import { someState } from "../../../support/context/some-state";

const INPUTS = { runPython: { uri: "s3://bucket.test/tile.py", args: ["north"] } };
const FAILED = { status: "FAILED" };
const CANCELLED = { status: "CANCELLED", cancelledByProvider: true };
const times = { startTime: "2026-01-01T00:00:01.000Z", completeTime: "2026-01-01T00:00:02.000Z" };
const earlier = ["FAILED", "TIMED_OUT"].map((status, index) => ({ runId: `earlier-${index}`, status }));

function stateWith(more: Partial<JobRunState>): JobRunState {
  const effective = { region: "aws-us-west-2", runtime: "tiny", timeoutSeconds: 3600 };
  return someState({ ...INPUTS, effective, ...more });
}

const STATES: [string, Partial<JobRunState>][] = [
  ["completed", { ...times, cost: { usd: 0.1 } }],
  ["open", { status: "RUNNING" }],
  ["failed once", FAILED],
  ["failed three times", { ...FAILED, attempts: earlier }],
  ["timed out", { status: "TIMED_OUT" }],
  ["cancelled by a person", { status: "CANCELLED" }],
  ["cancelled by this program", CANCELLED],
  ["cancelled by this program, its end not seen", { ...CANCELLED, status: "RUNNING" }],
];

const SPECS = [
  INPUTS,
  { ...INPUTS, timeoutSeconds: 7200 },
  { ...INPUTS, region: "aws-us-west-2" },
  { ...INPUTS, runtime: "large" },
  { ...INPUTS, rerun: { on: ["TIMED_OUT" as const], max: 1 } },
  { ...INPUTS, onFailure: "warn" as const },
];

it.each(STATES)("a record tells the rules of a JobRun all that its state told them: %s", (_, more) => {
  const state = stateWith(more);
  const kept = outputsOf(["north"], new Map([["north", recordOf(state)]]), false);
  const [record] = [...recordsOf(structuredClone(kept)).values()];
  if (!record) throw new Error("nothing was recorded");
  const again = stateOfRecord(record, INPUTS);
  const verdicts = (of: JobRunState) =>
    SPECS.map((spec) => {
      const { changes, replaces, reasons } = diffJobRun(of.runId, of, spec, offlineContext());
      return { changes, replaces, reasons };
    });
  expect(verdicts(again)).toEqual(verdicts(state));
  expect(recordOf(again)).toEqual(recordOf(state));
});
