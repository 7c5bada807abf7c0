import { runView } from "../../../provider/api/models";

const RUN = { id: "run-1", name: "job", status: "RUNNING", createTime: "2026-01-01T00:00:00.000Z" };

describe("the model of a run", () => {
  it.each([
    ["2026-01-01T00:00:00.123456", "2026-01-01T00:00:00.123456Z"],
    ["2026-01-01T00:00:00", "2026-01-01T00:00:00Z"],
    ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"],
    ["2026-01-01T00:00:00+02:00", "2026-01-01T00:00:00+02:00"],
    ["2026-01-01T00:00:00-08:00", "2026-01-01T00:00:00-08:00"],
    ["not a time", "not a time"],
  ])(
    "takes the time %s for %s: without a zone it is one of UTC, wherever this machine stands",
    (written, meant) => {
      const run = runView.parse({ ...RUN, createTime: written, startTime: written, completeTime: written });
      expect([run.createTime, run.startTime, run.completeTime]).toEqual([meant, meant, meant]);
    },
  );
});
