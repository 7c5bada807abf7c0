import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as wherobots from "pulumi-wherobots";
import { LocalObject } from "./local-object";

const script = new LocalObject("script", {
  key: "jobs/job.py",
  content: readFileSync("job.py", "utf8"),
});

const cells = new wherobots.JobRun("cells", {
  runPython: { uri: script.uri, args: ["--points", "100000"] },
  runtime: wherobots.Runtime.Tiny,
  // The address stays the same when the script changes, so its hash is what asks for a new run.
  triggers: { script: script.hash },
});

// Does not use the script: no change of it runs this one.
new wherobots.JobRun("check", {
  runPython: { uri: "s3://example-bucket/jobs/check.py" },
  runtime: wherobots.Runtime.Tiny,
});

new LocalObject("report", {
  key: "reports/cells.json",
  content: pulumi.jsonStringify({ run: cells.runId, status: cells.status, timing: cells.timing }),
});

export const runId = cells.runId;
export const status = cells.status;
