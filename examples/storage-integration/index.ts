import * as pulumi from "@pulumi/pulumi";
import * as wherobots from "pulumi-wherobots/plugin";

const bucket = "s3://example-bucket";

// Whom the role has to trust. Beside an aws.iam.Role this is its assumeRolePolicy: see README.md.
const trust = wherobots.getTrustPolicyOutput();

const tiles = new wherobots.StorageIntegration("tiles", {
  name: "tiles",
  path: bucket,
  roleArn: new pulumi.Config().get("roleArn") ?? "arn:aws:iam::123456789012:role/wherobots-tiles",
});

// Starts once the role gives access to the bucket, and not nine minutes before it fails for want of that.
const job = new wherobots.JobRun(
  "make-tiles",
  {
    runPython: { uri: `${bucket}/jobs/tiles.py`, args: ["--out", `${bucket}/tiles`] },
    runtime: wherobots.Runtime.Tiny,
  },
  { dependsOn: [tiles] },
);

export const storageId = tiles.storageId;
export const access = tiles.access;
export const trustPolicy = trust.json;
export const status = job.status;
