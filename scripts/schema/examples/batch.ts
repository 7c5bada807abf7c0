import * as wherobots from "pulumi-wherobots/plugin";

const tiles = new wherobots.JobRunBatch("tiles", {
  // What each run gets that says nothing else.
  defaults: {
    runPython: { uri: "s3://example-bucket/tile.py" },
    runtime: wherobots.Runtime.Tiny,
  },
  runs: {
    north: { runPython: { args: ["north"] } },
    south: { runPython: { args: ["south"] }, runtime: wherobots.Runtime.Small },
  },
  maxConcurrency: 10,
});

export const totals = tiles.totals;
