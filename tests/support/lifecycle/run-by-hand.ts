/** Inputs of a run that was started without Pulumi: something of each kind. */
export function inputsByHand(uri: string) {
  return {
    runtime: "small",
    runPython: { uri, args: ["--zoom", "12"] },
    timeoutSeconds: 7_200,
    environment: {
      sparkDriverDiskGB: 50,
      sparkConfigs: { "spark.x": "4" },
      dependencies: [
        { libraryName: "shapely", libraryVersion: "2.0.0" },
        { filePath: "s3://bucket.test/a.whl" },
      ],
    },
  };
}
