import * as wherobots from "pulumi-wherobots";

const tiles = new wherobots.JobRun("tiles", {
  runPython: { uri: "s3://example-bucket/budget/tiles.py", args: ["--max-zoom", "12"] },
  runtime: wherobots.Runtime.Small,
  timeoutSeconds: 2 * 3600,
  // Ends the run once it has cost more, and no later `up` starts it again by itself.
  budget: { maxUsd: 5 },
  // Refuses at once what the organisation does not allow, and not after minutes of cluster.
  validate: "account",
});

export const status = tiles.status;
export const usd = tiles.cost.apply((cost) => cost?.usd);
