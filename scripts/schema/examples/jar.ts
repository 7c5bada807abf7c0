import * as wherobots from "pulumi-wherobots/plugin";

const join = new wherobots.JobRun("join", {
  runJar: { uri: "s3://example-bucket/join.jar", mainClass: "com.example.Join" },
  region: wherobots.Region.AwsUsWest2,
  environment: {
    sparkDriverDiskGB: 50,
    sparkConfigs: { "spark.sql.shuffle.partitions": "400" },
    dependencies: [{ libraryName: "shapely", libraryVersion: "2.1.0" }],
  },
  timeoutSeconds: 7200,
  rerun: { on: ["FAILED", "TIMED_OUT"], max: 2 },
  onInterrupt: "cancel",
});

export const cost = join.cost;
