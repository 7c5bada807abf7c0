import type { JobRunBatchState } from "../../../../provider/resources/job-run-batch/fields";
import { shrinkToLimit } from "../../../../provider/resources/job-run-batch/shrink";
import { MAX_INIT_FAILURE_BYTES } from "../../../../provider/run/bounded-state";
import type { BatchRunRecord } from "../../../../provider/run/record";

const RECORD: BatchRunRecord = {
  runId: "0s3wureoxx7aw3",
  status: "COMPLETED",
  createTime: "2026-01-01T00:00:00.000Z",
  startTime: "2026-01-01T00:00:01.000Z",
  completeTime: "2026-01-01T00:00:02.000Z",
  usd: 0.12,
  spatialUnits: 0.4,
};
const FAILED: BatchRunRecord = { ...RECORD, status: "FAILED", reason: "x".repeat(200), failures: 2 };

/** A batch of so many runs, each with an argument of that length. */
function stateOf(count: number, record: BatchRunRecord, argumentLength = 0): JobRunBatchState {
  const keys = Array.from({ length: count }, (_, i) => `tile-${i}`);
  const args = ["a".repeat(argumentLength)];
  return {
    runs: Object.fromEntries(keys.map((key) => [key, { runPython: { args } }])),
    results: Object.fromEntries(keys.map((key) => [key, record])),
    totals: {} as JobRunBatchState["totals"],
  };
}

const bytes = (state: object): number => Buffer.byteLength(JSON.stringify(state));

describe("the record of a batch that failed", () => {
  it("is left as it is where it fits", () => {
    const state = stateOf(5_000, RECORD);
    expect(shrinkToLimit(state)).toEqual({ state, isTruncated: false });
  });

  // rule: batch-fit
  it("keeps what the rules read, whatever else must go", () => {
    const state = stateOf(10_000, FAILED, 100);
    expect(bytes(state)).toBeGreaterThan(MAX_INIT_FAILURE_BYTES);
    const { state: truncated, isTruncated } = shrinkToLimit(state);
    expect(isTruncated).toBe(true);
    expect(bytes(truncated)).toBeLessThanOrEqual(MAX_INIT_FAILURE_BYTES);
    expect(Object.keys(truncated.results)).toHaveLength(10_000);
    const { runId, status, failures } = FAILED;
    expect(truncated.results["tile-1"]).toMatchObject({ runId, status, failures });
    expect(truncated.runs).toEqual(state.runs);
  });
});
