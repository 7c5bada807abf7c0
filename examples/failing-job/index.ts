import * as pulumi from "@pulumi/pulumi";
import * as wherobots from "pulumi-wherobots";

const fail = new pulumi.Config().getBoolean("fail") ?? true;

const clean = new wherobots.JobRun("clean", {
  runPython: { uri: "s3://example-bucket/failing-job/clean.py", args: fail ? ["--fail"] : [] },
  runtime: wherobots.Runtime.Tiny,
});

// Needs a clean that completed: it is not started while that one fails.
const publish = new wherobots.JobRun("publish", {
  runPython: { uri: "s3://example-bucket/failing-job/publish.py" },
  runtime: wherobots.Runtime.Tiny,
  triggers: { upstream: clean.runId },
});

export const cleanRunId = clean.runId;
export const publishRunId = publish.runId;
