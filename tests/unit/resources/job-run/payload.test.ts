import { Contract } from "../../../../emulator/contract";
import { describedOperations } from "../../../../emulator/description";
import type { JobRunInputs } from "../../../../provider/resources/job-run/inputs";
import { submission } from "../../../../provider/resources/job-run/payload";
import { CONFIG } from "../../lifecycle-context";

const NAME = "tiles-abcdefgh-ijklm0-nopqrs";
const contract = new Contract();
const createJobRun = describedOperations().find(({ id }) => id === "createJobRun")!;

/** The body, after the API's own description has accepted it. */
function payload(inputs: JobRunInputs, config = CONFIG): unknown {
  const body: unknown = JSON.parse(JSON.stringify(submission(inputs, NAME, config).payload));
  contract.body(createJobRun, body);
  return body;
}

describe("the body of POST /runs", () => {
  it("of the least that may be said holds the defaults, and nothing that is the account's to choose", () => {
    expect(payload({ runPython: { uri: "s3://bucket/job.py" } })).toEqual({
      name: NAME,
      runPython: { uri: "s3://bucket/job.py", args: [] },
      timeoutSeconds: 3600,
      environment: { sparkConfigs: {}, dependencies: [] },
    });
  });

  it("holds all that was said, in the API's words", () => {
    const inputs: JobRunInputs = {
      runJar: { uri: "s3://bucket/job.jar", args: ["a"], mainClass: "test.Main" },
      runtime: "tiny",
      version: "preview",
      region: "aws-us-west-2",
      timeoutSeconds: 60,
      environment: {
        sparkDriverDiskGB: 10,
        sparkExecutorDiskGB: 20,
        sparkConfigs: { "spark.x": "4" },
        dependencies: [
          { libraryName: "rasterio" },
          { sourceType: "PYPI", libraryName: "numpy", libraryVersion: "2.1.0" },
          { filePath: "s3://bucket/lib.whl" },
        ],
      },
      triggers: { commit: "x" },
      wait: { until: "submitted" },
    };
    expect(payload(inputs)).toEqual({
      name: NAME,
      runtime: "tiny",
      version: "preview",
      runJar: { uri: "s3://bucket/job.jar", args: ["a"], mainClass: "test.Main" },
      timeoutSeconds: 60,
      environment: {
        sparkDriverDiskGB: 10,
        sparkExecutorDiskGB: 20,
        sparkConfigs: { "spark.x": "4" },
        dependencies: [
          { sourceType: "PYPI", libraryName: "rasterio" },
          { sourceType: "PYPI", libraryName: "numpy", libraryVersion: "2.1.0" },
          { sourceType: "FILE", filePath: "s3://bucket/lib.whl" },
        ],
      },
    });
  });

  it("takes from the configuration what the inputs leave out, and only that", () => {
    const config = { ...CONFIG, region: "aws-eu-west-1", runtime: "small", version: "latest" };
    const runPython = { uri: "s3://bucket/job.py" };
    expect(payload({ runPython }, config)).toMatchObject({ runtime: "small", version: "latest" });
    expect(payload({ runPython, runtime: "tiny" }, config)).toMatchObject({
      runtime: "tiny",
      version: "latest",
    });
    expect(submission({ runPython }, NAME, config).sent).toEqual({
      region: "aws-eu-west-1",
      runtime: "small",
      version: "latest",
      timeoutSeconds: 3600,
    });
    expect(submission({ runPython, region: "aws-us-east-1" }, NAME, config).sent.region).toBe(
      "aws-us-east-1",
    );
  });
});
