import fc from "fast-check";
import { runView } from "../../../../provider/api/models";
import type { Properties } from "../../../../provider/lifecycle";
import { checkJobRun } from "../../../../provider/resources/job-run/check";
import { inputsOfRun } from "../../../../provider/resources/job-run/inputs-of-run";
import { offlineContext } from "../../lifecycle-context";
import { someRun } from "../../run-view";

const SCRIPT = { uri: "s3://bucket.test/job.py" };

function fromPayload(payload: Properties, fields: Properties = {}): Properties {
  return { ...inputsOfRun(runView.parse({ ...someRun(), ...fields, payload })) };
}

describe("the inputs of a run", () => {
  it("take the region from the payload, else from the application", () => {
    expect(fromPayload({ region: "aws-eu-west-1" })["region"]).toBe("aws-eu-west-1");
    expect(fromPayload({})["region"]).toBe("aws-us-west-2");
    expect(fromPayload({}, { kubeApp: null })).not.toHaveProperty("region");
  });

  it.each<[what: string, payload: Properties, absent: string]>([
    ["a limit that is the default", { timeoutSeconds: 3600 }, "timeoutSeconds"],
    ["a limit that is none", { timeoutSeconds: 0 }, "timeoutSeconds"],
    ["a runtime that the server chose", { runtime: null }, "runtime"],
    [
      "an environment that says nothing",
      { environment: { sparkConfigs: {}, dependencies: [] } },
      "environment",
    ],
    ["an environment of another shape", { environment: ["text"] }, "environment"],
    ["a program without its address", { runPython: { args: [] } }, "runPython"],
  ])("leave out %s", (_, payload, absent) => {
    expect(fromPayload(payload)).not.toHaveProperty(absent);
  });

  it("leave out of an environment what cannot be said, and keep the rest", () => {
    const environment = {
      sparkDriverDiskGB: 50,
      sparkExecutorDiskGB: "many",
      sparkConfigs: { a: "1" },
      dependencies: [
        { sourceType: "FILE", filePath: "a.whl", fileType: "PYTHON_WHEEL" },
        { sourceType: "PYPI", libraryName: "shapely", libraryVersion: null },
        { sourceType: "GIT", repository: "r" },
      ],
    };
    expect(fromPayload({ environment })["environment"]).toEqual({
      sparkDriverDiskGB: 50,
      sparkConfigs: { a: "1" },
      dependencies: [{ filePath: "a.whl" }, { libraryName: "shapely" }],
    });
  });

  it.each([
    ["tiles-abcdefgh-ijklm0-nopqrs", undefined],
    ["nightly-load", "nightly-load"],
    ["short", undefined],
    ["not accepted here!", undefined],
  ])("have a name if a person chose it: %s", (name, expected) => {
    expect(fromPayload({}, { name })["name"]).toBe(expected);
  });

  it("pass check, whatever else a run says", () => {
    const anything = fc.dictionary(
      fc.constantFrom("runtime", "version", "region", "timeoutSeconds", "runJar", "environment", "name"),
      fc.jsonValue({ maxDepth: 3 }),
    );
    fc.assert(
      fc.property(anything, fc.string(), (payload, name) => {
        const inputs = fromPayload({ ...payload, runJar: null, runPython: SCRIPT }, { name });
        expect(checkJobRun(undefined, inputs, offlineContext()).failures).toEqual([]);
      }),
    );
  });
});
