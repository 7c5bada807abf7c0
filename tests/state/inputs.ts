import type { Properties } from "../../provider/values";

/*
 * What the states of single resources and those of a stack are both made of.
 */

/** A secret wherever it stands. */
export const SECRET = "made-up-token";

export const COMPLETED = {
  runPython: { uri: "s3://jobs/completed.py", args: ["--zoom", "12", "--token", SECRET] },
  runtime: "tiny",
  environment: {
    sparkDriverDiskGB: 50,
    sparkConfigs: { "spark.x": "1" },
    dependencies: [{ libraryName: "rasterio", libraryVersion: "1.4.0" }, { filePath: "s3://jobs/lib.whl" }],
  },
  triggers: { commit: "abc", nested: { list: [1, null, "x"] } },
  timeoutSeconds: 600,
  wait: { until: "completed", maxSeconds: 900 },
} satisfies Properties;

export const COMPLETION = { logs: { stream: false } } satisfies Properties;

/** A batch without `south`, which fails in one of the two. */
export const BATCH = {
  defaults: { runPython: { uri: "s3://jobs/completed.py" }, runtime: "tiny" },
  runs: { north: { runPython: { args: ["north", "--token", SECRET] }, triggers: { commit: "abc" } } },
  maxConcurrency: 1,
} satisfies Properties;

export const FILE = { content: "print(1)\n", name: "job.py" } satisfies Properties;

export const STORAGE = {
  name: "tiles",
  path: "s3://tiles-bucket/world",
  roleArn: "arn:aws:iam::123456789012:role/tiles",
  trustedAccountIds: ["210987654321"],
} satisfies Properties;
