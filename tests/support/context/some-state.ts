import type { JobRunState } from "../../../provider/resources/job-run/state";

/** The state of a completed run with these inputs. */
export function someState(fields: Partial<JobRunState> = {}): JobRunState {
  return {
    runPython: { uri: "s3://bucket/job.py" },
    runId: "run-1",
    runName: "tiles-abcdefgh-ijklm0-nopqrs",
    status: "COMPLETED",
    createTime: "2026-01-01T00:00:00.000Z",
    effective: { region: "aws-us-west-2", runtime: "tiny", version: "latest", timeoutSeconds: 3600 },
    consoleUrl: "https://wherobots.test/job-runs",
    account: { apiUrl: "https://api.wherobots.test", organizationId: "org-1" },
    ...fields,
  };
}
