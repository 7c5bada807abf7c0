import * as wherobots from "pulumi-wherobots/plugin";

const tiles = new wherobots.JobRun("tiles", {
  runPython: { uri: "s3://example-bucket/tiles.py", args: ["--zoom", "12"] },
  runtime: wherobots.Runtime.Tiny,
});

export const runId = tiles.runId;
export const status = tiles.status;
