import * as pulumi from "@pulumi/pulumi";
import * as wherobots from "pulumi-wherobots/plugin";

const config = new pulumi.Config();
const emea = new wherobots.Provider("emea", {
  apiKey: config.requireSecret("emeaKey"),
  region: wherobots.Region.AwsEuWest1,
});

const tiles = new wherobots.JobRun(
  "tiles",
  { runPython: { uri: "s3://example-bucket/tiles.py" } },
  { provider: emea },
);

export const account = tiles.account;
