import * as wherobots from "pulumi-wherobots";

const bucket = "s3://example-open-data";

const openData = new wherobots.StorageIntegration("open-data", {
  name: "opendata",
  path: bucket,
  accessType: "READ",
  roleArn: "arn:aws:iam::123456789012:role/wherobots-open-data",
});

// Starts once the role lets jobs read the bucket.
const report = new wherobots.JobRun(
  "report",
  {
    runPython: { script: "report.py", args: ["--points", `${bucket}/points`] },
    runtime: wherobots.Runtime.Tiny,
  },
  { dependsOn: [openData] },
);

export const readOnly = openData.readOnly;
export const status = report.status;
