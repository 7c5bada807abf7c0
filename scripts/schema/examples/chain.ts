import * as pulumi from "@pulumi/pulumi";
import * as wherobots from "pulumi-wherobots/plugin";

const ingest = new wherobots.JobRun("ingest", {
  runPython: { uri: "s3://example-bucket/ingest.py" },
  // Runs again when the script changes: the address alone stays the same.
  triggers: { script: new pulumi.asset.StringAsset("the script, or its hash") },
});

const summarize = new wherobots.JobRun("summarize", {
  runPython: { uri: "s3://example-bucket/summarize.py" },
  // Another run of ingest has another id, so this one runs again after it.
  triggers: { upstream: ingest.runId },
});

export const status = summarize.status;
