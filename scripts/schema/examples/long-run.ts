import * as wherobots from "pulumi-wherobots/plugin";

// Ends as soon as the run exists: its id is in state before the long wait begins.
const tiling = new wherobots.JobRun("tiling", {
  runPython: { uri: "s3://example-bucket/tiling.py" },
  timeoutSeconds: 6 * 3600,
  wait: { until: "submitted" },
});

const tiled = new wherobots.RunCompletion("tiled", {
  runId: tiling.runId,
  // What one `up` waits at most. The run goes on after that, and the next `up` goes on waiting for it.
  wait: { maxSeconds: 4 * 3600 },
});

export const took = tiled.timing;
