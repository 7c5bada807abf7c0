import * as wherobots from "pulumi-wherobots/plugin";

const failed = wherobots.listRunsOutput({
  name: "nightly-*",
  status: [wherobots.RunStatus.Failed, wherobots.RunStatus.TimedOut],
  createdAfter: "2026-01-01T00:00:00Z",
});

export const failedRuns = failed.runs;
