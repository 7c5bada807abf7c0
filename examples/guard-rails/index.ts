import * as wherobots from "pulumi-wherobots";

const tiles = new wherobots.JobRun("tiles", {
  runPython: { uri: "s3://example-bucket/guard-rails/tiles.py", args: ["--max-zoom", "12"] },
  runtime: wherobots.Runtime.Small,
  version: "1.9.0",
  timeoutSeconds: 2 * 3600,
  budget: { maxUsd: 5 },
});

export const status = tiles.status;
