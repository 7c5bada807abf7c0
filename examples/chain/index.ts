import * as pulumi from "@pulumi/pulumi";
import * as wherobots from "pulumi-wherobots";

// Both scripts are in storage already; an asset in triggers stands for the content of the file here.
const ingest = new wherobots.JobRun("ingest", {
  runPython: { uri: "s3://example-bucket/chain/ingest.py", args: ["--output", "s3://example-bucket/points"] },
  runtime: wherobots.Runtime.Tiny,
  triggers: { script: new pulumi.asset.FileAsset("ingest.py") },
});

const summarize = new wherobots.JobRun("summarize", {
  runPython: {
    uri: "s3://example-bucket/chain/summarize.py",
    args: ["--input", "s3://example-bucket/points"],
  },
  runtime: wherobots.Runtime.Tiny,
  triggers: {
    script: new pulumi.asset.FileAsset("summarize.py"),
    // Another run of ingest has another id, so this one runs again after it. `dependsOn` would give the order only.
    upstream: ingest.runId,
  },
});

export const ingestRunId = ingest.runId;
export const summarizeRunId = summarize.runId;
export const status = summarize.status;
