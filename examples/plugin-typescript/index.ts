import * as pulumi from "@pulumi/pulumi";
import * as wherobots from "pulumi-wherobots/plugin";

const config = new pulumi.Config();

// Another account than that of the stack's configuration, with defaults of its own. Changing it never starts a run.
const emea = new wherobots.Provider("emea", {
  apiKey: config.requireSecret("emeaKey"),
  region: wherobots.Region.AwsEuWest1,
});

const tiles = new wherobots.JobRun("tiles", {
  runPython: { uri: "s3://example-bucket/plugin/tiles.py", args: ["--zoom", "12"] },
  runtime: wherobots.Runtime.Tiny,
  // Ctrl-C ends this `pulumi up` within seconds, and the run with it. By default the run goes on.
  onInterrupt: "cancel",
});

const tilesEmea = new wherobots.JobRun(
  "tiles-emea",
  {
    runPython: { uri: "s3://example-bucket-emea/plugin/tiles.py", args: ["--zoom", "12"] },
    runtime: wherobots.Runtime.Tiny,
  },
  { provider: emea, customTimeouts: { create: "2h" } },
);

// Asked anew by each `up` and preview, where an output is what the resource saw last.
const now = wherobots.getRunOutput({ runId: tilesEmea.runId }, { provider: emea });

export const runId = tiles.runId;
export const status = tiles.status;
export const emeaRegion = tilesEmea.effective.apply((settings) => settings.region);
export const emeaStatus = now.status;
