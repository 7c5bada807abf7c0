import * as pulumi from "@pulumi/pulumi";
import * as wherobots from "pulumi-wherobots";

// Returns as soon as the run exists: its id is in the state before the long wait begins.
const tiling = new wherobots.JobRun("tiling", {
  runPython: { uri: "s3://example-bucket/long-run/tiling.py", args: ["--max-zoom", "14"] },
  runtime: wherobots.Runtime.Medium,
  timeoutSeconds: 6 * 3600,
  wait: { until: "submitted" },
});

const tiled = new wherobots.RunCompletion("tiled", {
  runId: tiling.runId,
  // What one `up` waits at most. The run goes on after that, and the next `up` goes on waiting for it.
  wait: { maxSeconds: 4 * 3600 },
});

// Uses what the completion gives out, so it starts once the tiles are there.
const publish = new wherobots.JobRun("publish", {
  runPython: {
    uri: "s3://example-bucket/long-run/publish.py",
    args: ["--tiled-by", tiled.runId, "--tiled-at", pulumi.interpolate`${tiled.completeTime}`],
  },
  runtime: wherobots.Runtime.Tiny,
});

export const tilingRunId = tiling.runId;
export const tilingTook = tiled.timing;
export const status = publish.status;
