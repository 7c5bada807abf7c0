import type { RunView } from "../../../provider/api/models";
import { isActive, statusOf } from "../../../provider/api/run-status";
import { someRun } from "../../support/context/run-view";

it.each([
  [["PENDING", "RUNNING", "SUSPENDED_BY_A_LATER_VERSION", "completed", ""], true],
  [["COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT"], false],
])("a run that is %j is active: %p", (statuses, expected) => {
  expect(statuses.map(isActive)).toEqual(statuses.map(() => expected));
});

describe("a run", () => {
  /** One that ran for so long, with the API's default limit of an hour, and said this at its end. */
  function ended(status: string, code: string, message: string | null, seconds = 3_600): RunView {
    const startTime = "2026-01-01T00:00:00.000Z";
    const completeTime = new Date(Date.parse(startTime) + seconds * 1000).toISOString();
    const kubeApp = { id: "app-1", events: [{ code, message }] };
    return someRun({ status, startTime, completeTime, payload: { timeoutSeconds: 3_600 }, kubeApp });
  }

  it.each(["timeout", "Run timed out after 3600 s", "time-out reached", "Time out", "TIMEOUT"])(
    "that failed at its limit with %j has timed out",
    (message) => expect(statusOf(ended("FAILED", "RUN_FAIL_EXEC", message))).toBe("TIMED_OUT"),
  );

  it.each<[string, RunView]>([
    ["with such words before its limit", ended("FAILED", "RUN_FAIL_EXEC", "connection to db timed out", 40)],
    ["with other words", ended("FAILED", "RUN_FAIL_EXEC", "Script exited with return code 1")],
    ["without words", ended("FAILED", "RUN_FAIL_EXEC", null)],
    ["with another event", ended("FAILED", "APP_START_FAILED", "timeout")],
    ["without any event", someRun({ status: "FAILED", kubeApp: null })],
  ])("that failed %s has failed: it is to be repeated", (_, run) => {
    expect(statusOf(run)).toBe("FAILED");
  });

  it.each(["COMPLETED", "CANCELLED", "RUNNING", "NEW_ONE"])("that is %s stays so", (status) => {
    expect(statusOf(ended(status, "RUN_FAIL_EXEC", "timeout"))).toBe(status);
  });
});
