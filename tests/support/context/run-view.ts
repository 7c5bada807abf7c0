import type { RunView } from "../../../provider/api/models";

/** A run as the client gives it, complete unless told otherwise. */
export function someRun(fields: Partial<RunView> = {}): RunView {
  return {
    id: "run-1",
    name: "nightly-load",
    status: "COMPLETED",
    createTime: "2026-01-01T00:00:00.000Z",
    startTime: "2026-01-01T00:01:30.500Z",
    completeTime: "2026-01-01T00:11:30.500Z",
    triggeredBy: { id: "user-1", email: "runner@wherobots.test", name: "Runner" },
    payload: { runtime: "tiny", version: "latest", timeoutSeconds: 3600 },
    kubeApp: {
      id: "app-1",
      status: "DESTROYED",
      appType: "RUN",
      regionName: "aws-us-west-2",
      message: null,
      appMeta: {
        spark_ui_url: "https://ui.wherobots.test",
        spark_eventlogs_url: "",
        resolved_version: "2.1.0",
      },
      events: [{ id: "event-1", code: "RUN_SUCCESS_EXEC", message: null, createTime: null }],
    },
    ...fields,
  };
}
