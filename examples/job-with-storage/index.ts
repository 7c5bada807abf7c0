import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as wherobots from "pulumi-wherobots";
import { LocalObject } from "./local-object";

// In Wherobots storage, under an address of which its content is a part.
const script = new wherobots.StorageFile("script", { source: "job.py" });

const cells = new wherobots.JobRun("cells", {
  runPython: { uri: script.uri, args: ["--points", "100000"] },
  runtime: wherobots.Runtime.Tiny,
});

const regions = new LocalObject("regions", {
  key: "regions.json",
  content: readFileSync("regions.json", "utf8"),
});

new wherobots.JobRun("check", {
  runPython: { uri: "s3://example-bucket/jobs/check.py", args: ["--regions", regions.uri] },
  runtime: wherobots.Runtime.Tiny,
  // The address of this object stays the same when its content changes, so its hash is what asks for a new run.
  triggers: { regions: regions.hash },
});

new LocalObject("report", {
  key: "reports/cells.json",
  content: pulumi.jsonStringify({ run: cells.runId, status: cells.status, timing: cells.timing }),
});

export const runId = cells.runId;
export const status = cells.status;
