import type { RunView } from "../../provider/api/models";
import { isActive, statusOf } from "../../provider/run-status";
import { someRun } from "./run-view";

describe("isActive", () => {
  it.each(["PENDING", "RUNNING", "SUSPENDED_BY_A_LATER_VERSION", "completed", ""])(
    "is true of %j",
    (status) => {
      expect(isActive(status)).toBe(true);
    },
  );

  it.each(["COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT"])("is false of %s", (status) => {
    expect(isActive(status)).toBe(false);
  });
});

describe("statusOf", () => {
  function failed(code: string, message: string | null): RunView {
    return someRun({
      ...ranFor(3_600),
      status: "FAILED",
      kubeApp: { id: "app-1", events: [{ code, message }] },
    });
  }

  /** A run with the API's default limit of an hour. */
  function ranFor(seconds: number): Partial<RunView> {
    const startTime = "2026-01-01T00:00:00.000Z";
    const completeTime = new Date(Date.parse(startTime) + seconds * 1000).toISOString();
    return { startTime, completeTime, payload: { timeoutSeconds: 3_600 } };
  }

  it("leaves a job that failed with such words before its limit a failure: it is to be repeated", () => {
    const events = [{ code: "RUN_FAIL_EXEC", message: "ConnectTimeout: connection to db timed out" }];
    expect(statusOf(someRun({ ...ranFor(40), status: "FAILED", kubeApp: { id: "app-1", events } }))).toBe(
      "FAILED",
    );
  });

  it.each(["timeout", "Run timed out after 3600 s", "time-out reached", "Time out", "TIMEOUT"])(
    "takes a failure with %j for a time-out",
    (message) => {
      expect(statusOf(failed("RUN_FAIL_EXEC", message))).toBe("TIMED_OUT");
    },
  );

  it.each([
    ["RUN_FAIL_EXEC", "Script exited with return code 1"],
    ["RUN_FAIL_EXEC", null],
    ["APP_START_FAILED", "timeout"],
  ])("leaves a failure with %s %j one", (code, message) => {
    expect(statusOf(failed(code, message))).toBe("FAILED");
  });

  it("leaves every other status as the server says it", () => {
    const events = [{ code: "RUN_FAIL_EXEC", message: "timeout" }];
    for (const status of ["COMPLETED", "CANCELLED", "RUNNING", "NEW_ONE"]) {
      expect(statusOf(someRun({ status, kubeApp: { id: "app-1", events } }))).toBe(status);
    }
    expect(statusOf(someRun({ status: "FAILED", kubeApp: null }))).toBe("FAILED");
  });
});
