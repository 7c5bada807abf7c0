import { Contract } from "../../../../emulator/openapi/contract";
import { describedOperations } from "../../../../emulator/openapi/description";
import type { JobRunInputs } from "../../../../provider/resources/job-run/inputs";
import { runRequest } from "../../../../provider/resources/job-run/request";
import { CONFIG } from "../../../support/context/lifecycle-context";

const NAME = "tiles-abcdefgh-ijklm0-nopqrs";
const contract = new Contract();
const createJobRun = describedOperations().find(({ id }) => id === "createJobRun")!;

/** The body, after the API's own description has accepted it. */
function payload(inputs: JobRunInputs, config = CONFIG): unknown {
  const body: unknown = JSON.parse(JSON.stringify(runRequest(inputs, NAME, config).payload));
  contract.body(createJobRun, body);
  return body;
}

describe("the body of POST /runs", () => {
  // rule: late-defaults
  it("of the least that may be said holds the defaults, and nothing that is the account's to choose", () => {
    expect(payload({ runPython: { uri: "s3://bucket/job.py" } })).toEqual({
      name: NAME,
      runPython: { uri: "s3://bucket/job.py", args: [] },
      timeoutSeconds: 3600,
      environment: { sparkConfigs: {}, dependencies: [] },
    });
  });

  it("holds all that was said, in the API's words", () => {
    const said = { runtime: "tiny", version: "preview", timeoutSeconds: 60 };
    const runJar = { uri: "s3://bucket/job.jar", args: ["a"], mainClass: "test.Main" };
    const spark = { sparkDriverDiskGB: 10, sparkExecutorDiskGB: 20, sparkConfigs: { "spark.x": "4" } };
    const numpy = { sourceType: "PYPI", libraryName: "numpy", libraryVersion: "2.1.0" } as const;
    const dependencies = [{ libraryName: "rasterio" }, numpy, { filePath: "s3://bucket/lib.whl" }];
    const other: JobRunInputs = {
      region: "aws-us-west-2",
      triggers: { a: "x" },
      wait: { until: "submitted" },
    };
    expect(payload({ ...said, runJar, environment: { ...spark, dependencies }, ...other })).toEqual({
      name: NAME,
      ...said,
      runJar,
      environment: {
        ...spark,
        dependencies: [
          { sourceType: "PYPI", libraryName: "rasterio" },
          numpy,
          { sourceType: "FILE", filePath: "s3://bucket/lib.whl" },
        ],
      },
    });
  });
});
