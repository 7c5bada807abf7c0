import * as pulumi from "@pulumi/pulumi";
import * as wherobots from "pulumi-wherobots";

const config = new pulumi.Config();

const tiles = new wherobots.JobRun("tiles", {
  runJar: {
    uri: "s3://example-bucket/jars/tiles-1.4.0.jar",
    mainClass: "com.example.tiles.Main",
    args: ["--input", "s3://example-bucket/points", "--max-zoom", "12"],
  },
  runtime: wherobots.Runtime.Small,
  version: "latest",
  timeoutSeconds: 2 * 3600,
  environment: {
    sparkDriverDiskGB: 50,
    sparkExecutorDiskGB: 100,
    // Text only: "200" and not 200.
    sparkConfigs: {
      "spark.sql.shuffle.partitions": "200",
      "spark.tiles.apiToken": config.requireSecret("apiToken"),
    },
    dependencies: [
      { libraryName: "shapely", libraryVersion: "2.1.0" },
      { filePath: "s3://example-bucket/jars/geo-formats-0.9.jar" },
    ],
  },
});

export const runId = tiles.runId;
export const status = tiles.status;
export const cost = tiles.cost;
